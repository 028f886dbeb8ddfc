import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { Response } from 'express';
import type { GraphError } from '../meta/graph-error.js';
import type { EmulatedApp } from '../state/accounts/apps.js';
import type { StoredFile } from '../state/media/upload-folder.js';
import type { ActiveFault } from '../state/requests/fault-list.js';
import type { RecordedRequest } from '../state/requests/request-log.js';

export type Parameters = Record<string, unknown>;

/** A file that came with a multipart request. It is deleted after the answer unless a handler keeps it. */
export interface ReceivedFile {
  /** Name of the form field. */
  field: string;
  filename: string;
  mimeType: string;
  file: StoredFile;
  /** Longer than any media may be; the rest was not stored. */
  isTruncated: boolean;
  isKept: boolean;
}

/** A request to the Graph API as the handlers see it. */
export interface GraphCall {
  method: string;
  /** Path without version. */
  path: string;
  /** Id in the first part of the path. */
  objectId: string;
  /** Query and body together, as the Graph API reads them. Without credentials. */
  parameters: Parameters;
  file?: ReceivedFile;
  /** Headers by name in lower case. */
  headers: IncomingHttpHeaders;
  /** The body of an upload to a session, which nobody has read yet. */
  bytes?: Readable;
  /** The app in whose name the request comes. */
  app: EmulatedApp;
  /** Address by which the client reached the emulator: `http://127.0.0.1:4010`. */
  origin: string;
  /** What a link to another page of the same list has beside its parameters. */
  linkBase: LinkBase;
  fault?: ActiveFault;
}

/** The version of a request as the start of a path, and credentials that came in its query. */
interface LinkBase {
  /** `/v25.0`, or nothing when the request had no version. */
  version: string;
  query: Parameters;
}

/** What a handler returns: a body as JSON, or a stream of bytes. */
export interface Answer {
  /** @default 200 */
  status?: number;
  body?: unknown;
  stream?: Readable;
  headers?: Record<string, string>;
}

/** What the steps of the pipeline hand on. */
export interface CallLocals {
  /** The body was read and the request recorded. */
  isAdmitted?: true;
  version?: string;
  parameters: Parameters;
  app: EmulatedApp;
  file?: ReceivedFile;
  fault?: ActiveFault;
  /** Its entry in the log. */
  recorded?: RecordedRequest;
  /** Why the credentials are not good; handlers are not reached then. */
  refusal?: GraphError;
}

export function callLocals(response: Response): CallLocals {
  return response.locals as CallLocals;
}
