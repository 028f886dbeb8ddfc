import type { Fault } from './fault.js';

/** What a request was answered. */
export interface RecordedAnswer {
  /** HTTP status. */
  status: number;
  /** Meta's code of an error; absent for any other answer. */
  code?: number;
}

/** One request that reached the emulator. Credentials are replaced by a digest of them. */
export interface RecordedRequest {
  /** HTTP method in upper case. */
  method: string;
  /** Path without version: `/106540352242922/messages`. */
  path: string;
  /** `v25.0`; absent when the path had none. */
  version?: string;
  /** Parameters of the query. */
  query: Record<string, unknown>;
  /** Headers, with names in lower case. */
  headers: Record<string, string>;
  /** Parsed JSON, or the fields of a form; a file is `{ filename, mimeType, size, sha256 }`. Absent without a body. */
  body?: unknown;
  /** The send key in our envelope in `biz_opaque_callback_data`; absent without one. */
  sendKey?: string;
  /** Whether it came with a good access token and, if it had one, the right appsecret_proof. */
  authorized: boolean;
  /** Time at which it came, in Unix milliseconds. */
  receivedAtMs: number;
  /** The fault that hit it; absent when none did. */
  fault?: Fault;
  /** What it was answered. Absent when there was no answer, or not yet. */
  answer?: RecordedAnswer;
}
