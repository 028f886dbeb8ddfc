/**
 * Records histories of conversations with dialogues, for the replay tests: node scripts/record-dialogues.mjs
 *
 * Needs a build. Existing files of this version are kept. The conversation is the one of
 * test/fixtures/recorded-conversation.ts.
 */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { conversationWorkflowId } from '../lib/client.js';
import { startTemporalServer } from '../lib/devserver/server.js';
import { createWhatsAppTest } from '../lib/testing/index.js';
import { historyFile, writeHistory } from './recording/write-history.mjs';

const server = await startTemporalServer({ env: {}, log: () => undefined });
const kit = await createWhatsAppTest({
  server: { address: server.address },
  workflowsPath: fileURLToPath(new URL('../test/fixtures/recorded-conversation.ts', import.meta.url)),
  conversation: 'booking',
  templates: ['come_back'],
  within: '20 seconds',
});

let users = 0;
const newUser = () => kit.phone(`+4915100000${(users += 1)}`);
const conversationId = ({ user }) => conversationWorkflowId(kit.phoneNumberId, kit.emulator.userIds(user).at(-1));

/** Path to the workflow id of a run that is on it. */
const paths = {
  'booking.wait': async () => {
    const user = newUser();
    await asked(user);
    return conversationId(user);
  },
  'booking.turn': async () => {
    const user = newUser();
    await asked(user);
    await user.says('what?');
    await user.sees('Please tap a day.');
    await user.taps('Tuesday');
    await user.sees('Booked: Tuesday');
    return conversationId(user);
  },
  'booking.lease': async () => {
    const user = newUser();
    await asked(user);
    await user.says('agent');
    await kit.waits('1 second');
    await user.says('Is anybody there?');
    await kit.waits('1 second');
    return conversationId(user);
  },
  'booking.rolled-over': async () => {
    const user = newUser();
    const first = await asked(user);
    await user.taps('Monday');
    await user.sees('Booked: Monday');
    await asked(user);
    await user.taps('Monday', { on: first });
    await user.sees('Monday is over.');
    return conversationId(user);
  },
  'booking.asked': async () => {
    const user = newUser();
    await order(user);
    return conversationId(user);
  },
  'askingOrder.answered': async () => order(newUser()),
  // The answer to a question that went to the number comes here.
  'booking.introduced': async () => {
    const user = newUser();
    await order(user);
    return conversationId(user);
  },
  'booking.told-twice': async () => {
    const user = newUser();
    await asked(user);
    const workflowId = conversationId(user);
    const conversation = kit.client.workflow.getHandle(workflowId);
    const move = { userKey: kit.emulator.userIds(user.user)[0], atMs: 1 };
    await Promise.all([conversation.signal('conversationMoved', move), conversation.signal('conversationMoved', move)]);
    await kit.waits('25 seconds');
    return workflowId;
  },
};

try {
  for (const [name, takePath] of Object.entries(paths)) {
    if (existsSync(historyFile(name))) continue;
    await writeHistory(name, { address: server.address, workflowId: await takePath() });
  }
} finally {
  await kit.close();
  await server.stop();
}

async function asked(user) {
  await user.says('hi');
  return user.sees('Which day?');
}

async function order(user) {
  kit.emulator.openWindow(user.user);
  const workflowId = `record-${randomUUID()}`;
  const args = [kit.phoneNumberId, user.user];
  const handle = await kit.client.workflow.start('askingOrder', { workflowId, taskQueue: kit.taskQueue, args });
  await user.sees('Hello Ada');
  await user.sees('Deliver?');
  await user.taps('Yes');
  await handle.result();
  return workflowId;
}
