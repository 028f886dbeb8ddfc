/** One request and its answer over got, with every error turned into one of the client's own. */
import type { ClientRequest, IncomingHttpHeaders } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';
import { RequestError, type Got, type OptionsOfTextResponseBody, type Request } from 'got';
import { GraphApiError, GraphTransportError } from './errors.js';
import { errorIn, toForeignError, toGraphError, type GraphHeaders } from './parse-error.js';
import type { PhaseTracker } from './phase.js';
import type { Redactor } from './redact.js';
import type { GraphResponse } from './request.js';

/** Of an error answer to a streamed request, as much as a Graph error can need, in characters. */
const errorBodyLimit = 65_536;

/** A request that is ready to go, and what is needed to judge how it ends. */
export interface Exchange {
  url: URL;
  options: OptionsOfTextResponseBody;
  tracker: PhaseTracker;
  redact: Redactor;
}

/** Sends the request and reads the answer as JSON or text. */
export async function readAnswer(http: Got, exchange: Exchange, as: 'json' | 'text'): Promise<GraphResponse> {
  const { url, options, tracker, redact } = exchange;
  const pending = http(url, options);
  void pending.on('request', (sent: ClientRequest) => tracker.watch(sent));
  const { statusCode: status, headers: rawHeaders, body: text } = await pending;
  const headers = joinHeaders(rawHeaders);
  const parsed = parseJson(text);
  throwIfError(status, headers, parsed, text, redact);
  if (as === 'text') return { status, headers, body: text };
  if (parsed === undefined && text.trim() !== '') throw toForeignError(status, headers, text, redact);
  return { status, headers, body: parsed };
}

/** Sends the request and hands over the answer's bytes; an error answer is read and thrown. */
export async function streamAnswer(http: Got, exchange: Exchange): Promise<GraphResponse<Readable>> {
  const { url, options, tracker, redact } = exchange;
  const stream = http.stream(url, { ...options, isStream: true });
  stream.on('request', (sent: ClientRequest) => tracker.watch(sent));
  if (options.body === undefined && options.method !== 'GET') stream.end();
  const { status, headers } = await headOf(stream);
  if (status >= 200 && status < 300) return { status, headers, body: detach(stream, exchange) };
  const text = await readBeginning(stream);
  throwIfError(status, headers, parseJson(text), text, redact);
  throw toForeignError(status, headers, text, redact);
}

/** The client's own error for whatever got throws: got's errors hold the request's options, and so the token. */
export function toClientError(error: unknown, { tracker, redact }: Pick<Exchange, 'tracker' | 'redact'>): Error {
  if (error instanceof GraphApiError || error instanceof GraphTransportError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const causeCode = error instanceof RequestError ? error.code : undefined;
  return new GraphTransportError(redact(message), {
    phase: tracker.phase,
    ...(causeCode !== undefined && { causeCode }),
    ...(tracker.httpStatus !== undefined && { httpStatus: tracker.httpStatus }),
  });
}

function throwIfError(status: number, headers: GraphHeaders, parsed: unknown, text: string, redact: Redactor): void {
  const error = errorIn(parsed);
  if (error) throw toGraphError(status, headers, error, parsed, redact);
  if (status < 200 || status >= 300) throw toForeignError(status, headers, text, redact);
}

function headOf(stream: Request): Promise<{ status: number; headers: GraphHeaders }> {
  return new Promise((resolve, reject) => {
    stream.once('error', reject);
    stream.once('response', (response: { statusCode: number; headers: IncomingHttpHeaders }) => {
      resolve({ status: response.statusCode, headers: joinHeaders(response.headers) });
    });
  });
}

function detach(stream: Request, exchange: Exchange): Readable {
  const body = new PassThrough();
  // It may break off before anybody reads it: whoever does finds the error then, but nobody listening must not end the process.
  body.on('error', () => undefined);
  stream.on('error', (error: Error) => body.destroy(toClientError(error, exchange)));
  body.once('close', () => stream.destroy());
  stream.pipe(body);
  return body;
}

async function readBeginning(stream: Request): Promise<string> {
  let text = '';
  for await (const chunk of stream) {
    text += String(chunk);
    if (text.length >= errorBodyLimit) break;
  }
  return text;
}

/** Undefined when the text is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function joinHeaders(headers: IncomingHttpHeaders): GraphHeaders {
  const joined: GraphHeaders = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) joined[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return joined;
}
