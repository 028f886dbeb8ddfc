import { createHash } from 'node:crypto';
import type { RecordList } from './record-list.js';
import type { Fault } from './fault.js';

/** One request that reached the emulator. Credentials are replaced by a digest of them. */
export interface RecordedRequest {
  method: string;
  /** Without version: `/106540352242922/messages`. */
  path: string;
  /** `v25.0`; absent when the path had none. */
  version?: string;
  query: Record<string, unknown>;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** Parsed JSON, or the fields of a form; a file is `{ filename, mimeType, size, sha256 }`. Absent without a body. */
  body?: unknown;
  /** The send key in our envelope in `biz_opaque_callback_data`. */
  sendKey?: string;
  /** Whether it came with the right access token (and, if it had one, the right appsecret_proof). */
  authorized: boolean;
  /** Unix milliseconds. */
  receivedAtMs: number;
  /** The fault that hit it. */
  fault?: Fault;
  /** HTTP status and, of an error, Meta's code. Absent when there was no answer, or not yet. */
  answer?: { status: number; code?: number };
}

/** Every Graph request, oldest first, also those that a fault hit. */
export type RequestLog = RecordList<RecordedRequest>;

/** Recognisable, and useless as a credential. */
export function digestOfSecret(secret: string): string {
  return `sha256:${createHash('sha256').update(secret).digest('hex').slice(0, 12)}`;
}

/** `Bearer sha256:0123456789ab`. */
export function withoutSecret(authorization: string): string {
  const [scheme = '', ...rest] = authorization.split(' ');
  return rest.length === 0 ? digestOfSecret(authorization) : `${scheme} ${digestOfSecret(rest.join(' '))}`;
}
