/** An entry of a HTTP archive: what the format requires of it. */

/** A header, or a parameter of a query. */
export interface HarPair {
  /** Its name. */
  name: string;
  /** Its value. */
  value: string;
}

/** One request with its answer. */
export interface HarEntry {
  /** Time at which it began, as ISO 8601. */
  startedDateTime: string;
  /** How long it took, in milliseconds. */
  time: number;
  /** What was asked. */
  request: HarRequest;
  /** What was answered. Its status is 0 when there was no answer. */
  response: HarResponse;
  /** Nothing is cached. */
  cache: Record<string, never>;
  /** The same time as `time`, as waiting: the emulator does not know more. */
  timings: { send: number; wait: number; receive: number };
  /** `webhook` for what the emulator has posted, `graph` for what it was asked. */
  comment: 'graph' | 'webhook';
}

/** The request of an entry. */
export interface HarRequest {
  /** HTTP method in upper case. */
  method: string;
  /** Address with its query. */
  url: string;
  /** Always `HTTP/1.1`. */
  httpVersion: string;
  /** None: nobody sends cookies. */
  cookies: never[];
  /** Headers, with names in lower case. */
  headers: HarPair[];
  /** Parameters of the query. */
  queryString: HarPair[];
  /** The body; absent without one. */
  postData?: { mimeType: string; text: string };
  /** -1: not known. */
  headersSize: number;
  /** Size of the body in bytes; -1: not known. */
  bodySize: number;
}

/** The response of an entry. */
export interface HarResponse {
  /** HTTP status; 0 without an answer. */
  status: number;
  /** Empty: only the number is known. */
  statusText: string;
  /** Always `HTTP/1.1`. */
  httpVersion: string;
  /** None. */
  cookies: never[];
  /** Headers, with names in lower case. */
  headers: HarPair[];
  /** The body. */
  content: { size: number; mimeType: string; text?: string };
  /** Empty: nothing is redirected. */
  redirectURL: string;
  /** -1: not known. */
  headersSize: number;
  /** Size of the body in bytes; -1: not known. */
  bodySize: number;
}
