/**
 * Events from HTTP until Temporal has accepted them, against bare signalWithStart with the same payload and as many under way; then
 * the time to the answer at a fixed rate. No worker runs: what happens after the acceptance is the same for both.
 */
import { Agent, request } from 'node:http';
import { Client, Connection } from '@temporalio/client';
import { startTemporalServer } from '../lib/devserver/index.js';
import { conversationWorkflowId } from '../lib/common/ids.js';
import { parseWebhook } from '../lib/webhook/index.js';
import { countResult, infoResult, ratioResult, takeTurns } from './compare.mjs';
import { startReceiver } from './receiver-process.mjs';
import { bodyOf, messageOf, phoneNumberId, signed } from './webhooks.mjs';

const events = 400;
const atOnce = 20;
const users = 200;
const steadyRate = 200;
const steadySeconds = 10;

export async function measure({ rounds = 11, note }) {
  const server = await startTemporalServer({ env: process.env, log: note });
  const connection = await Connection.connect({ address: server.address });
  const receiver = await startReceiver(server.address);
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
  const post = (body) => postTo(receiver.url, agent, body);
  try {
    const floor = signalWithStart(new Client({ connection }));
    const pairs = await takeTurns({
      rounds,
      floor: () => ratePerSecond(1, ([event]) => floor(event)),
      ours: () => ratePerSecond(1, post),
    });
    const batches = await takeTurns({
      rounds: Math.ceil(rounds / 2),
      floor: () => ratePerSecond(1, ([event]) => floor(event)),
      ours: () => ratePerSecond(50, post),
    });
    const times = await answerTimes(post);
    return [
      ratioResult({
        name: 'webhook events accepted by Temporal, one in a POST',
        unit: 'events/s',
        pairs,
        atLeast: 0.9,
      }),
      ratioResult({ name: 'webhook events accepted by Temporal, 50 in a POST', unit: 'events/s', pairs: batches }),
      ...[0.5, 0.99].map((share) =>
        infoResult({
          name: `time to the answer at ${steadyRate} events/s, p${share * 100}`,
          unit: 'ms',
          value: times[Math.floor(times.length * share)],
        }),
      ),
      countResult({
        name: 'answers at that rate that were not 200',
        unit: 'answers',
        counts: [times.failed],
        exactly: 0,
      }),
    ];
  } finally {
    agent.destroy();
    receiver.stop();
    await connection.close();
    await server.stop();
  }
}

let serial = 0;

/** The next message, of one user after the other. */
function nextMessage() {
  serial += 1;
  return messageOf(serial % users, serial);
}

/** What the receiver does for one event, and nothing else. */
function signalWithStart(client) {
  return (message) => {
    const [{ event }] = parseWebhook(bodyOf([message]), Date.now());
    const userKey = event.user.userId;
    return client.workflow.signalWithStart('conversationWorkflow', {
      workflowId: conversationWorkflowId(phoneNumberId, `bare-${userKey}`),
      taskQueue: 'bench',
      args: [{ phoneNumberId, userKey }],
      signal: 'whatsAppEvents',
      signalArgs: [[event]],
    });
  };
}

/** @param {number} size how many events go in one call */
async function ratePerSecond(size, send) {
  let left = events;
  const sendUntilDone = async () => {
    while (left > 0) {
      left -= size;
      await send(Array.from({ length: size }, nextMessage));
    }
  };
  const start = performance.now();
  const senders = Math.max(1, Math.floor(atOnce / size));
  await Promise.all(Array.from({ length: senders }, sendUntilDone));
  return events / ((performance.now() - start) / 1_000);
}

/** Posts at a fixed rate, whether answers come or not; sorted milliseconds from the moment at which each was due. */
async function answerTimes(post) {
  const start = performance.now() + 100;
  const total = steadyRate * steadySeconds;
  const times = [];
  let failed = 0;
  await Promise.all(
    Array.from({ length: total }, async (_, index) => {
      const dueMs = start + (index * 1_000) / steadyRate;
      await new Promise((resolve) => setTimeout(resolve, dueMs - performance.now()));
      await post([nextMessage()]).catch(() => {
        failed += 1;
      });
      // The first second warms up.
      if (index >= steadyRate) times.push(performance.now() - dueMs);
    }),
  );
  return Object.assign(
    times.sort((a, b) => a - b),
    { failed },
  );
}

function postTo(url, agent, messages) {
  const { bytes, signature } = signed(messages);
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      agent,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-length': bytes.length,
        'x-hub-signature-256': signature,
      },
    });
    sent.once('error', reject);
    sent.once('response', (response) => {
      response.resume();
      response.once('end', () =>
        response.statusCode === 200 ? resolve() : reject(new Error(`the receiver answered ${response.statusCode}`)),
      );
    });
    sent.end(bytes);
  });
}
