/**
 * A turn of a conversation, from the signal to the message, and its rollover, against a bare workflow: a signal, one
 * activity that posts, continue-as-new.
 */
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { conversationWorkflowId } from '../lib/common/ids/workflow-ids.js';
import { startTemporalServer } from '../lib/devserver/server.js';
import { createMediaStore, createWhatsAppActivities, EnvironmentCredentialProvider } from '../lib/index.js';
import { WhatsAppPlugin } from '../lib/plugin.js';
import { parseWebhook } from '../lib/webhook/index.js';
import { post } from './bare-post.mjs';
import { ratioResult, takeTurns } from './compare.mjs';
import { startGraphServer } from './graph-server.mjs';
import { accessToken } from './sends.mjs';
import { phoneNumberId, textMessage, webhookBody } from './webhooks.mjs';

const turns = 100;
const atOnce = 20;
/** So many that a user's next turn comes when the last one's run is over. */
const users = 100;

export async function measure({ rounds = 9, note }) {
  Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined), shutdownSignals: [] });
  const graph = await startGraphServer();
  const server = await startTemporalServer({ env: process.env, log: note });
  const { address, namespace } = server;
  const connection = await Connection.connect({ address });
  const native = await NativeConnection.connect({ address });
  const client = new Client({ connection, namespace });
  const sides = [bareSide(client, graph.url), ownSide(client, graph.url)];
  const workers = await Promise.all(sides.flatMap(({ workers }) => workers({ connection: native, namespace })));
  const running = Promise.all(workers.map((worker) => worker.run()));
  try {
    return await compareTurns(sides, rounds);
  } finally {
    for (const worker of workers) worker.shutdown();
    await running;
    await native.close();
    await connection.close();
    await server.stop();
    graph.stop();
  }
}

async function compareTurns([floor, ours], rounds) {
  const cpu = { floor: [], ours: [] };
  const pairs = await takeTurns({
    rounds,
    floor: () => turnsPerSecond(floor, cpu.floor),
    ours: () => turnsPerSecond(ours, cpu.ours),
  });
  // The first round warms up.
  const cpuPairs = cpu.floor.slice(1).map((value, index) => ({ floor: value, ours: cpu.ours[index + 1] }));
  return [
    ratioResult({ name: 'turns of a conversation, rate', unit: 'turns/s', pairs, atLeast: 0.9 }),
    ratioResult({ name: 'turns of a conversation, CPU of client and workers', unit: 'ms per turn', pairs: cpuPairs }),
  ];
}

/** Where turns are waited for: by user, until their message has left. */
class Answers {
  #waiting = new Map();

  next(userId) {
    return new Promise((resolve) => {
      const others = this.#waiting.get(userId) ?? [];
      this.#waiting.set(userId, [...others, resolve]);
    });
  }

  came(userId) {
    this.#waiting.get(userId)?.shift()?.();
  }
}

function bareSide(client, graphUrl) {
  const answers = new Answers();
  const taskQueue = 'bench-bare-turn';
  const postMessage = async (body) => {
    const answer = await post(graphUrl, body);
    answers.came(body.to);
    return answer;
  };
  return {
    answers,
    say: (event) =>
      client.workflow.signalWithStart('bareTurnWorkflow', {
        workflowId: `bare-turn-${event.user.userId}`,
        taskQueue,
        args: [],
        signal: 'turn',
        signalArgs: [event],
      }),
    workers: (where) => [
      Worker.create({ ...where, taskQueue, workflowsPath: path('bare-workflow.mjs'), activities: { postMessage } }),
      Worker.create({ ...where, taskQueue: `${taskQueue}-send`, activities: { postMessage } }),
    ],
  };
}

function ownSide(client, graphUrl) {
  const answers = new Answers();
  const taskQueue = 'bench-own-turn';
  return {
    answers,
    say: (event) =>
      client.workflow.signalWithStart('answeringConversation', {
        workflowId: conversationWorkflowId(phoneNumberId, event.user.userId),
        taskQueue,
        args: [{ phoneNumberId, userKey: event.user.userId }],
        signal: 'whatsAppEvents',
        signalArgs: [[event]],
      }),
    workers: (where) => [
      Worker.create({
        ...where,
        taskQueue,
        workflowsPath: path('turn-workflow.mjs'),
        plugins: [new WhatsAppPlugin({ ...dependencies(graphUrl), sendTaskQueue: false })],
      }),
      Worker.create({ ...where, taskQueue: `${taskQueue}-send`, activities: ownActivities(graphUrl, answers) }),
    ],
  };
}

function dependencies(graphUrl) {
  const credentials = new EnvironmentCredentialProvider({ WHATSAPP_ACCESS_TOKEN: accessToken });
  const media = createMediaStore({ directory: '.' });
  return { credentials, secrets: credentials, media, graph: { baseUrl: graphUrl } };
}

function ownActivities(graphUrl, answers) {
  const activities = createWhatsAppActivities(dependencies(graphUrl));
  const sendWhatsAppMessage = async (input) => {
    const result = await activities.sendWhatsAppMessage(input);
    answers.came(input.recipient ?? input.to);
    return result;
  };
  return { ...activities, sendWhatsAppMessage };
}

function path(name) {
  return fileURLToPath(new URL(name, import.meta.url));
}

let serial = 0;

/** The next message, of one user after the other. A user with one id has one conversation. */
function nextEvent() {
  serial += 1;
  const { event } = parseWebhook(webhookBody([textMessage(serial % users, serial)]), Date.now())[0];
  const { userId } = event.user;
  // An old message would find the service window closed.
  return { ...event, user: { userId }, timestamp: String(Math.floor(Date.now() / 1_000)) };
}

async function turnsPerSecond({ say, answers }, cpuOfEach) {
  let begun = 0;
  const talk = async () => {
    while (begun < turns) {
      begun += 1;
      const event = nextEvent();
      const answer = answers.next(event.user.userId);
      await say(event);
      await answer;
    }
  };
  const start = performance.now();
  const cpu = process.cpuUsage();
  await Promise.all(Array.from({ length: atOnce }, talk));
  const { user, system } = process.cpuUsage(cpu);
  cpuOfEach.push((user + system) / 1_000 / turns);
  return turns / ((performance.now() - start) / 1_000);
}
