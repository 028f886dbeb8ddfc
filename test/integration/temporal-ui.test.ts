/** What Temporal UI shows of the library's workflows: summaries, descriptions, details, and what the caller adds. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { defaultPayloadConverter } from '@temporalio/common';
import { Worker } from '@temporalio/worker';
import { summaries } from '../../src/common/summaries.js';
import { text } from '../../src/messages.js';
import { eventually } from '../helpers/eventually.js';
import { mediaFile } from '../helpers/png.js';
import { rejection } from '../helpers/rejection.js';
import { startStack, testWorkflowBundle, type Stack } from '../helpers/stack.js';

const to = '+491701234567';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

interface Metadata {
  currentDetails?: string;
  definition: Record<'signalDefinitions' | 'queryDefinitions' | 'updateDefinitions', Named[] | undefined>;
}
interface Named {
  name: string;
  description?: string;
}

const metadata = (id: string) =>
  stack.client.workflow.getHandle(id).query<Metadata, []>('__temporal_workflow_metadata');

/** The summaries of the activities and timers of a workflow, in order. */
async function listSummaries(id: string): Promise<(string | undefined)[]> {
  const { events = [] } = await stack.client.workflow.getHandle(id).fetchHistory();
  const shown = (events ?? []).filter(
    (event) => event.activityTaskScheduledEventAttributes ?? event.timerStartedEventAttributes,
  );
  return shown.map(({ userMetadata }) =>
    userMetadata?.summary ? defaultPayloadConverter.fromPayload<string>(userMetadata.summary) : undefined,
  );
}

async function sendAndWait(): Promise<string> {
  const input = { phoneNumberId: stack.phoneNumberId, to, message: text('hi'), waitFor: 'delivered' as const };
  const { id, result } = await stack.whatsapp.sendMessage(input);
  await result();
  return id;
}

test('a send has a summary of itself, of its activity and of its timer, and details of what it does', async () => {
  const id = await sendAndWait();
  const { staticSummary } = await stack.client.workflow.getHandle(id).describe();
  expect(await staticSummary()).toBe('send a message: text until delivered');
  expect(await listSummaries(id)).toEqual(['send a message: text', 'wait until the message is delivered']);
  const { currentDetails, definition } = await metadata(id);
  expect(currentDetails).toMatch(/^Accepted as `wamid\..*, delivered\.$/);
  expect(definition.signalDefinitions).toContainEqual(
    expect.objectContaining({ name: 'whatsAppEvents', description: summaries.handlers.whatsAppEvents }),
  );
  expect(definition.queryDefinitions).toContainEqual(
    expect.objectContaining({ name: 'sendState', description: 'where the send is' }),
  );
});

test('a send that no worker takes says which queue it waits for, and until when', async () => {
  const input = {
    phoneNumberId: stack.phoneNumberId,
    to,
    message: text('hi'),
    deadline: '3 seconds' as const,
    activityOptions: { sendWhatsAppMessage: { taskQueue: 'nobodys-queue' } },
  };
  const { id, result } = await stack.whatsapp.sendMessage(input);
  const details = await eventually(async () => (await metadata(id)).currentDetails ?? '');
  expect(details).toMatch(/^Sending a text message\.\n\nA worker of `nobodys-queue` has to take it/);
  expect(details).toMatch(/waits for one until \d{4}-\d\d-\d\dT\d\d:\d\dZ.*\*scheduled\*.*temporal-whatsapp doctor/);
  expect(await result()).toMatchObject({ kind: 'refused' });
  expect((await metadata(id)).currentDetails).toMatch(/^Refused: No worker took send/);
});

test('an upload, a raw request and a registration have summaries of every step', async () => {
  const { phoneNumberId, mediaDirectory, whatsapp, emulator } = stack;
  const media = await mediaFile(mediaDirectory, 'menu.png');
  const upload = await whatsapp.uploadAndSend({ phoneNumberId, to, media, deleteMediaAfter: true });
  await upload.result();
  expect(await listSummaries(upload.id)).toEqual(['upload menu.png', 'send a message: image', 'delete a file at Meta']);

  const raw = await whatsapp.graphRequest({ request: { path: `/${phoneNumberId}`, query: { fields: 'id' } } });
  await raw.result();
  expect(await listSummaries(raw.id)).toEqual([`GET /${phoneNumberId}`]);

  const added = emulator.addPhoneNumber().phoneNumberId;
  const pin = { secret: 'test-pin' };
  const registration = await whatsapp.registerPhoneNumber({ phoneNumberId: added, codeMethod: 'SMS', pin });
  const code = await eventually(() => emulator.verificationCode(added));
  await eventually(() =>
    registration.submitVerificationCode(code ?? '').then(
      () => true,
      () => false,
    ),
  );
  await registration.result();
  const steps = await listSummaries(registration.id);
  expect(steps).not.toContain(undefined);
  expect(steps).toEqual(
    expect.arrayContaining([
      'look whether the worker knows the PIN',
      'have Meta send a code to the number, by SMS',
      'wait for the verification code',
      'hand the code to Meta',
      'register the number',
    ]),
  );
});

test('the caller adds a summary and a memo', async () => {
  const input = { phoneNumberId: stack.phoneNumberId, to, message: text('hi') };
  const sent = await stack.whatsapp.sendMessage(input, { summary: 'order\n42', memo: { order: 42 } });
  expect(sent.via).toBe('workflow');
  await sent.result();
  const { staticSummary, memo } = await stack.client.workflow.getHandle(sent.id).describe();
  expect(await staticSummary()).toBe('order 42');
  expect(memo).toEqual({ order: 42 });
  const activity = await stack.whatsapp.sendMessage(input, { summary: 'order 43' });
  expect(activity.via).toBe('activity');
  await activity.result();
  const { rawInfo } = await stack.client.activity.getHandle(activity.id).describe();
  expect(JSON.stringify(rawInfo.userMetadata?.summary?.data?.toString())).toContain('order 43');
  const refused = await rejection(stack.whatsapp.sendMessage(input, { memo: {}, via: 'activity' }));
  expect(String(refused)).toContain('memo must not be set with via "activity"');
});

test('a history replays whatever its summaries were', async () => {
  const id = await sendAndWait();
  const history = await stack.client.workflow.getHandle(id).fetchHistory();
  const scheduled = history.events?.find((event) => event.activityTaskScheduledEventAttributes);
  if (!scheduled) throw new Error('no activity was scheduled');
  scheduled.userMetadata = { summary: defaultPayloadConverter.toPayload('what an older release said') };
  await Worker.runReplayHistory({ workflowBundle: await testWorkflowBundle() }, history);
});
