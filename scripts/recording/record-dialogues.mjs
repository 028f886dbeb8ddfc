/**
 * Records histories of conversations with dialogues, for the replay tests: node scripts/recording/record-dialogues.mjs
 *
 * Needs a build. Existing files of this version are kept. The conversation is the one of
 * test/fixtures/recorded-conversation.ts.
 */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { conversationWorkflowId } from '../../lib/client.js';
import { startTemporalServer } from '../../lib/devserver/server.js';
import { createWhatsAppTest } from '../../lib/testing/index.js';
import { historyFile, writeHistory } from './write-history.mjs';

const server = await startTemporalServer({ env: {}, log: () => undefined });
const kit = await createWhatsAppTest({
  server: { address: server.address },
  workflowsPath: fileURLToPath(new URL('../../test/fixtures/recorded-conversation.ts', import.meta.url)),
  conversation: 'booking',
  receiver: { groupConversation: 'outing' },
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
  'outing.group': async () => {
    const group = await newGroup();
    const [ann, bob] = [newUser().user, newUser().user];
    const names = { [ann]: 'Ann', [bob]: 'Bob' };
    for (const from of [ann, bob]) await kit.emulator.groups.join({ group, from, name: names[from] });
    const writes = (from, words) => kit.emulator.receiveMessage({ from, groupId: group, text: words });
    await writes(ann, 'Who comes?');
    await groupSees(group, 'How many with Ann?');
    await writes(bob, 'Stop');
    await writes(ann, '3');
    await groupSees(group, 'How many with Bob?');
    await writes(ann, 'And the dog');
    await kit.waits('1 second');
    return conversationWorkflowId(kit.phoneNumberId, group);
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

async function newGroup() {
  const { graphUrl, accessToken } = kit.emulator.info;
  const url = `${graphUrl}/v25.0/${kit.phoneNumberId}/groups`;
  const headers = { Authorization: `Bearer ${accessToken}`, 'Content-Type': 'application/json' };
  const body = JSON.stringify({ messaging_product: 'whatsapp', subject: 'Outing' });
  await fetch(url, { method: 'POST', headers, body });
  await kit.emulator.webhooksSettled();
  const { data } = await (await fetch(url, { headers })).json();
  return data.groups.at(-1).id;
}

async function groupSees(group, words) {
  const texts = () => kit.emulator.messages({ to: group }).map(({ body }) => body.text.body);
  for (let tries = 0; texts().at(-1) !== words; tries += 1) {
    if (tries === 200) throw new Error(`the group does not see "${words}", but ${JSON.stringify(texts())}`);
    await kit.waits('100 ms');
  }
}
