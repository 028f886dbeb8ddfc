import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../../../src/emulator/index.js';
import { call, connectionError, send, uploadForm } from '../graph-caller.js';

describe('as the Graph API,', () => {
  let emulator: GraphEmulator;
  const node = (): string => `/v25.0/${emulator.info.phoneNumberId}`;
  const appSecretProof = (token: string): string =>
    createHmac('sha256', emulator.info.appSecret).update(token).digest('hex');
  beforeAll(async () => {
    emulator = await GraphEmulator.start({ enforceWindow: false });
  });
  afterAll(() => emulator.stop());

  test('refuses a request without a token', async () => {
    const { status, body } = await call(emulator, 'GET', node(), { token: null });
    expect(status).toBe(401);
    expect(body.error).toMatchObject({ code: 104, type: 'OAuthException', fbtrace_id: expect.any(String) });
  });

  test('refuses a wrong token, which the error does not show', async () => {
    const { status, body } = await call(emulator, 'GET', node(), { token: 'EAAwrong' });
    expect(status).toBe(401);
    expect(body.error).toMatchObject({ code: 190, type: 'OAuthException' });
    expect(JSON.stringify(body)).not.toContain('EAAwrong');
  });

  test('takes the token from the query, from a form and from JSON', async () => {
    const { accessToken } = emulator.info;
    const profile = `${node()}/whatsapp_business_profile`;
    const fields = { access_token: accessToken, messaging_product: 'whatsapp' };
    expect(await call(emulator, 'GET', `${node()}?access_token=${accessToken}`, { token: null })).toMatchObject({
      status: 200,
    });
    expect(await call(emulator, 'POST', profile, { token: null, form: fields })).toMatchObject({ status: 200 });
    expect(await call(emulator, 'POST', profile, { token: null, json: fields })).toMatchObject({ status: 200 });
  });

  test('takes another token once it was changed', async () => {
    const own = await GraphEmulator.start({ enforceWindow: false, accessToken: 'EAAold' });
    own.setAccessToken('EAAnew');
    const path = `/${own.info.phoneNumberId}`;
    expect((await call(own, 'GET', path, { token: 'EAAold' })).body.error.code).toBe(190);
    expect((await call(own, 'GET', path, { token: 'EAAnew' })).status).toBe(200);
    expect(own.info.accessToken).toBe('EAAnew');
    await own.stop();
  });

  test('checks appsecret_proof when it is sent', async () => {
    const { accessToken } = emulator.info;
    expect(await call(emulator, 'GET', `${node()}?appsecret_proof=${appSecretProof(accessToken)}`)).toMatchObject({
      status: 200,
    });
    const { status, body } = await call(emulator, 'GET', `${node()}?appsecret_proof=${appSecretProof('other')}`);
    expect([status, body.error]).toMatchObject([400, { code: 100, type: 'GraphMethodException' }]);
  });

  test.each(['/v19.0', '/v25.0', '/v99.0', '', '/v25.0/'])('serves the version in "%s"', async (version) => {
    const path = `${version.replace(/\/$/, '')}/${emulator.info.phoneNumberId}`;
    const { status, headers } = await call(emulator, 'GET', path);
    expect(status).toBe(200);
    expect(headers.get('facebook-api-version')).toBe(/v\d+\.0/.exec(version)?.[0] ?? 'v25.0');
    expect(emulator.requests.at(-1)).toMatchObject({ path: `/${emulator.info.phoneNumberId}` });
  });

  test('traces and counts in headers', async () => {
    const { headers } = await call(emulator, 'GET', node());
    expect(headers.get('x-fb-trace-id')).toMatch(/^[\w-]{11}$/);
    expect(headers.get('x-fb-request-id')).toMatch(/^A[\w-]{22}$/);
    expect(headers.get('x-fb-rev')).toMatch(/^\d{10}$/);
    expect(headers.get('x-fb-debug')).toMatch(/^[\w+/]{86}==$/);
    const usage = JSON.parse(headers.get('x-business-use-case-usage') ?? '') as Record<string, unknown[]>;
    expect(usage[emulator.info.wabaId]).toMatchObject([{ type: 'whatsapp', estimated_time_to_regain_access: 0 }]);
  });

  test.each([
    ['GET', '/v25.0/999', /Unsupported get request\. Object with ID '999'/],
    ['DELETE', '/v25.0/999', /Unsupported delete request/],
    ['POST', '/v25.0/999/messages', /Unsupported post request/],
    ['POST', '/v25.0/999/media', /Unsupported post request/],
    ['POST', '/v25.0/999/request_code', /Unsupported post request/],
    ['GET', '/v25.0/999/message_templates', /Unsupported get request/],
    ['POST', '/v25.0/999/subscribed_apps', /Unsupported post request/],
    ['POST', '/v25.0/999/no_such_edge', /Unsupported post request/],
  ])('does not know the object of %s %s', async (method, path, message) => {
    const { status, body } = await call(emulator, method, path);
    expect(status).toBe(400);
    expect(body.error).toMatchObject({
      code: 100,
      error_subcode: 33,
      type: 'GraphMethodException',
      message: expect.stringMatching(message),
    });
  });

  test('names the kind of object that lacks an edge', async () => {
    const { body } = await call(emulator, 'GET', `${node()}/no_such_edge`);
    expect(body.error.message).toBe(
      '(#100) Tried accessing nonexisting field (no_such_edge) on node type (WhatsAppBusinessPhoneNumber)',
    );
  });

  test('takes a path that ends with a slash for the same path', async () => {
    expect(await call(emulator, 'GET', `${node()}/`)).toMatchObject({ status: 200 });
    const { body } = await call(emulator, 'GET', `${node()}/no_such_edge/`);
    expect(body.error.message).toMatch(/nonexisting field \(no_such_edge\) on node type/);
    expect(await call(emulator, 'GET', `/v25.0/${emulator.info.wabaId}/schedules/`)).not.toMatchObject({ status: 400 });
  });

  test('does not know longer paths', async () => {
    const { status, body } = await call(emulator, 'GET', '/v25.0/1/2/3');
    expect([status, body.error]).toMatchObject([400, { code: 2500, message: 'Unknown path components: /1/2/3' }]);
  });

  test('records requests without their credentials', async () => {
    const { accessToken } = emulator.info;
    await call(emulator, 'POST', `${node()}/whatsapp_business_profile?access_token=${accessToken}`, {
      json: { messaging_product: 'whatsapp', access_token: accessToken, about: 'Hi' },
    });
    expect(emulator.requests.at(-1)).toMatchObject({
      method: 'POST',
      version: 'v25.0',
      path: `/${emulator.info.phoneNumberId}/whatsapp_business_profile`,
      body: { about: 'Hi', access_token: expect.stringMatching(/^sha256:/) },
      headers: { authorization: expect.stringMatching(/^Bearer sha256:[0-9a-f]{12}$/) },
      authorized: true,
      receivedAtMs: expect.any(Number),
    });
    expect(JSON.stringify(emulator.requests)).not.toContain(accessToken);
  });

  test('keeps no more requests and messages than it may', async () => {
    const own = await GraphEmulator.start({ enforceWindow: false, recordLimit: 10 });
    for (let count = 0; count < 15; count++) await call(own, 'GET', `/${count}`);
    expect(own.requests.length).toBeLessThanOrEqual(10);
    expect(own.requests.at(-1)?.path).toBe('/14');
    await own.stop();
  });

  test('keeps no more files, users and windows than it may, and the latest of them', async () => {
    const own = await GraphEmulator.start({ recordLimit: 2 });
    const ids: string[] = [];
    for (let count = 0; count < 3; count++) {
      const form = uploadForm(Buffer.from(`file ${count}`), 'image/png');
      ids.push((await call(own, 'POST', `/v25.0/${own.info.phoneNumberId}/media`, { form })).body.id);
      await own.receiveMessage({ from: `49170000000${count}`, text: 'Hi' });
    }
    const read = await Promise.all(ids.map((id) => call(own, 'GET', `/v25.0/${id}`)));
    expect(read.map(({ status }) => status)).toEqual([400, 200, 200]);
    const sent = [await send(own, { to: '491700000000' }), await send(own, { to: '491700000002' })];
    expect(sent.map(({ status }) => status)).toEqual([400, 200]);
    expect(own.receivedMessages()).toHaveLength(2);
    expect(own.userIds('491700000000')).toHaveLength(2);
    await own.stop();
  });

  test('fails to start on a port that is taken', async () => {
    const port = Number(new URL(emulator.info.graphUrl).port);
    await expect(GraphEmulator.start({ enforceWindow: false, port })).rejects.toThrow(/another process listens there/);
  });

  test('is gone once it was stopped, also for idle connections', async () => {
    const own = await GraphEmulator.start({ enforceWindow: false });
    await call(own, 'GET', '/1');
    await own.stop();
    expect(await connectionError(call(own, 'GET', '/1'))).toBe('ECONNREFUSED');
    await expect(own.stop()).resolves.toBeUndefined();
  });
});
