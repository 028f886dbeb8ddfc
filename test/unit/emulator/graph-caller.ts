/** A plain client of the emulator, and a plain webhook receiver. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from '@jest/globals';
import type { GraphEmulator } from '../../../src/emulator/index.js';
import { rejection } from '../../helpers/rejection.js';

export interface Call {
  /** @default the emulator's own; `null` for none */
  token?: string | null;
  json?: unknown;
  form?: Record<string, string> | FormData;
  headers?: Record<string, string>;
}

/** Members of the answers that tests read; each is there when the test says what it expects there. */
interface ReplyBody {
  error: {
    code: number;
    error_subcode?: number;
    message: string;
    fbtrace_id: string;
    error_data?: { details: string };
  };
  contacts: { input: string; wa_id?: string; user_id?: string }[];
  messages: { id: string; message_status?: string }[];
  id: string;
  url: string;
  data: Record<string, unknown>[];
  paging: { cursors: { before: string; after: string }; next?: string; previous?: string };
}

export interface Reply {
  status: number;
  headers: Headers;
  body: ReplyBody;
  text: string;
}

/** `call(emulator, 'POST', '/v25.0/1/messages', { json })` */
export async function call(emulator: GraphEmulator, method: string, path: string, options: Call = {}): Promise<Reply> {
  const { token = emulator.info.accessToken, json, form, headers } = options;
  const url = path.startsWith('http') ? path : `${emulator.info.graphUrl}${path}`;
  const body = form instanceof FormData ? form : form ? new URLSearchParams(form) : JSON.stringify(json);
  const response = await fetch(url, {
    method,
    headers: {
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  const parsed = (isJson ? JSON.parse(text) : {}) as ReplyBody;
  return { status: response.status, headers: response.headers, body: parsed, text };
}

/**
 * How a call broke that has no answer: the code of the socket's error, as `ECONNREFUSED` when there was no connection,
 * `ECONNRESET` when it was reset, and `UND_ERR_SOCKET` when it was closed.
 */
export async function connectionError(reply: Promise<Reply>): Promise<unknown> {
  const error = (await rejection(reply)) as Error & { cause?: { code?: unknown } };
  // `fetch failed` before the headers of an answer, `terminated` after them.
  expect(error.message).toMatch(/^(fetch failed|terminated)$/);
  return error.cause?.code;
}

/** Sends a message from the emulator's first number; `content` wins over a text to +49 170 1234567. */
export function send(emulator: GraphEmulator, content: Record<string, unknown> = {}): Promise<Reply> {
  const isText = content['type'] === undefined;
  return call(emulator, 'POST', `/v25.0/${emulator.info.phoneNumberId}/messages`, {
    json: {
      messaging_product: 'whatsapp',
      to: '+491701234567',
      ...(isText && { type: 'text', text: { body: 'Hello' } }),
      ...content,
    },
  });
}

export function uploadForm(bytes: Uint8Array, mimeType: string, fields: Record<string, string> = {}): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries({ messaging_product: 'whatsapp', ...fields })) form.set(name, value);
  form.set('file', new Blob([Buffer.from(bytes)], { type: mimeType }), 'file.bin');
  return form;
}

export interface WebhookValue {
  contacts?: Record<string, unknown>[];
  messages: Record<string, unknown>[];
  statuses: Record<string, unknown>[];
}

interface ReceivedWebhook {
  headers: IncomingHttpHeaders;
  rawBody: string;
  /** Of the first change. */
  value: WebhookValue;
}

export interface Receiver {
  url: string;
  webhooks: ReceivedWebhook[];
  /** Answers for the next webhooks, then 200; 0 for none at all. */
  statuses: number[];
  /** Headers of every answer to a webhook. */
  headers: Record<string, string>;
  /** Challenges that were asked for: the verify tokens. */
  challenges: (string | null)[];
  /** Answer to the challenge instead of the challenge itself. */
  challengeAnswer?: string;
  /** Resolves once so many webhooks have come. */
  until(count: number): Promise<ReceivedWebhook[]>;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const webhooks: ReceivedWebhook[] = [];
  const waiting: { count: number; resolve: (webhooks: ReceivedWebhook[]) => void }[] = [];
  const server = createServer((request, response) => {
    const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
    if (request.method === 'GET') {
      receiver.challenges.push(query.get('hub.verify_token'));
      return void response.end(receiver.challengeAnswer ?? query.get('hub.challenge'));
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const rawBody = Buffer.concat(chunks).toString();
      webhooks.push({ headers: request.headers, rawBody, value: firstValue(rawBody) });
      const status = receiver.statuses.shift() ?? 200;
      if (status > 0) response.writeHead(status, receiver.headers).end();
      for (const { count, resolve } of waiting) if (webhooks.length >= count) resolve(webhooks);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`,
    webhooks,
    statuses: [],
    headers: {},
    challenges: [],
    until: (count) =>
      new Promise((resolve) => {
        if (webhooks.length >= count) resolve(webhooks);
        else waiting.push({ count, resolve });
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}

function firstValue(rawBody: string): WebhookValue {
  const body = JSON.parse(rawBody) as { entry?: { changes?: { value: WebhookValue }[] }[] };
  return body.entry?.[0]?.changes?.[0]?.value ?? { messages: [], statuses: [] };
}

/** One request to the emulator's own control API: the status, and the JSON of the answer. */
export async function callControl(
  emulator: GraphEmulator,
  method: string,
  path: string,
  body?: unknown,
): Promise<[number, unknown]> {
  const response = await fetch(`${emulator.info.graphUrl}/_emulator${path}`, {
    method,
    ...(method !== 'GET' && { headers: { 'content-type': 'application/json' } }),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return [response.status, await response.json()];
}
