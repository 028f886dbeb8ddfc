/** What the Graph client takes and gives. */
import type { Readable } from 'node:stream';
import type { GraphCredential } from './credentials.js';
import type { GraphHeaders } from './parse-error.js';

/** Limits of the phases of one request, in milliseconds. */
export interface GraphTimeouts {
  /** Name lookup. @default 5000 */
  lookup?: number;
  /** TCP connection. @default 5000 */
  connect?: number;
  /** TLS handshake. @default 5000 */
  secureConnect?: number;
  /** Sending, once connected. @default no limit of its own */
  send?: number;
  /** From the end of sending to the first byte of the answer. @default no limit of its own */
  response?: number;
  /** Without any byte in either direction. @default no limit of its own */
  socket?: number;
  /** The whole request, from start to the last byte of the answer. @default 30000 */
  request?: number;
}

export interface GraphFormFile {
  /** The form field: `file`. */
  name: string;
  filename: string;
  contentType: string;
  content: Readable;
  /** In bytes. Without it the request is sent in chunks, without a content-length. */
  size?: number;
}

type Scalar = string | number | boolean;

export interface GraphRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /**
   * Below the base URL and the version: `/1065403/messages`. A leading version (`/v24.0/…`) replaces the client's. An
   * absolute URL, as media downloads need, is accepted on Meta's hosts and the base URL's own.
   */
  path: string;
  credential: GraphCredential;
  query?: Readonly<Record<string, Scalar | readonly Scalar[]>>;
  /** JSON body. */
  json?: unknown;
  /** Multipart body; files are streamed. */
  form?: { fields: Readonly<Record<string, Scalar>>; files: readonly GraphFormFile[] };
  headers?: Readonly<Record<string, string>>;
  /** @default 'json' */
  responseType?: 'json' | 'text' | 'stream';
  /** Replaces single limits of the client's. */
  timeouts?: GraphTimeouts;
  /** Aborts the request, whatever has been sent. */
  signal?: AbortSignal;
  /** A version for this request only: `v24.0`. */
  version?: string;
}

export interface GraphResponse<Body = unknown> {
  status: number;
  /** Names in lower case; repeated headers joined with a comma. */
  headers: GraphHeaders;
  body: Body;
}
