import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { whatsAppFailure } from '../../src/client.js';
import type { GraphRequestResult, UploadMediaResult } from '../../src/common/activity-contract.js';
import { mediaFile, png } from '../helpers/png.js';
import { rejection } from '../helpers/rejection.js';
import { startStack, type Stack } from '../helpers/stack.js';

describe('graphRequest and graphRequestWorkflow', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.stop());

  const call = (input: object) => stack.callActivity<GraphRequestResult>('graphRequest', input);
  const request = async (input: object, retry?: object) =>
    (await stack.whatsapp.graphRequest({ request: input as { path: string }, ...(retry && { retry }) })).result();
  const hits = (path: string): number => stack.emulator.requests.filter((recorded) => recorded.path === path).length;

  test('answers under its name of 0.1, too, for workflows that began with it', async () => {
    const path = `/${stack.phoneNumberId}`;
    const result = await stack.callActivity<GraphRequestResult>('callGraph', { path });
    expect(result).toMatchObject({ status: 200, body: { id: stack.phoneNumberId } });
  });

  test('GET with query and headers, as JSON and as text', async () => {
    const path = `/${stack.phoneNumberId}`;
    const json = await call({ path, query: { fields: 'id,status' }, headers: { 'x-trace': 'abc' } });
    expect(json).toMatchObject({ status: 200, body: { id: stack.phoneNumberId } });
    expect(stack.emulator.requests.at(-1)).toMatchObject({
      query: { fields: 'id,status' },
      headers: { 'x-trace': 'abc' },
    });
    const asText = await call({ path, responseType: 'text' });
    expect(JSON.parse(String(asText.body))).toMatchObject({ id: stack.phoneNumberId });
  });

  test('POST with a JSON body, on another version', async () => {
    const data = {
      name: `t_${Date.now()}`,
      language: 'en_US',
      category: 'UTILITY',
      components: [{ type: 'BODY', text: 'Hi' }],
    };
    const result = await call({ path: `/v24.0/${stack.emulator.info.wabaId}/message_templates`, method: 'POST', data });
    expect(result.body).toMatchObject({ id: expect.any(String) });
    expect(stack.emulator.requests.at(-1)).toMatchObject({ version: 'v24.0', body: data });
    const removed = await call({
      path: `/${stack.emulator.info.wabaId}/message_templates`,
      method: 'DELETE',
      query: { name: data.name },
    });
    expect(removed.body).toMatchObject({ success: true });
  });

  test('a multipart form with a file and its name', async () => {
    const result = await call({
      path: `/${stack.phoneNumberId}/media`,
      method: 'POST',
      formData: { messaging_product: 'whatsapp', type: 'image/png' },
      fileData: { file: await mediaFile(stack.mediaDirectory, 'raw.png') },
      fileNames: { file: 'named.png' },
    });
    const { id } = result.body as { id: string };
    const media = await stack.callActivity<UploadMediaResult>('getWhatsAppMedia', { mediaId: id });
    expect(media).toMatchObject({ mimeType: 'image/png', size: png().length });
    expect(JSON.stringify(stack.emulator.requests.findLast(({ path }) => path.endsWith('/media'))?.body)).toContain(
      'named.png',
    );
  });

  test('a binary answer goes to the media store', async () => {
    const path = `/${stack.phoneNumberId}`;
    const { media, body } = await call({ path, responseType: 'binary' });
    expect(body).toBeUndefined();
    expect(JSON.parse(await readFile(fileURLToPath(String(media?.media)), 'utf8'))).toMatchObject({
      id: stack.phoneNumberId,
    });
  });

  test('is not retried unless the caller says so', async () => {
    const path = `/${stack.phoneNumberId}/unknown_edge_${randomUUID()}`;
    stack.emulator.addFault({ match: { path }, status: 503, code: 2, times: 5 });
    expect(whatsAppFailure(await rejection(request({ path })))).toMatchObject({
      type: 'WhatsApp.Unavailable',
      details: { code: 2, httpStatus: 503 },
    });
    expect(hits(path)).toBe(1);
  });

  test('retries 5xx answers with a fixed delay, up to the count', async () => {
    const path = `/${stack.emulator.info.wabaId}`;
    stack.emulator.addFault({ match: { path }, status: 503, code: 2, times: 2 });
    const before = hits(path);
    await expect(request({ path }, { maxRetryCount: 3, retryDelayMs: 20 })).resolves.toMatchObject({ status: 200 });
    expect(hits(path) - before).toBe(3);
  });

  test('retries a refusal only with retryOnAllErrors', async () => {
    const path = `/${stack.emulator.info.wabaId}/phone_numbers`;
    stack.emulator.addFault({ match: { path }, code: 100, times: 1 });
    expect(whatsAppFailure(await rejection(request({ path }, { maxRetryCount: 3, retryDelayMs: 1 })))?.type).toBe(
      'WhatsApp.InvalidRequest',
    );
    stack.emulator.addFault({ match: { path }, code: 100, times: 1 });
    await expect(
      request({ path, retryOnAllErrors: true }, { maxRetryCount: 3, retryDelayMs: 1 }),
    ).resolves.toMatchObject({ status: 200 });
  });

  test('never repeats the POST of a message whose answer was lost, whatever the retry settings say', async () => {
    const to = '+15559990000';
    const path = `/${stack.phoneNumberId}/messages`;
    stack.emulator.addFault({ match: { to }, drop: 'after', times: 5 });
    const data = { messaging_product: 'whatsapp', to, type: 'text', text: { body: 'once' } };
    const error = await rejection(
      request({ path, method: 'POST', data, retryOnAllErrors: true }, { maxRetryCount: 5, retryDelayMs: 1 }),
    );
    expect(whatsAppFailure(error)?.type).toBe('WhatsApp.SendOutcomeUnknown');
    expect(stack.emulator.messages({ to })).toHaveLength(1);
  });

  test('gives up after its timeout', async () => {
    const path = `/${stack.phoneNumberId}`;
    stack.emulator.addFault({ match: { path, method: 'GET' }, delayMs: 20_000 });
    const startedAt = Date.now();
    expect(whatsAppFailure(await rejection(request({ path, timeoutMs: 300 })))).toMatchObject({
      type: 'WhatsApp.Unavailable',
      message: expect.stringContaining("Timeout awaiting 'request' for 300ms"),
      details: { phase: 'sent' },
    });
    expect(Date.now() - startedAt).toBeLessThan(19_000);
  });

  test.each([
    ['a URL to elsewhere', { path: 'https://example.com/steal' }],
    ['a path without a host that has one', { path: '//example.com/steal' }],
    ['a path that climbs', { path: '/../oauth/access_token' }],
    ['a token in the query', { path: '/me', query: { access_token: 'x' } }],
    ['an authorization header', { path: '/me', headers: { Authorization: 'Bearer x' } }],
    ['a body on GET', { path: '/me', data: {} }],
    ['data and a form', { path: '/me', method: 'POST', data: {}, formData: { a: 'b' } }],
    ['a name for no file', { path: '/me', method: 'POST', formData: {}, fileNames: { a: 'b' } }],
  ])('refuses %s before any request', async (_case, input) => {
    const before = stack.emulator.requests.length;
    const error = await rejection(call(input));
    expect(whatsAppFailure(error)?.type).toBe('WhatsApp.InvalidInput');
    expect(stack.emulator.requests).toHaveLength(before);
  });
});
