/** What a test is told when something does not happen, and what a kit refuses. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createWhatsAppTest, type WhatsAppTest } from '../../../src/testing/index.js';
import { eventually } from '../../helpers/eventually.js';
import { silenceRuntime } from '../../helpers/logger.js';
import { rejection } from '../../helpers/rejection.js';
import { testWorkflowBundle } from '../../helpers/stack.js';
import { tokenMarker } from '../../helpers/secrets.js';

let kit: WhatsAppTest;

beforeAll(async () => {
  silenceRuntime();
  kit = await createWhatsAppTest({
    workflowBundle: await testWorkflowBundle(),
    conversation: 'shop',
    within: '300 ms',
    emulator: { accessToken: `${tokenMarker}failures` },
  });
});
afterAll(() => kit.close());

const time = /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g;
const readable = (text: string) => text.replaceAll(time, 'TIME').replace(/whatsapp-conversation:\S+/, 'ID');

test('what is not seen: the transcript, who waits for what, and the line of the test', async () => {
  const ann = kit.phone('+49 151 1');
  await ann.says('hi');
  await ann.sees('Which size?', { within: '5 seconds' });
  await kit.waits('21 hours');
  const error = await rejection(ann.sees(/coming up/));
  expect(readable((error as Error).message)).toBe(`\
+49 151 1 did not see a message /coming up/ within 0.3 s: unread is "Still hungry?".

The phone of +49 151 1:
  TIME  user      hi
  TIME  business  Which size?  [Small | Large]
  TIME            (21 hours pass)
  TIME  business  Still hungry?  (unread)

The conversation ID (shop): the dialogue "onMessage" waits for an answer until TIME. 1 messages received, 2 sent.`);
  expect((error as Error).stack?.split('\n    at ')[1]).toContain('failures.test.ts');
  await expect(ann.seesNothing()).rejects.toThrow('expected to see nothing, and saw "Still hungry?"');
});

test('what cannot be tapped, picked or filled in', async () => {
  const ann = kit.phone('+49 151 2');
  await ann.says('hi');
  await ann.sees('Which size?', { within: '5 seconds' });
  await expect(ann.taps('Medium')).rejects.toThrow('has no message with a button or quick-reply "Medium".');
  await expect(ann.picks('Small')).rejects.toThrow('has no message with a row "Small".');
  await expect(ann.taps('Small', { on: 'Which color?' })).rejects.toThrow('"Small" on a message "Which color?".');
  await expect(ann.fills({ name: 'Ann' })).rejects.toThrow('has no message with a flow.');
  await expect(ann.says('so', { quoting: /nothing/ })).rejects.toThrow('on a message /nothing/.');
  await expect(kit.phone('+49 151 9').revokes()).rejects.toThrow('has written nothing that could be changed');
});

test('a user whom nobody knows, and a conversation that somebody has taken over', async () => {
  const cy = kit.phone('+49 151 3');
  const fault = kit.emulator.addFault({ match: { path: '/media' }, code: 2 });
  await expect(cy.sees('hello')).rejects.toThrow(/There is no conversation with this user.*\nNo request has matched/);
  fault.remove();
  await cy.says('hi');
  await cy.sees('Which size?', { within: '5 seconds' });
  await kit.whatsapp.conversation({ phoneNumberId: kit.phoneNumberId, user: '+491513' }).takeOver({ for: '1 hour' });
  await expect(cy.sees('hello')).rejects.toThrow(/human has it until [^.]+\. no dialogue is under way/);
});

test('a dialogue that failed, and a user who opted out', async () => {
  const bo = kit.phone('+49 151 4');
  await bo.says('boom');
  await bo.says('STOP');
  await expect(bo.sees('hello')).rejects.toThrow(
    'The user has opted out. The latest dialogue failed: onMessage: boom.',
  );
});

test('a message that the receiver does not take', async () => {
  const dora = kit.phone('+49 151 5');
  kit.emulator.setWebhookUrl('http://127.0.0.1:1/webhook');
  await expect(dora.says('hi')).rejects.toThrow('wrote, and the receiver did not take it: fetch failed');
});

test('a conversation type that the worker does not have', async () => {
  const other = await createWhatsAppTest({
    workflowBundle: await testWorkflowBundle(),
    conversation: 'shopp',
    within: '300 ms',
    emulator: { accessToken: `${tokenMarker}unknown` },
  });
  const ann = other.phone('+49 151 1');
  await ann.says('hi');
  const { message } = await eventually(
    () => rejection(ann.sees('Which size?')) as Promise<Error>,
    (error) => error.message.includes('cannot go on'),
  );
  expect(message).toMatch(/\(shopp\) cannot go on: .*'shopp': no such function/);
  await other.close();
});

test('wrong options, each named', async () => {
  const wrong = { conversation: '', server: 'fast', within: 'long', color: 'red', templates: [{}] };
  const { message } = (await rejection(createWhatsAppTest(wrong as never))) as Error;
  for (const name of ['conversation', 'server', 'within', 'color', 'templates']) expect(message).toContain(name);
  await expect(createWhatsAppTest({})).rejects.toThrow('workflowsPath');
});

test('templates that are wrong, and a file of workflows that is not there', async () => {
  const workflowBundle = await testWorkflowBundle();
  await expect(createWhatsAppTest({ workflowBundle, templates: ['Wrong Name'] })).rejects.toThrow('Wrong Name');
  await expect(createWhatsAppTest({ workflowsPath: '/nowhere/workflows.ts' })).rejects.toThrow('/nowhere');
}, 60_000);
