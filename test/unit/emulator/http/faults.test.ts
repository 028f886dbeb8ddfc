import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GraphEmulator, type Fault } from '../../../../src/emulator/index.js';
import { eventually } from '../../../helpers/eventually.js';
import { connectionError, call, send, startReceiver, uploadForm } from '../graph-caller.js';

describe('a scripted fault', () => {
  let emulator: GraphEmulator;
  beforeEach(async () => {
    emulator = await GraphEmulator.start({ enforceWindow: false, statusDelayMs: 1 });
  });
  afterEach(() => emulator.stop());

  test.each<[string, Fault, number, object]>([
    ['a code', { code: 131056 }, 400, { code: 131056, type: 'OAuthException' }],
    ['a code with Meta’s status', { code: 131000 }, 500, { code: 131000, message: '(#131000) Something went wrong' }],
    ['a code with another status', { code: 130429, status: 429 }, 429, { code: 130429 }],
    ['a status', { status: 503 }, 503, { code: 2 }],
    ['a code that nobody knows', { code: 999_999 }, 400, { code: 999_999 }],
    [
      'all of the envelope',
      { code: 190, subcode: 463, message: 'Session has expired', isTransient: false, details: 'x' },
      401,
      {
        code: 190,
        error_subcode: 463,
        message: 'Session has expired',
        is_transient: false,
        error_data: { details: 'x' },
      },
    ],
  ])('answers %s without accepting the message', async (_what, fault, status, error) => {
    emulator.addFault(fault);
    const reply = await send(emulator);
    expect(reply).toMatchObject({ status, body: { error } });
    expect(reply.body.error.fbtrace_id).toMatch(/^A/);
    expect(emulator.messages()).toEqual([]);
    expect(emulator.requests).toMatchObject([{ method: 'POST', fault }]);
  });

  test('hits once, as often as it says, or always', async () => {
    const codes = async (count: number): Promise<unknown[]> => {
      const replies = [];
      for (let index = 0; index < count; index++) replies.push(await send(emulator));
      return replies.map(({ status }) => status);
    };
    emulator.addFault({ code: 2 });
    expect(await codes(2)).toEqual([503, 200]);
    emulator.addFault({ code: 2, times: 2 });
    expect(await codes(3)).toEqual([503, 503, 200]);
    const always = emulator.addFault({ code: 2, times: Infinity });
    expect(await codes(3)).toEqual([503, 503, 503]);
    expect(always.hits).toBe(3);
    always.remove();
    expect(await codes(1)).toEqual([200]);
  });

  test.each<[string, Fault['match'], boolean]>([
    ['the method', { method: 'post' }, true],
    ['another method', { method: 'GET' }, false],
    ['the end of the path', { path: '/messages' }, true],
    ['another path', { path: '/media' }, false],
    ['the path with a version', { path: '/v25.0/106540352242922/messages' }, true],
    ['the path with a version and another number', { path: '/v25.0/1/messages' }, false],
    ['a path with a slash at its end', { path: '/messages/' }, true],
    ['a pattern', { path: /^\/\d+\/messages$/ }, true],
    ['a pattern as a string', { pathPattern: '/mess' }, true],
    ['another pattern', { path: /^\/messages/ }, false],
    ['the recipient in another notation', { to: '+49 (170) 1234567' }, true],
    ['another recipient', { to: '4917099' }, false],
    ['a text with the digits of the recipient', { to: 'order 491701234567' }, false],
  ])('with %s in its match', async (_what, match, isHit) => {
    const handle = emulator.addFault({ match: match as NonNullable<Fault['match']>, code: 2 });
    expect((await send(emulator)).status).toBe(isHit ? 503 : 200);
    expect(handle.hits).toBe(isHit ? 1 : 0);
  });

  test('matches a path that comes with a slash at its end', async () => {
    const faults = ['/whatsapp_business/attachments', '/whatsapp_business/attachments/'].map((path) =>
      emulator.addFault({ match: { path }, code: 2 }),
    );
    for (const fault of faults) {
      expect((await call(emulator, 'GET', '/whatsapp_business/attachments/?mid=1')).status).toBe(503);
      expect(fault.hits).toBe(1);
    }
  });

  test('matches a business-scoped user id', async () => {
    emulator.addFault({ match: { to: 'DE.1' }, code: 2 });
    expect((await send(emulator, { to: undefined, recipient: 'DE.12' })).status).toBe(200);
    expect((await send(emulator, { to: undefined, recipient: 'DE.1' })).status).toBe(503);
  });

  test('drops the connection before anything happened', async () => {
    emulator.addFault({ drop: 'before' });
    expect(await connectionError(send(emulator))).toBe('UND_ERR_SOCKET');
    expect(emulator.messages()).toEqual([]);
    expect(emulator.requests).toMatchObject([
      { authorized: true, body: { to: '+491701234567' }, fault: { drop: 'before' } },
    ]);
  });

  test('drops the connection after the message was accepted, whose statuses are sent', async () => {
    const receiver = await startReceiver();
    emulator.setWebhookUrl(receiver.url);
    emulator.addFault({ drop: 'after' });
    expect(await connectionError(send(emulator, { biz_opaque_callback_data: 'key' }))).toBe('UND_ERR_SOCKET');
    const [webhook] = await receiver.until(2);
    expect(emulator.messages()).toHaveLength(1);
    expect(webhook?.value.statuses[0]).toMatchObject({
      id: emulator.messages()[0]?.id,
      biz_opaque_callback_data: 'key',
    });
    await receiver.close();
  });

  test('answers garbage, as a proxy would', async () => {
    emulator.addFault({ garbage: true });
    const reply = await send(emulator);
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, expect.stringMatching(/text\/html/)]);
    expect(reply.text).toMatch(/<html>/);
    expect(emulator.messages()).toEqual([]);
    emulator.addFault({ garbage: true, status: 502 });
    expect((await send(emulator)).status).toBe(502);
  });

  test('answers any body', async () => {
    emulator.addFault({ status: 200, body: { error: 'a string' } });
    expect(await send(emulator)).toMatchObject({ status: 200, text: '{"error":"a string"}' });
    emulator.addFault({ status: 500, body: 'oops' });
    expect(await send(emulator)).toMatchObject({ status: 500, text: 'oops' });
  });

  test('cuts the answer in half after the message was accepted', async () => {
    emulator.addFault({ cut: true });
    await expect(send(emulator)).rejects.toThrow(/terminated|closed/);
    expect(emulator.messages()).toHaveLength(1);
  });

  test('cuts a download in half', async () => {
    const form = uploadForm(Buffer.alloc(1000, 7), 'image/png');
    const { id } = (await call(emulator, 'POST', `/${emulator.info.phoneNumberId}/media`, { form })).body;
    const { url } = (await call(emulator, 'GET', `/${id}`)).body;
    emulator.addFault({ match: { path: '/whatsapp_business/attachments/' }, cut: true });
    await expect(call(emulator, 'GET', url)).rejects.toThrow(/terminated|closed/);
    expect((await call(emulator, 'GET', url)).status).toBe(200);
  });

  test('delays the answer, not the processing', async () => {
    emulator.addFault({ delayMs: 4_000 });
    const startedAt = performance.now();
    const reply = send(emulator);
    await eventually(() => emulator.messages().length === 1);
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    expect((await reply).status).toBe(200);
    expect(performance.now() - startedAt).toBeGreaterThan(3_990);
  });

  test('adds headers to the answer', async () => {
    emulator.addFault({ code: 4, headers: { 'retry-after': '30', 'x-app-usage': '{"call_count":100}' } });
    const { headers } = await send(emulator);
    expect([headers.get('retry-after'), headers.get('x-app-usage')]).toEqual(['30', '{"call_count":100}']);
  });

  test('lets an accepted message fail by webhook', async () => {
    const receiver = await startReceiver();
    emulator.setWebhookUrl(receiver.url);
    emulator.addFault({ match: { to: '491701234567' }, failedStatus: { code: 131026, details: 'No WhatsApp' } });
    expect((await send(emulator)).status).toBe(200);
    const [webhook] = await receiver.until(1);
    expect(webhook?.value.statuses).toMatchObject([
      {
        status: 'failed',
        errors: [{ code: 131026, title: 'Message undeliverable', error_data: { details: 'No WhatsApp' } }],
      },
    ]);
    expect(emulator.messages()[0]?.statuses).toMatchObject([{ status: 'failed', errors: [{ code: 131026 }] }]);
    await receiver.close();
  });

  test.each<[string, Fault]>([
    ['two outcomes', { code: 2, drop: 'before' }],
    ['a broken pattern', { match: { pathPattern: '(' }, code: 2 }],
    ['a host in its path', { match: { path: 'https://graph.facebook.com/v25.0/1/messages' }, code: 2 }],
    ['a query in its path', { match: { path: '/messages?limit=1' }, code: 2 }],
    ['an unknown method', { match: { method: 'SEND' }, code: 2 }],
    ['an unknown member', { explode: true } as Fault],
    ['no times', { code: 2, times: 0 }],
  ])('is refused with %s', (_what, fault) => {
    expect(() => emulator.addFault(fault)).toThrow(/addFault/);
  });

  test('hits also with a wrong token, and before it is looked at', async () => {
    emulator.addFault({ code: 131056 });
    const path = `/${emulator.info.phoneNumberId}/messages`;
    expect((await call(emulator, 'POST', path, { token: 'wrong', json: {} })).body.error.code).toBe(131056);
    expect(emulator.requests).toMatchObject([{ authorized: false }]);
  });
});
