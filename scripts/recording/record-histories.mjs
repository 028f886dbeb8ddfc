/**
 * Records a history for each path through the workflows, for the replay tests:
 * node scripts/recording/record-histories.mjs
 *
 * Needs a build. Existing files of this version are kept. What was released must go on replaying, so a history is only
 * ever added.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { WithStartWorkflowOperation } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { pino } from 'pino';
import { devActivities } from '../../lib/cli/dev/activities.js';
import { startReceiver } from '../../lib/cli/dev/receiver.js';
import { startDevStack } from '../../lib/cli/dev/stack.js';
import { createPng } from '../../lib/cli/dev/demo-image.js';
import { demoPinSecret } from '../../lib/cli/dev/main-job.js';
import { WhatsAppClient, conversationWorkflowId } from '../../lib/client.js';
import { template, text } from '../../lib/messages.js';
import { defaultGraphVersion } from '../../lib/common/graph-version.js';
import { deadLetterWorkflowId, uploadedMediaWorkflowId } from '../../lib/common/ids/workflow-ids.js';
import { loadConfig } from '../../lib/environment/config.js';
import { secretsFrom } from '../../lib/graph/credential-functions.js';
import { createWhatsAppWorker } from '../../lib/worker.js';
import { folder, historyFile, writeHistory } from './write-history.mjs';

const note = (line) => console.error(line);

const stack = await startDevStack({
  config: loadConfig({ WHATSAPP_MEDIA_DIR: join(tmpdir(), 'temporal-whatsapp-record') }),
  env: {},
  ports: { temporal: 0, ui: 0, emulator: 0, webhook: 0 },
  log: pino({ level: 'error' }, pino.destination(2)),
  note,
});
await startReceiver(stack, { fallback: 'dead-letter', conversation: {} });
await startWorker();
const whatsapp = new WhatsAppClient({ client: stack.client, taskQueue: stack.taskQueue });
const { emulator } = stack;
const { phoneNumberId } = emulator.info;
const to = '+15550100200';

/** Path through a workflow to the workflow id of a run that took it. */
const paths = {
  'sendMessageWorkflow.accepted': () => send(to, {}),
  'sendMessageWorkflow.delivered': () => send(to, { waitFor: 'delivered' }),
  'sendMessageWorkflow.refused': () => faulty('+15550100201', { code: 131047 }, {}),
  'sendMessageWorkflow.status-timeout': () => send(to, { waitFor: 'read', statusDeadline: '1s' }),
  'sendMessageWorkflow.settled': () => faulty('+15550100202', { drop: 'after' }, {}),
  'sendMessageWorkflow.unknown': () => faulty('+15550100205', { drop: 'before' }, { settleUnknownFor: '1s' }),
  'sendMessageWorkflow.resent': () =>
    faulty('+15550100206', { drop: 'before' }, { settleUnknownFor: '1s', onUnknown: 'resend' }),
  'sendMessageWorkflow.late-original': lateOriginal,
  'sendMessageWorkflow.template-instead': () =>
    faulty(
      '+15550100207',
      { code: 131047 },
      { onWindowClosed: { template: template('hello_world', 'en_US').template } },
    ),
  'askUserWorkflow.refused': () =>
    failed('askUserWorkflow', { from: phoneNumberId, to: '+15550100301', question: text('How are you?') }),
  'startDialogueWorkflow.refused': () =>
    failed('startDialogueWorkflow', { from: phoneNumberId, to: '+15550100302', dialogue: 'survey' }),
  'uploadAndSendWorkflow.deleted': () =>
    ended(whatsapp.uploadAndSend({ phoneNumberId, to, media: image(), waitFor: 'delivered', deleteMediaAfter: true })),
  'uploadAndSendWorkflow.refused': () => {
    emulator.addFault({ match: { to: '+15550100203' }, code: 131047 });
    return ended(whatsapp.uploadAndSend({ phoneNumberId, to: '+15550100203', media: image(), deleteMediaAfter: true }));
  },
  'uploadAndSendWorkflow.reused': () =>
    ended(whatsapp.uploadAndSend({ phoneNumberId, to: '+15550100209', media: image(), reuse: true })),
  'uploadAndSendWorkflow.uploaded-again': uploadedAgain,
  'uploadAndSendAllWorkflow.mixed': sentToAll,
  'uploadedMediaWorkflow.shared': sharedUpload,
  'uploadedMediaWorkflow.late': lateClaim,
  'inboundMediaWorkflow.told': storedFile,
  'inboundMediaWorkflow.lost': lostFile,
  'registerPhoneNumberWorkflow.second-code': registerWithSecondCode,
  'registerPhoneNumberWorkflow.no-code': () => ended(register({ deadline: '1s' })),
  'graphRequestWorkflow.retried': () => {
    const path = `/${emulator.info.wabaId}`;
    emulator.addFault({ match: { path }, status: 503, code: 2 });
    return ended(whatsapp.graphRequest({ request: { path }, retry: { maxRetryCount: 2, retryDelayMs: 10 } }));
  },
  'conversationWorkflow.three-messages': conversationOfThree,
  'conversationWorkflow.moved': conversationThatMoved,
  'conversationWorkflow.claimed': conversationThatWasClaimed,
  'conversationWorkflow.refused-handover': refusedHandover,
  'deadLetterWorkflow.redriven': redrivenDeadLetter,
  'deadLetterWorkflow.discarded': discardedDeadLetter,
};

try {
  mkdirSync(folder, { recursive: true });
  for (const [name, takePath] of Object.entries(paths)) {
    if (existsSync(historyFile(name))) continue;
    await writeHistory(name, { address: stack.temporal.address, workflowId: await takePath() });
  }
} finally {
  await stack.stop();
}

async function startWorker() {
  const { server, temporal, taskQueue } = stack;
  const secrets = secretsFrom((name) => (name === demoPinSecret ? '123456' : undefined));
  const activities = devActivities(stack, secrets);
  const connection = await NativeConnection.connect(server);
  stack.beforeStop(() => connection.close());
  const worker = await createWhatsAppWorker({ connection, namespace: temporal.namespace, taskQueue, activities });
  const ended = worker.run();
  stack.beforeStop(async () => {
    worker.shutdown();
    await ended;
  });
}

function send(recipient, options) {
  const input = { phoneNumberId, to: recipient, message: text('Hello'), ...options };
  return ended(whatsapp.sendMessage(input, { via: 'workflow' }));
}

function faulty(recipient, fault, options) {
  emulator.addFault({ match: { to: recipient }, ...fault });
  return send(recipient, options);
}

/** The original of a message that was sent again is delivered late, and the copy never. */
async function lateOriginal() {
  const recipient = '+15550100208';
  emulator.configure({ autoStatuses: [] });
  emulator.addFault({ match: { to: recipient }, drop: 'after' });
  const options = { waitFor: 'delivered', settleUnknownFor: '1s', onUnknown: 'resend', statusDeadline: '3s' };
  const handle = await whatsapp.sendMessage({ phoneNumberId, to: recipient, message: text('Hello'), ...options });
  await until(async () => (await handle.state()).phase === 'waiting');
  const [original] = emulator.messages({ to: recipient });
  await emulator.sendStatus(original.id, 'delivered');
  emulator.configure({ autoStatuses: ['sent', 'delivered'] });
  return ended(handle);
}

/** A workflow that asks where nobody can ask the user. */
async function failed(workflowType, input) {
  const workflowId = `record-${randomUUID()}`;
  const { taskQueue } = stack;
  const handle = await stack.client.workflow.start(workflowType, { workflowId, taskQueue, args: [input] });
  return ended(handle);
}

async function ended(starting) {
  const handle = await starting;
  await handle.result().catch(() => undefined);
  return handle.workflowId ?? handle.id;
}

function image() {
  const path = join(stack.mediaDirectory, 'record.png');
  writeFileSync(path, createPng(64, 64));
  return pathToFileURL(path).href;
}

/** Meta has forgotten the media of an earlier upload. */
async function uploadedAgain() {
  const input = { phoneNumberId, media: image(), reuse: true };
  const first = await whatsapp.uploadAndSend({ ...input, to: '+15550100210' });
  const { uploaded } = await first.result();
  const url = `${emulator.info.graphUrl}/${defaultGraphVersion}/${uploaded.mediaId}`;
  await fetch(url, { method: 'DELETE', headers: { authorization: `Bearer ${emulator.info.accessToken}` } });
  return ended(whatsapp.uploadAndSend({ ...input, to: '+15550100211' }));
}

/** Two files for three recipients: one is refused, and of one nobody knows. */
async function sentToAll() {
  const [first, second] = ['+15550100212', '+15550100213'];
  emulator.addFault({ match: { to: first }, code: 131047 });
  emulator.addFault({ match: { to: second }, drop: 'before' });
  const files = [{ media: image(), caption: 'One' }, { media: image() }];
  const recipients = [first, second, '+15550100214'].map((each) => ({ to: each }));
  const options = { settleUnknownFor: '1s', deleteMediaAfter: true, concurrency: 2 };
  return ended(whatsapp.uploadAndSendAll({ phoneNumberId, files, recipients, ...options }));
}

/** One uploads and fails while two wait; one of these uploads for both, and Meta forgets that. */
async function sharedUpload() {
  const workflowId = uploadedMediaWorkflowId(phoneNumberId, randomUUID(), 'record');
  const { taskQueue } = stack;
  const input = { phoneNumberId, sha256: 'record', mimeType: 'image/png' };
  const handle = await stack.client.workflow.start('uploadedMediaWorkflow', { workflowId, taskQueue, args: [input] });
  const claim = (claimId, more = {}) =>
    handle.executeUpdate('claimUpload', { args: [{ claimId, claimMs: 60_000, ...more }] });
  const report = (claimId, came) => handle.signal('reportUpload', claimId, came);
  await claim('one');
  const waiting = ['two', 'three'].map((claimId) => claim(claimId).then(() => claimId));
  await until(async () => (await handle.query('uploadedMediaState')).waiting === 2);
  await report('one', {});
  await report(await Promise.race(waiting), { mediaId: '1001' });
  await Promise.all(waiting);
  await claim('four', { notMediaId: '1001' });
  await report('four', { mediaId: '1002' });
  return workflowId;
}

/** The question of one who comes after the media id has ended, and before the timer that says so. */
async function lateClaim() {
  const workflowId = uploadedMediaWorkflowId(phoneNumberId, randomUUID(), 'record');
  const { taskQueue } = stack;
  const media = { mediaId: '1003', usableUntilMs: Date.now() - 1 };
  const startWorkflowOperation = new WithStartWorkflowOperation('uploadedMediaWorkflow', {
    workflowId,
    taskQueue,
    args: [{ phoneNumberId, sha256: 'record', mimeType: 'image/png', media }],
    workflowIdConflictPolicy: 'FAIL',
  });
  const args = [{ claimId: 'late', claimMs: 60_000 }];
  await stack.client.workflow.executeUpdateWithStart('claimUpload', { args, startWorkflowOperation });
  const handle = await startWorkflowOperation.workflowHandle();
  await handle.signal('reportUpload', 'late', { mediaId: '1004' });
  // The answer comes after the signal's task.
  await until(async () => (await handle.query('uploadedMediaState')).media?.mediaId === '1004');
  return workflowId;
}

/** A file of two workflows: a conversation that runs, and one that is started for it. A third one has ended. */
async function storedFile() {
  const bytes = createPng(8, 8);
  const userId = 'US.10203040506070811';
  await emulator.receiveMessage({ userId, image: { bytes, mimeType: 'image/png' } });
  const state = () => whatsapp.conversation({ phoneNumberId, user: userId }).state();
  await until(async () => (await state()).messagesReceived === 1);
  const { messages } = await state();
  const running = { workflowId: conversationWorkflowId(phoneNumberId, userId) };
  const userKey = 'record-media';
  const started = {
    workflowId: conversationWorkflowId(phoneNumberId, userKey),
    workflowType: 'conversationWorkflow',
    args: [{ phoneNumberId, userKey }],
  };
  return inboundMedia(messages[0].raw.image.id, [running, started, { workflowId: 'record-ended' }]);
}

function lostFile() {
  return inboundMedia('1234567890', [{ workflowId: 'record-ended' }]);
}

async function inboundMedia(mediaId, targets) {
  const event = { kind: 'media', user: {}, receivedAtMs: Date.now(), raw: {} };
  const workflowId = `record-${randomUUID()}`;
  const input = { phoneNumberId, mediaId, event, targets };
  await stack.client.workflow.execute('inboundMediaWorkflow', {
    workflowId,
    taskQueue: stack.taskQueue,
    args: [input],
  });
  return workflowId;
}

function register(options = {}) {
  const number = emulator.addPhoneNumber();
  return whatsapp.registerPhoneNumber({ ...number, codeMethod: 'SMS', pin: { secret: demoPinSecret }, ...options });
}

async function registerWithSecondCode() {
  const { phoneNumberId: id } = emulator.addPhoneNumber();
  const handle = await whatsapp.registerPhoneNumber({
    phoneNumberId: id,
    codeMethod: 'SMS',
    pin: { secret: demoPinSecret },
  });
  await until(async () => (await handle.state()).phase === 'waiting-for-code');
  await handle.submitVerificationCode(emulator.verificationCode(id) === '000000' ? '000001' : '000000');
  await handle.requestNewVerificationCode({ codeMethod: 'VOICE' });
  await handle.submitVerificationCode(emulator.verificationCode(id));
  return ended(handle);
}

async function conversationOfThree() {
  const user = { from: '15550100204', userId: 'US.10203040506070809' };
  for (const body of ['One', 'Two', 'Three']) await emulator.receiveMessage({ ...user, type: 'text', text: { body } });
  await until(
    async () => (await whatsapp.conversation({ phoneNumberId, user: user.userId }).state()).messagesReceived === 3,
  );
  return conversationWorkflowId(phoneNumberId, user.userId);
}

/** Claims another key, passes on to the new one after its move, and becomes active again. */
async function conversationThatMoved() {
  const [a, b] = ['record-a', 'record-b'];
  const events = [
    inbound([a, 'record-a-phone']),
    inbound([a], { type: 'system', movedToKey: b }),
    inbound([a]),
    inbound([b], { type: 'system', movedToKey: a }),
    inbound([b]),
  ];
  for (const event of events) await receive(event);
  await until(
    async () => (await whatsapp.conversation({ phoneNumberId, user: b }).state()).messagesReceived === events.length,
  );
  return conversationWorkflowId(phoneNumberId, a);
}

/** Hands over to the one that has claimed it, and passes on. */
async function conversationThatWasClaimed() {
  const [user, phone] = ['record-user', 'record-phone'];
  await receive(inbound([phone]));
  await receive(inbound([user, phone]));
  await receive(inbound([phone]));
  await until(async () => (await whatsapp.conversation({ phoneNumberId, user: phone }).state()).messagesReceived === 3);
  return conversationWorkflowId(phoneNumberId, phone);
}

/** Gives back what another conversation hands over, as its user has another user id. */
async function refusedHandover() {
  const [old, number] = ['record-old', 'record-number'];
  const has = (user, messages) =>
    until(async () => (await whatsapp.conversation({ phoneNumberId, user }).state()).messagesReceived === messages);
  await receive(inbound([number], { user: { userId: 'DE.2' } }));
  await has(number, 1);
  await receive(inbound([old], { user: { userId: 'DE.1' } }));
  await has(old, 1);
  await receive(inbound([old], { type: 'system', movedToKey: number }));
  await has(old, 2);
  return conversationWorkflowId(phoneNumberId, number);
}

function inbound(conversationKeys, fields = {}) {
  const messageId = `wamid.${randomUUID()}`;
  const message = { kind: 'message', messageId, user: {}, type: 'text', raw: {}, receivedAtMs: Date.now() };
  return { ...message, conversationKeys, ...fields };
}

/** Signals a conversation as the receiver does it. */
async function receive(event) {
  const [userKey] = event.conversationKeys;
  await stack.client.workflow.signalWithStart('conversationWorkflow', {
    workflowId: conversationWorkflowId(phoneNumberId, userKey),
    taskQueue: stack.taskQueue,
    args: [{ phoneNumberId, userKey }],
    signal: 'whatsAppEvents',
    signalArgs: [[event]],
  });
}

async function keepDeadLetter() {
  return stack.client.workflow.start('deadLetterWorkflow', {
    workflowId: deadLetterWorkflowId(randomUUID()),
    taskQueue: stack.taskQueue,
    args: [{ reason: 'not-json', receivedAtMs: Date.now(), text: 'not ', parts: 2 }],
  });
}

/** Its second part comes apart; the first redrive does not deliver it, the second one does. */
async function redrivenDeadLetter() {
  const handle = await keepDeadLetter();
  await handle.signal('deadLetterPart', { index: 1, text: 'JSON' });
  for (const report of [{ delivered: false, problem: 'no route takes it' }, { delivered: true }]) {
    const claimId = randomUUID();
    await handle.executeUpdate('claimDeadLetter', { args: [claimId] });
    await handle.executeUpdate('reportRedrive', { args: [claimId, report] });
  }
  return ended(handle);
}

async function discardedDeadLetter() {
  const handle = await keepDeadLetter();
  await handle.executeUpdate('discardDeadLetter');
  return ended(handle);
}

async function until(check) {
  while (!(await check())) await new Promise((resolve) => setTimeout(resolve, 50));
}
