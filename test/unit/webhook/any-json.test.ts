import { expect, test } from '@jest/globals';
import { checkAnyWebhook, withMarkers } from '../../helpers/any-webhook.js';

const runs = 2_000;

test(`any JSON is answered with 200, and all of it is in a signal or in a dead letter (${runs} bodies)`, async () => {
  await expect(checkAnyWebhook(runs)).resolves.toBeUndefined();
}, 60_000);

test('the check looks for texts in items, and not for those around them', () => {
  const body = {
    object: '~',
    entry: [
      { id: '~', more: '~', changes: [{ field: '~', value: { metadata: ['~'], messages: [{ id: '~', a: ['~'] }] } }] },
    ],
  };
  expect(withMarkers(body).markers).toHaveLength(3);
});
