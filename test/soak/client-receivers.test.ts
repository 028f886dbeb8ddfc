/** Webhook receivers with the handlers of published clients get every kind of webhook that the emulator makes. */
import { afterEach, expect, test } from '@jest/globals';
import { ownReceiverFailures } from '../clients/own-failures.js';
import { publishedClients, type PublishedClient } from '../clients/published-clients.js';
import { GraphEmulator } from '../../src/emulator/index.js';
import { enableCalling, postedKinds, postEveryWebhook } from '../helpers/every-webhook.js';
import { installClients, startClientReceiver, type ClientReceiver } from '../helpers/published-clients.js';

const receiving = (name: string, script: string): PublishedClient => {
  const client = publishedClients.find((one) => one.name === name);
  if (!client) throw new Error(`there is no client ${name}`);
  return { ...client, script };
};
const pywa = receiving('pywa (async)', 'pywa-receiver.py');
const fetchBased = receiving('whatsapp-api-js', 'whatsapp-api-js-receiver.mjs');
const reasons = await installClients([pywa, fetchBased]);
const testWith = (client: PublishedClient): typeof test.skip | typeof test =>
  reasons.get(client.name) === undefined ? test : test.skip;

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** Posts everything to a receiver that has passed the challenge. @returns what was posted, and what it has counted */
async function postTo(client: PublishedClient): Promise<{
  posted: Record<string, number>;
  counts: Awaited<ReturnType<ClientReceiver['counts']>>;
}> {
  const emulator = await GraphEmulator.start({ autoStatuses: [], webhookMaxAttempts: 1 });
  stops.push(() => emulator.stop());
  // Before there is a receiver: these clients know nothing of settings.
  await enableCalling(emulator);
  const receiver = await startClientReceiver(client, emulator);
  stops.push(() => receiver.stop());
  await emulator.setWebhookUrl(receiver.url, { verify: true });
  await postEveryWebhook(emulator);
  const posted = postedKinds(emulator);
  return { posted, counts: await receiver.counts() };
}

function print(name: string, { handled }: { handled: Record<string, number> }): void {
  const total = Object.values(handled).reduce((sum, count) => sum + count, 0);
  process.stdout.write(`${name}: ${total} calls of handlers for ${Object.keys(handled).length} kinds of webhooks\n`);
}

testWith(pywa)(
  'a FastAPI server with pywa’s asynchronous client',
  async () => {
    const { posted, counts } = await postTo(pywa);
    print('pywa', counts);
    expect(counts.raw).toEqual(posted);
    // It has no handlers for groups; what tells about them comes as it is.
    const failing = ownReceiverFailures[pywa.name] ?? {};
    const own = Object.entries(posted).filter(([kind]) => !kind.startsWith('group_') && !(kind in failing));
    expect(counts.handled).toEqual(Object.fromEntries(own));
  },
  120_000,
);

testWith(fetchBased)(
  'a fetch-based receiver with whatsapp-api-js',
  async () => {
    const { posted, counts } = await postTo(fetchBased);
    print('whatsapp-api-js', counts);
    // It knows messages, statuses and calls only.
    const own = Object.entries(posted).filter(([kind]) => /^(message|status|call) /.test(kind));
    expect(counts.handled).toEqual(Object.fromEntries(own));
  },
  120_000,
);
