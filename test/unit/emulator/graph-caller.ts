/** A plain client of the emulator, and a plain webhook receiver. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { GraphEmulator } from '../../../src/emulator/index.js';

export interface Call {
  /** @default the emulator's own; `null` for none */
  token?: string | null;
  json?: unknown;
  form?: Record<string, string> | FormData;
  headers?: Record<string, string>;
}

export interface Reply {
  status: number;
  headers: Headers;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers are compared as they are
  body: any;
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
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
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

export interface ReceivedWebhook {
  headers: IncomingHttpHeaders;
  rawBody: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- payloads are compared as they are
  value: any;
}

export interface Receiver {
  url: string;
  webhooks: ReceivedWebhook[];
  /** Answers for the next webhooks, then 200. */
  statuses: number[];
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
    if (request.method === 'GET') return void response.end(receiver.challengeAnswer ?? query.get('hub.challenge'));
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const rawBody = Buffer.concat(chunks).toString();
      const value = JSON.parse(rawBody).entry?.[0]?.changes?.[0]?.value;
      webhooks.push({ headers: request.headers, rawBody, value });
      response.statusCode = receiver.statuses.shift() ?? 200;
      response.end();
      for (const { count, resolve } of waiting) if (webhooks.length >= count) resolve(webhooks);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`,
    webhooks,
    statuses: [],
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
