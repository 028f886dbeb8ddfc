/** Two receivers behind nginx, with the configuration of docs/webhooks.md as it stands there. */
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:https';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { freePort } from '../../src/devserver/free-port.js';
import { signWebhook } from '../../src/webhook/index.js';
import { eventually } from '../helpers/eventually.js';
import { inLanes } from '../helpers/lanes.js';
import { findNginx, startNginx, type NginxServer } from '../helpers/nginx-server.js';
import { startReceiverProcess } from '../helpers/receiver-process.js';
import { selfSigned } from '../helpers/self-signed.js';
import { startStack, type Stack } from '../helpers/stack.js';
import { terminateAll } from '../helpers/webhook-effects.js';
import type { WorkerProcess } from '../helpers/worker-process.js';

const program = findNginx();
if (program === undefined)
  console.warn('SKIPPED: receivers behind nginx, because there is no nginx; .ci/run installs it');

const posts = 300;
const atOnce = 8;
const users = Array.from({ length: 10 }, (_, index) => `49151${String(index).padStart(8, '0')}`);

(program === undefined ? describe.skip : describe)(`${posts} POSTs to two receivers behind nginx`, () => {
  let stack: Stack;
  let receivers: [WorkerProcess, WorkerProcess];
  let nginx: NginxServer;
  const agent = new Agent({
    keepAlive: true,
    maxSockets: atOnce,
    ca: selfSigned.cert,
    checkServerIdentity: () => undefined,
  });

  beforeAll(async () => {
    stack = await startStack();
    const ports = [await freePort('127.0.0.1'), await freePort('127.0.0.1')] as const;
    receivers = await Promise.all([startReceiverProcess(stack, ports[0]), startReceiverProcess(stack, ports[1])]);
    nginx = await startNginx(program ?? '', ports);
  }, 120_000);
  afterAll(async () => {
    agent.destroy();
    await nginx?.remove();
    await Promise.all(receivers?.map((receiver) => receiver.kill()) ?? []);
    await terminateAll(stack);
    await stack.stop();
  });

  /** @returns the status, and the request id that the receiver answered with */
  const post = (body: string): Promise<{ status: number | undefined; requestId: unknown }> =>
    new Promise((resolve, reject) => {
      const signature = signWebhook(body, stack.emulator.info.appSecret);
      const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signature };
      const sending = request(nginx.url, { method: 'POST', agent, headers }, (answer) => {
        answer.resume().once('end', () => {
          resolve({ status: answer.statusCode, requestId: answer.headers['x-request-id'] });
        });
      });
      sending.once('error', reject);
      sending.end(body);
    });

  test('all are answered 200 while one of the receivers is killed, and each message arrives once', async () => {
    const ids = Array.from({ length: posts }, () => `wamid.${randomUUID()}`);
    const kill: Promise<void>[] = [];
    let answered = 0;
    const answers = await inLanes(ids, atOnce, async (id) => {
      const answer = await post(textMessage(stack.phoneNumberId, users[ids.indexOf(id) % users.length] ?? '', id));
      answered += 1;
      if (answered === posts / 3) kill.push(receivers[0].kill());
      return answer;
    });
    await Promise.all(kill);
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    expect(answers.every(({ requestId }) => /^[0-9a-f]{32}$/.test(String(requestId)))).toBe(true);
    // nginx noticed: the requests were not all lucky.
    expect(nginx.errors()).toMatch(/while (reading response header from|connecting to|sending request to) upstream/);

    const readAll = async (): Promise<(string | undefined)[]> => {
      const { whatsapp, phoneNumberId } = stack;
      const states = await Promise.all(users.map((user) => whatsapp.conversation({ phoneNumberId, user }).state()));
      return states.flatMap(({ messages }) => messages.map(({ messageId }) => messageId));
    };
    const received = await eventually(readAll, (all) => all.length >= posts);
    expect(received.sort()).toEqual(ids.sort());
  });
});

function textMessage(phoneNumberId: string, from: string, id: string): string {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '15550001111', phone_number_id: phoneNumberId },
    contacts: [{ profile: { name: 'Ada' }, wa_id: from }],
    messages: [{ from, id, timestamp, type: 'text', text: { body: 'Hello' } }],
  };
  const entry = [{ id: '102290129340398', changes: [{ field: 'messages', value }] }];
  return JSON.stringify({ object: 'whatsapp_business_account', entry });
}
