/** CPU of the receiver, without HTTP and Temporal, against HMAC and JSON.parse of the same bytes. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { parseWebhook, verifySignature } from '../lib/webhook/index.js';
import { groupItems } from '../lib/webhook/routing/group.js';
import { createWebhookHandler } from '../lib/webhook/handler.js';
import { parseJson } from '../lib/webhook/calls/json.js';
import { createRouter } from '../lib/webhook/routing/route.js';
import { ratioResult, takeTurns } from './compare.mjs';
import { instantClient } from './instant-client.mjs';
import { appSecret, batch, single } from './webhooks.mjs';

const unit = 'us per POST';
const choices = { phoneNumberIds: ['106540352242922'], routes: [], fallback: 'dead-letter' };
const route = createRouter({ taskQueue: 'bench', ...choices });

export async function measure({ rounds = 21 }) {
  const results = [];
  for (const [what, post, repeats, wholeAtMost] of [
    ['a single message', single, 2_000, 2.3],
    ['a batch of 100', batch, 60, 1.6],
  ]) {
    const compare = (ours) =>
      takeTurns({ rounds, slices: 5, floor: average(hmacAndParse, post, repeats), ours: average(ours, post, repeats) });
    results.push(
      ratioResult({
        name: `verify + parse + route, ${what}`,
        unit,
        pairs: await compare(verifyParseRoute),
        atMost: 1.6,
      }),
    );
    results.push(
      ratioResult({
        name: `the whole handler with a Temporal that answers at once, ${what}`,
        unit,
        pairs: await compare(wholeHandler()),
        atMost: wholeAtMost,
      }),
    );
  }
  return results;
}

function hmacAndParse({ bytes, signature }) {
  const expected = createHmac('sha256', appSecret).update(bytes).digest();
  if (!timingSafeEqual(expected, Buffer.from(signature.slice('sha256='.length), 'hex')))
    throw new Error('wrong signature');
  return JSON.parse(bytes.toString('utf8'));
}

/** The steps of the handler, in its order. */
function verifyParseRoute({ bytes, signature }) {
  if (!verifySignature(bytes, signature, [appSecret]).ok) throw new Error('wrong signature');
  const groups = groupItems(parseWebhook(parseJson(bytes).value, Date.now()), route);
  if (groups.length === 0) throw new Error('nothing was routed');
  return groups;
}

function wholeHandler() {
  const log = { info() {}, warn() {}, error() {} };
  const handle = createWebhookHandler({
    client: instantClient,
    ...choices,
    taskQueue: 'bench',
    appSecrets: [appSecret],
    verifyTokens: ['bench'],
    log,
  });
  const query = new URLSearchParams();
  return async ({ bytes, signature }) => {
    const { status } = await handle({
      method: 'POST',
      query,
      headers: { 'x-hub-signature-256': signature },
      rawBody: bytes,
    });
    if (status !== 200) throw new Error(`the handler answered ${status}`);
  };
}

/** Microseconds of CPU of one call. */
function average(handle, post, repeats) {
  return async () => {
    const before = process.cpuUsage();
    for (let call = 0; call < repeats; call += 1) {
      const pending = handle(post);
      if (pending instanceof Promise) await pending;
    }
    const { user, system } = process.cpuUsage(before);
    return (user + system) / repeats;
  };
}
