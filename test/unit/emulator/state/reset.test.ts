/** What begins before a reset leaves nothing behind it. */
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../../../src/emulator/index.js';
import { UploadFolder } from '../../../../src/emulator/state/media/upload-folder.js';
import { eventually } from '../../../helpers/eventually.js';
import { rejection } from '../../../helpers/rejection.js';
import { call, send, startReceiver, type Receiver } from '../graph-caller.js';

const ann = '491701234567';
const picture = { bytes: Buffer.alloc(1_000_000, 1), mimeType: 'image/jpeg' };
const template = { type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } };

let emulator: GraphEmulator;
let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
  emulator = await GraphEmulator.start({ webhookUrl: receiver.url, autoStatuses: [] });
});
afterEach(async () => {
  await emulator.stop();
  await receiver.close();
});

function traces(): unknown {
  const { requests, webhookDeliveries } = emulator;
  return [emulator.receivedMessages(), emulator.messages(), requests, webhookDeliveries, emulator.pendingWebhooks()];
}

test('a picture that is being written is neither kept nor posted', async () => {
  const writing = emulator.receiveMessage({ from: ann, image: picture });
  const batch = emulator.deliverBatch([
    { echo: { to: ann, text: 'Hello' } },
    { message: { from: ann, image: picture } },
  ]);
  await emulator.reset();
  const forgotten = { messageId: expect.any(String), delivery: undefined, reason: 'a reset came first' };
  expect(await writing).toEqual(forgotten);
  expect(await batch).toEqual({ ids: [], deliveries: [] });
  await emulator.webhooksSettled();
  expect([traces(), receiver.webhooks]).toEqual([[[], [], [], [], []], []]);
});

test('everything is there at once, whatever is still to be deleted', async () => {
  await Promise.all(Array.from({ length: 50 }, () => emulator.receiveMessage({ from: ann, image: picture })));
  const resetting = emulator.reset();
  expect(emulator.phoneNumber().status).toBe('CONNECTED');
  expect((await send(emulator, template)).status).toBe(200);
  await resetting;
  expect(emulator.messages()).toHaveLength(1);
});

test('a webhook that waits for its answer is forgotten at once', async () => {
  receiver.statuses = [0];
  const posted = emulator.receiveMessage({ from: ann, text: 'Hi' });
  await receiver.until(1);
  const resetting = emulator.reset();
  expect(traces()).toEqual([[], [], [], [], []]);
  await resetting;
  expect((await posted).delivery?.state).toBe('stopped');
});

test('a call that is being accepted is told no further', async () => {
  const settings = { calling: { status: 'ENABLED' } };
  await call(emulator, 'POST', `/v25.0/${emulator.info.phoneNumberId}/settings`, { json: settings });
  const reply = { type: 'call_permission_reply', call_permission_reply: { response: 'accept' } };
  await emulator.receiveMessage({ from: ann, type: 'interactive', interactive: reply });
  const json = {
    messaging_product: 'whatsapp',
    to: ann,
    action: 'connect',
    session: { sdp_type: 'offer', sdp: 'v=0' },
  };
  const { body } = await call(emulator, 'POST', `/v25.0/${emulator.info.phoneNumberId}/calls`, { json });
  await emulator.webhooksSettled();
  receiver.statuses = [0];
  const before = receiver.webhooks.length;
  const accepting = emulator.calls.accept((body as unknown as { calls: { id: string }[] }).calls[0]?.id ?? '');
  await receiver.until(before + 1);
  await emulator.reset();
  await accepting;
  await emulator.webhooksSettled();
  expect([traces(), receiver.webhooks.length]).toEqual([[[], [], [], [], []], before + 1]);
});

test('a request without an answer is no failed send of the time after', async () => {
  emulator.addFault({ hang: 'before' });
  const leaving = new AbortController();
  const { graphUrl, phoneNumberId } = emulator.info;
  const asked = fetch(`${graphUrl}/${phoneNumberId}/messages`, { method: 'POST', signal: leaving.signal });
  await eventually(() => emulator.requests.length > 0);
  await emulator.reset();
  leaving.abort();
  await rejection(asked);
  const stream = await fetch(`${graphUrl}/_emulator/events`);
  const { value } = (await stream.body?.getReader().read()) ?? {};
  expect(new TextDecoder().decode(value)).toContain('"failedSends":[]');
});

test('the bytes of a resumable upload that still come are refused, and bring no handle', async () => {
  const { graphUrl, appId, accessToken } = emulator.info;
  const path = `/v25.0/${appId}/uploads?file_name=a.png&file_length=4&file_type=image/png`;
  const { id } = (await call(emulator, 'POST', path)).body;
  const bytes = new TransformStream<Uint8Array, Uint8Array>();
  const writer = bytes.writable.getWriter();
  const headers = { authorization: `OAuth ${accessToken}`, file_offset: '0' };
  const init = { method: 'POST', headers, body: bytes.readable, duplex: 'half' };
  const uploading = fetch(`${graphUrl}/v25.0/${id}`, init as RequestInit);
  await writer.write(Buffer.from('ab'));
  const offset = async (): Promise<unknown> =>
    ((await call(emulator, 'GET', `/v25.0/${id}`)).body as { file_offset?: number }).file_offset;
  await eventually(offset, (bytesHere) => bytesHere === 2);
  await emulator.reset();
  await writer.write(Buffer.from('cd'));
  await writer.close();
  const reply = await uploading;
  expect([reply.status, await reply.json()]).toMatchObject([400, { error: { code: 100, error_subcode: 33 } }]);
});

test('a file that still comes is refused, and may come again', async () => {
  const folder = new UploadFolder();
  const bytes = new PassThrough();
  const storing = rejection(folder.store(bytes));
  bytes.write('begun');
  folder.clear();
  bytes.end('ended');
  expect(await storing).toMatchObject({ status: 503, fields: { code: 2 } });
  const { size } = await folder.store(PassThrough.from([Buffer.from('again')]) as PassThrough);
  expect(size).toBe(5);
  await folder.remove();
});
