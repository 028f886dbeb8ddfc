import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GraphEmulator, type Fault } from '../../../../src/emulator/index.js';
import { eventually } from '../../../helpers/eventually.js';
import { connectionError, call, send, startReceiver, type Receiver } from '../graph-caller.js';

/** How a connection ended, seen from the client's socket. */
type Ending = 'FIN' | 'RST' | 'open';

describe('an answer is lost', () => {
  let emulator: GraphEmulator;
  let receiver: Receiver;
  beforeEach(async () => {
    receiver = await startReceiver();
    emulator = await GraphEmulator.start({ enforceWindow: false, statusDelayMs: 1, webhookUrl: receiver.url });
  });
  afterEach(async () => {
    await emulator.stop();
    await receiver.close();
  });

  /** Posts a message over a bare socket, and watches it for so long. */
  async function connectionEnding(watchMs = 2000): Promise<{ ending: Ending; received: string }> {
    const { graphUrl, accessToken, phoneNumberId } = emulator.info;
    const { hostname, port } = new URL(graphUrl);
    const body = JSON.stringify({ messaging_product: 'whatsapp', to: '4930111', type: 'text', text: { body: 'Hi' } });
    const socket: Socket = connect(Number(port), hostname);
    let received = '';
    const ending = new Promise<Ending>((resolve) => {
      socket.on('data', (data) => (received += data.toString()));
      socket.on('end', () => resolve('FIN'));
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNRESET' ? 'RST' : 'open'));
      setTimeout(() => resolve('open'), watchMs).unref();
    });
    socket.write(
      `POST /v25.0/${phoneNumberId}/messages HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${accessToken}\r\n` +
        `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
    const seen = await ending;
    socket.destroy();
    return { ending: seen, received };
  }

  test.each<[string, Fault, Ending, number]>([
    ['a close before processing', { drop: 'before' }, 'FIN', 0],
    ['a close after processing', { drop: 'after' }, 'FIN', 1],
    ['a reset before the body is read', { reset: 'early' }, 'RST', 0],
    ['a reset before processing', { reset: 'before' }, 'RST', 0],
    ['a reset after processing', { reset: 'after' }, 'RST', 1],
  ])('by %s', async (_what, fault, ending, accepted) => {
    emulator.addFault(fault);
    expect(await connectionEnding()).toEqual({ ending, received: '' });
    expect(emulator.messages()).toHaveLength(accepted);
    expect(emulator.requests).toMatchObject([{ method: 'POST', authorized: true, fault }]);
    expect(emulator.requests[0]).not.toHaveProperty('answer');
    if (accepted > 0) await receiver.until(2);
    expect((await send(emulator)).status).toBe(200);
  });

  test('by a reset before the body is read, which is then not on record', async () => {
    emulator.addFault({ match: { method: 'POST', path: '/messages' }, reset: 'early' });
    expect((await call(emulator, 'GET', `/${emulator.info.phoneNumberId}`)).status).toBe(200);
    const text = { body: 'x'.repeat(4000) };
    expect(await connectionError(send(emulator, { type: 'text', text }))).toBe('ECONNRESET');
    expect(emulator.requests[1]).not.toHaveProperty('body');
  });

  test.each<[string, Fault, number]>([
    ['nothing was processed', { hang: 'before' }, 0],
    ['the message was accepted', { hang: 'after' }, 1],
  ])('because it never comes, although the connection stays; %s', async (_what, fault, accepted) => {
    emulator.addFault(fault);
    expect(await connectionEnding(300)).toEqual({ ending: 'open', received: '' });
    expect(emulator.messages()).toHaveLength(accepted);
    await eventually(() => receiver.webhooks.length === 2 * accepted);
    expect((await send(emulator)).status).toBe(200);
  });

  test('and the emulator can stop while clients still wait for it', async () => {
    emulator.addFault({ hang: 'after' });
    const waiting = connectionError(send(emulator));
    await eventually(() => emulator.messages().length === 1);
    await emulator.stop();
    expect(await waiting).toBe('UND_ERR_SOCKET');
  });

  test('of a download, too', async () => {
    emulator.setWebhookUrl(receiver.url);
    const image = { bytes: Buffer.alloc(1000), mimeType: 'image/png' };
    await emulator.receiveMessage({ from: '4930111', image });
    const { url } = receiver.webhooks[0]?.value.messages[0]?.['image'] as { url: string };
    emulator.addFault({ match: { path: '/whatsapp_business/attachments/' }, reset: 'after' });
    expect(await connectionError(call(emulator, 'GET', url))).toBe('ECONNRESET');
    expect((await call(emulator, 'GET', url)).status).toBe(200);
  });

  test('and failures by webhook, statuses before it and chaos can come with it', async () => {
    emulator.addFault({ drop: 'after', statusBeforeAnswer: true, failedStatus: { code: 131026, after: 'sent' } });
    expect(await connectionError(send(emulator))).toBe('UND_ERR_SOCKET');
    const names = receiver.webhooks.map(({ value }) => value.statuses[0]?.['status']);
    expect(names).toEqual(['sent', 'failed']);
  });

  test.each<[string, Fault]>([
    ['two ways at once', { drop: 'after', reset: 'after' }],
    ['two times', { hang: 'before', code: 2 }],
    ['before the body is read, for one recipient', { reset: 'early', match: { to: '491' } }],
    ['before the body is read, for one send key', { reset: 'early', match: { sendKey: 'k' } }],
    ['with a failure of a message that is not accepted', { hang: 'before', failedStatus: { code: 1 } }],
    ['with statuses of a message that is not accepted', { reset: 'early', statusBeforeAnswer: true }],
    ['with chaos of a message that is refused', { code: 131047, statusChaos: { reorder: true } }],
  ])('cannot be asked for %s', (_what, fault) => {
    expect(() => emulator.addFault(fault)).toThrow(/addFault/);
  });
});
