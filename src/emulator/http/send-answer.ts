/** Writes an answer with Meta's headers, or breaks it as a fault says. */
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Response } from 'express';
import { defaultGraphVersion } from '../../common/graph-version.js';
import { traceHeaders } from '../meta/identifiers.js';
import type { Fault } from '../state/requests/fault.js';
import type { AnswerBody } from '../state/requests/answer-bodies.js';
import type { RecordedRequest } from '../state/requests/request-log.js';
import type { Answer } from './graph-call.js';
import { throttle } from './throttle.js';

const proxyPage =
  '<!DOCTYPE html>\n<html><head><title>Error</title></head><body><h1>Sorry, something went wrong.</h1></body></html>\n';

export interface AnswerContext {
  version?: string | undefined;
  wabaId: string;
  fault?: Fault | undefined;
  recorded?: RecordedRequest | undefined;
  /** Told of the answer to the recorded request. */
  onAnswer?: ((answer: Omit<AnswerBody, 'answeredAtMs'>) => void) | undefined;
}

export async function sendAnswer(response: Response, answer: Answer, context: AnswerContext): Promise<void> {
  const { fault, recorded } = context;
  if (fault?.delayMs !== undefined) await sleep(fault.delayMs, undefined, { ref: false });
  if (response.destroyed) return;
  if (fault && isUnanswered(fault)) {
    answer.stream?.destroy();
    return leaveUnanswered(response, fault);
  }
  const { status = 200, stream, headers = {} } = answer;
  if (recorded) recorded.answer = { status, ...errorCode(answer.body) };
  const ownHeaders = lowerCased({ ...headers, ...fault?.headers });
  const allHeaders = { ...metaHeaders(context), ...ownHeaders };
  context.onAnswer?.({ headers: ownHeaders, body: answer.body });
  if (stream) return sendStream(response.status(status).set(allHeaders), stream, fault);
  const { type, text } = bodyText(answer.body);
  const length = String(Buffer.byteLength(text));
  response.writeHead(status, { 'content-type': type, ...allHeaders, 'content-length': length });
  if (fault?.cut === true) return cut(response, Buffer.from(text));
  response.end(text);
}

/** The answer that a fault gives instead of processing the request; `errorBody` is for a code. */
export function faultAnswer(fault: Fault, errorBody: () => { status: number; body: unknown }): Answer {
  if (fault.garbage === true) {
    return { status: fault.status ?? 200, body: proxyPage, headers: { 'content-type': 'text/html; charset=utf-8' } };
  }
  if (fault.body !== undefined) return { status: fault.status ?? 500, body: fault.body };
  const { status, body } = errorBody();
  return { status: fault.status ?? status, body };
}

/** A fault may name headers in any case; the same one must not go out twice. */
function lowerCased(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function bodyText(body: unknown): { type: string; text: string } {
  if (typeof body === 'string') return { type: 'text/plain; charset=utf-8', text: body };
  return { type: 'application/json; charset=UTF-8', text: JSON.stringify(body) };
}

async function sendStream(response: Response, stream: Readable, fault: Fault = {}): Promise<void> {
  const { cut: isCut, bytesPerSecond } = fault;
  if (isCut !== true) return pipeline(throttle(stream, bytesPerSecond), response).catch(() => undefined);
  for await (const chunk of stream) return cut(response, chunk as Buffer);
  drop(response);
}

function isUnanswered({ hang, drop, reset, breakAt }: Fault): boolean {
  return (hang ?? drop ?? reset ?? breakAt) !== undefined;
}

async function leaveUnanswered(response: Response, fault: Fault): Promise<void> {
  if (fault.hang !== undefined) await untilClosed(response);
  else if (fault.reset !== undefined) response.socket?.resetAndDestroy();
  else drop(response);
}

/** Resolves when the client gives up or the emulator stops. */
function untilClosed(response: Response): Promise<void> {
  return new Promise((resolve) => response.once('close', resolve));
}

function drop(response: Response): void {
  response.socket?.destroy();
}

function errorCode(body: unknown): { code?: number } {
  const code = (body as { error?: { code?: unknown } } | undefined)?.error?.code;
  return typeof code === 'number' ? { code } : {};
}

/** The whole length was announced, half of these bytes are sent. */
function cut(response: Response, bytes: Buffer): void {
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.socket?.destroy());
}

function metaHeaders({ version, wabaId }: AnswerContext): Record<string, string> {
  const counters = { call_count: 1, total_cputime: 1, total_time: 1 };
  const usage = { [wabaId]: [{ type: 'whatsapp', ...counters, estimated_time_to_regain_access: 0 }] };
  return {
    'cache-control': 'private, no-cache, no-store, must-revalidate',
    'facebook-api-version': version ?? defaultGraphVersion,
    'x-app-usage': JSON.stringify(counters),
    'x-business-use-case-usage': JSON.stringify(usage),
    'x-fb-rev': '1030000000',
    ...traceHeaders(),
  };
}
