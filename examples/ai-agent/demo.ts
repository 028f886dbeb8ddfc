/** All of it on this machine, without a Meta account and without a model: both are played. */
import { createWhatsAppTest } from 'temporal-whatsapp/testing';
import { createAgentActivities } from './activities.js';
import { readTranscript } from './client.js';
import { scriptedModel } from './model.js';

const model = scriptedModel((messages) => {
  const last = messages.at(-1);
  if (last?.role === 'system') return { kind: 'answer', text: `Good news. ${last.content.split(': ')[1]}` };
  const [number] = /\d+/.exec(last?.content ?? '') ?? [];
  if (number === undefined) return { kind: 'answer', text: 'What is the number of your order?' };
  return { kind: 'tool', tool: 'lookUpOrder', input: number };
});

const kit = await createWhatsAppTest({
  workflowsPath: new URL('./workflows.js', import.meta.url),
  conversation: 'agent',
  activities: createAgentActivities(model),
  server: 'real',
});
try {
  const ann = kit.phone('+49 170 1234567');
  await ann.says('Where is my order?');
  await ann.sees('What is the number of your order?');
  await ann.says('It is 4711');
  await ann.sees(/Order 4711 was sent yesterday/);
  for (const { role, content } of await readTranscript(kit.whatsapp, kit.phoneNumberId, ann.user)) {
    console.log(`${role.padEnd(10)}${content}`);
  }
} finally {
  await kit.close();
}
