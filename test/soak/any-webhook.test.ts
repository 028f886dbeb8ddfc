import { expect, test } from '@jest/globals';
import { checkAnyWebhook } from '../helpers/any-webhook.js';

/** The whole proof is `ANY_WEBHOOKS=100000`, which takes minutes. */
const bodies = Number(process.env['ANY_WEBHOOKS'] ?? 30_000);

test(`${bodies} bodies of any JSON: no crash, no 5xx, and nothing lost without a dead letter`, async () => {
  await expect(checkAnyWebhook(bodies)).resolves.toBeUndefined();
}, 900_000);
