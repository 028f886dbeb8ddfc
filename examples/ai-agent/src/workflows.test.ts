/** Users talk to the agent, whose model the test plays, on a server that skips time: `npm test`. */
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { createWhatsAppTest } from 'temporal-whatsapp/testing';
import { createAgentActivities } from './agent-activities.js';
import { forgetUser, readTranscript } from './client.js';
import { scriptedModel, type ModelMessage, type ModelReply } from './model.js';

/** What the model was asked, and how it answers in the test that runs. */
const asked: ModelMessage[][] = [];
let answer: (messages: readonly ModelMessage[]) => ModelReply | Promise<ModelReply>;

const model = scriptedModel((messages) => {
  asked.push([...messages]);
  return answer(messages);
});

const kit = await createWhatsAppTest({
  workflowsPath: new URL('./workflows.ts', import.meta.url),
  conversation: 'agent',
  within: '15 seconds', // a busy machine takes longer than the default
  activities: createAgentActivities(model),
});
beforeEach(() => void asked.splice(0));
after(() => kit.close());

const echo = (messages: readonly ModelMessage[]): ModelReply => ({
  kind: 'answer',
  text: `You say: ${messages.at(-1)?.content}`,
});

test('the model gets what was said, and its answer goes to the user', async () => {
  answer = echo;
  const ann = kit.phone('+49 170 1111111');
  await ann.says('Hello');
  await ann.sees('You say: Hello');
  await ann.says('And again');
  await ann.sees('You say: And again');
  assert.deepEqual(asked.at(-1)?.slice(1), [
    { role: 'user', content: 'Hello' },
    { role: 'assistant', content: 'You say: Hello' },
    { role: 'user', content: 'And again' },
  ]);
});

test('the model uses a tool before it answers', async () => {
  answer = (messages) => {
    const last = messages.at(-1);
    if (last?.role === 'user') return { kind: 'tool', tool: 'lookUpOrder', input: '4711' };
    return { kind: 'answer', text: last?.content ?? '' };
  };
  const bob = kit.phone('+49 170 2222222');
  await bob.says('Where is 4711?');
  await bob.sees(/Order 4711 was sent yesterday/);
});

test('what comes while the model thinks starts the turn again, and only one answer leaves', async () => {
  let release = (): void => undefined;
  answer = async (messages) => {
    const isFirst = asked.length === 1;
    if (isFirst) await new Promise<void>((resolve) => (release = resolve));
    return echo(messages);
  };
  const cem = kit.phone('+49 170 3333333');
  await cem.says('Where is 4711?');
  await until(() => asked.length > 0);
  await cem.says('Sorry, 4712');
  await cem.sees('You say: Sorry, 4712');
  release();
  await cem.seesNothing('1 second');
  assert.deepEqual(asked.at(-1)?.slice(1), [
    { role: 'user', content: 'Where is 4711?' },
    { role: 'user', content: 'Sorry, 4712' },
  ]);
});

test('a turn leaves nothing of what the model was told in the history of the conversation', async () => {
  answer = echo;
  const dan = kit.phone('+49 170 4444444');
  await dan.says('Hello');
  await dan.sees('You say: Hello');
  await dan.says('Bye');
  await dan.sees('You say: Bye');
  assert.equal((await readTranscript(kit.whatsapp, kit.phoneNumberId, dan.user)).length, 4);
  const conversation = kit.whatsapp.conversation({ phoneNumberId: kit.phoneNumberId, user: dan.user });
  const { userKey } = await conversation.state();
  const handle = kit.client.workflow.getHandle(`whatsapp-conversation:${kit.phoneNumberId}:${userKey}`);
  const { events } = await handle.fetchHistory();
  const activities = events?.map((event) => event.activityTaskScheduledEventAttributes?.activityType?.name);
  assert.ok(activities && !activities.includes('callModel'));
});

test('a model that fails for good gives the conversation to a person', async () => {
  answer = () => Promise.reject(new Error('no model today'));
  const eva = kit.phone('+49 170 5555555');
  await eva.says('Hello');
  await eva.sees('I cannot answer right now. A person will.');
  await eva.says('Anybody?');
  await eva.seesNothing('2 seconds');
  await forgetUser(kit.whatsapp, kit.phoneNumberId, eva.user);
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}
