/**
 * Events from HTTP until Temporal has accepted them, against bare signalWithStart with the same payload and as many
 * under way; then the time to the answer at a fixed rate. No worker runs: what happens after the acceptance is the same
 * for both.
 */
import { Client, Connection } from '@temporalio/client';
import { startTemporalServer } from '../lib/devserver/server.js';
import { conversationWorkflowId } from '../lib/common/ids/workflow-ids.js';
import { parseWebhook } from '../lib/webhook/index.js';
import { countResult, infoResult, ratioResult, takeTurns } from './compare.mjs';
import { Posts, rawRequest } from './posts.mjs';
import { startReceiver } from './receiver-process.mjs';
import { webhookBody, textMessage, phoneNumberId, signed } from './webhooks.mjs';

const events = 800;
/** How many events each side has before the clock starts. Node compiles the last code after some thousand calls. */
const warmUpEvents = 8_000;
/** So many calls that neither side waits for answers with a core idle: then the rate tells the work of an event. */
const atOnce = 50;
const users = 200;
const steadyRate = 200;
const steadySeconds = 10;

export async function measure({ rounds = 21, note }) {
  const server = await startTemporalServer({ env: process.env, log: note });
  const connection = await Connection.connect({ address: server.address });
  const receiver = await startReceiver(server.address);
  const posts = new Posts(receiver.url);
  const floor = bareSignals(new Client({ connection }));
  const ours = receiverSide(receiver, posts);
  try {
    for (const side of [floor, ours]) await drive(side, 1, warmUpEvents);
    return [...(await compareRates(floor, ours, rounds)), ...answerResults(await answerTimes(ours))];
  } finally {
    posts.close();
    receiver.stop();
    await connection.close();
    await server.stop();
  }
}

async function compareRates(floor, ours, rounds) {
  const cpu = { floor: [], ours: [] };
  const measured = (name, side, size) => async () => {
    const { rate, cpuPerEvent } = await drive(side, size, events);
    if (size === 1) cpu[name].push(cpuPerEvent);
    return rate;
  };
  const compare = (size, times) =>
    takeTurns({ rounds: times, floor: measured('floor', floor, 1), ours: measured('ours', ours, size) });
  const singles = await compare(1, rounds);
  // The first round does not count.
  const cpuPairs = cpu.ours.map((value, index) => ({ ours: value, floor: cpu.floor[index] })).slice(1);
  const batches = await compare(50, Math.ceil(rounds / 2));
  const accepted = 'webhook events accepted by Temporal';
  return [
    ratioResult({ name: `${accepted}, one in a POST`, unit: 'events/s', pairs: singles, atLeast: 0.9 }),
    ratioResult({
      name: 'CPU of the process that calls Temporal, one in a POST',
      unit: 'us per event',
      pairs: cpuPairs,
    }),
    ratioResult({ name: `${accepted}, 50 in a POST`, unit: 'events/s', pairs: batches }),
  ];
}

function answerResults(times) {
  const percentiles = [0.5, 0.99].map((share) =>
    infoResult({
      name: `time to the answer at ${steadyRate} events/s, p${share * 100}`,
      unit: 'ms',
      value: times[Math.floor(times.length * share)],
    }),
  );
  const failed = {
    name: 'answers at that rate that were not 200',
    unit: 'answers',
    counts: [times.failed],
    exactly: 0,
  };
  return [...percentiles, countResult(failed)];
}

let serial = 0;

/** The next message, of one user after the other. */
function nextMessage() {
  serial += 1;
  return textMessage(serial % users, serial);
}

/**
 * The call that the receiver makes for an event, by a program that has the event: no HTTP, no signature, no parsing.
 */
function bareSignals(client) {
  return {
    prepare: (messages) => parseWebhook(webhookBody(messages), Date.now())[0].event,
    send: (event) => {
      const userKey = event.user.userId;
      return client.workflow.signalWithStart('conversationWorkflow', {
        workflowId: conversationWorkflowId(phoneNumberId, `bare-${userKey}`),
        taskQueue: 'bench',
        args: [{ phoneNumberId, userKey }],
        signal: 'whatsAppEvents',
        signalArgs: [[event]],
      });
    },
    cpuUsage: () => process.cpuUsage(),
  };
}

function receiverSide(receiver, posts) {
  return {
    prepare: (messages) => rawRequest(receiver.url, signed(messages)),
    send: (request) => posts.send(request),
    cpuUsage: () => receiver.cpuUsage(),
  };
}

/**
 * Everything that is sent is made before the clock starts, for both sides.
 *
 * @param {number} size how many events go in one call
 */
async function drive({ prepare, send, cpuUsage }, size, total) {
  const calls = Array.from({ length: total / size }, () => prepare(Array.from({ length: size }, nextMessage)));
  const sendUntilDone = async () => {
    for (let call = calls.pop(); call; call = calls.pop()) await send(call);
  };
  const before = await cpuUsage();
  const start = performance.now();
  const senders = Math.max(1, Math.floor(atOnce / size));
  await Promise.all(Array.from({ length: senders }, sendUntilDone));
  const seconds = (performance.now() - start) / 1_000;
  const after = await cpuUsage();
  const cpu = after.user + after.system - before.user - before.system;
  return { rate: total / seconds, cpuPerEvent: cpu / total };
}

/** Posts at a fixed rate, whether answers come or not; sorted milliseconds from the moment at which each was due. */
async function answerTimes({ prepare, send }) {
  const total = steadyRate * steadySeconds;
  const calls = Array.from({ length: total }, () => prepare([nextMessage()]));
  const start = performance.now() + 100;
  const times = [];
  let failed = 0;
  await Promise.all(
    calls.map(async (call, index) => {
      const dueMs = start + (index * 1_000) / steadyRate;
      await new Promise((resolve) => setTimeout(resolve, dueMs - performance.now()));
      await send(call).catch(() => {
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
