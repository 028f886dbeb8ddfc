/** What the Graph client takes and gives. */
import type { Readable } from 'node:stream';
import type { GraphCredential } from './credentials.js';

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
  /** The time from the end of sending to the first byte of the answer. @default no limit of its own */
  response?: number;
  /** A time without any byte in either direction. @default no limit of its own */
  socket?: number;
  /** The whole request, from start to the last byte of the answer. @default 30000 */
  request?: number;
}

/** A file in a multipart body. */
export interface GraphFormFile {
  /** The name of the form field: `file` for an upload of media. */
  name: string;
  /** The file's name, which the recipient of a document sees. */
  filename: string;
  /** The MIME type. */
  contentType: string;
  /** The bytes, which are streamed. */
  content: Readable;
  /** The number of bytes. Without it the request is sent in chunks, without a content-length. */
  size?: number;
}

/** A multipart body; files are streamed. */
export interface GraphForm {
  /** The fields that are not files, by name. */
  fields: Readonly<Record<string, GraphValue>>;
  /** The files, in the order in which they are sent. */
  files: readonly GraphFormFile[];
}

/** A body of bytes as they are; they are streamed. */
export interface GraphBody {
  /** The bytes. The client destroys the stream when the request is over. */
  content: Readable;
  /** The MIME type, unless `headers` have another one. */
  contentType: string;
  /** The number of bytes. Without it the request is sent in chunks, without a content-length. */
  size?: number;
}

/** A value of a query or of a form field. */
export type GraphValue = string | number | boolean;

/** One request to the Graph API. */
export interface GraphRequest {
  /** The HTTP method. */
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /**
   * The path below the base URL and the version: `/1065403/messages`. A leading version (`/v24.0/…`) replaces the
   * client's. An absolute URL, as media downloads need, is accepted on Meta's hosts and the base URL's own.
   */
  path: string;
  /** The access token, and the app secret if it is known. */
  credential: GraphCredential;
  /** Parameters of the URL; a list is a parameter that is repeated. */
  query?: Readonly<Record<string, GraphValue | readonly GraphValue[]>>;
  /** A JSON body. */
  json?: unknown;
  /** A multipart body. */
  form?: GraphForm;
  /** A body of bytes. Not together with `json` or `form`. */
  body?: GraphBody;
  /** More headers. `authorization` is always the credential's. */
  headers?: Readonly<Record<string, string>>;
  /**
   * The scheme of the authorization header. Meta's page on resumable uploads wants `OAuth`. @default 'Bearer'
   */
  authorization?: 'Bearer' | 'OAuth';
  /** What the answer's body is read as. @default 'json' */
  responseType?: 'json' | 'text' | 'stream';
  /** Time limits that replace single ones of the client's. */
  timeouts?: GraphTimeouts;
  /** Aborts the request, whatever has been sent. */
  signal?: AbortSignal;
  /** A version for this request only: `v24.0`. @default the client's */
  version?: string;
}

/** The answer to a request that succeeded. */
export interface GraphResponse<Body = unknown> {
  /** The HTTP status, 200 to 299. */
  status: number;
  /** Headers by name in lower case; repeated ones are joined with a comma. */
  headers: Record<string, string>;
  /**
   * The body, as the request's `responseType` wants it. `undefined` when it was to be JSON and is empty. In JSON, a
   * whole number whose digits a JavaScript number would lose is a string.
   */
  body: Body;
}
