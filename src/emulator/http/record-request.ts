/** Puts requests into the log, without their credentials. */
import type { Request, Response } from 'express';
import { defined } from '../../common/schema/defined.js';
import { redactedAuthorization, secretDigest } from '../meta/secrets.js';
import type { EmulatorState } from '../state/emulator-state.js';
import type { Fault } from '../state/requests/fault.js';
import type { RecordedRequest } from '../state/requests/request-log.js';
import { callLocals } from './graph-call.js';

/** Parameters that hold an access token: that of the caller, and the one that `debug_token` is asked about. */
const tokenParameters: readonly string[] = ['access_token', 'input_token'];

export interface RequestFacts {
  authorized: boolean;
  sendKey?: string | undefined;
  fault?: Fault | undefined;
}

/** The entry is kept with the response: what it was answered is added later. */
export function recordRequest(state: EmulatorState, request: Request, response: Response, facts: RequestFacts): void {
  const { authorized, sendKey, fault } = facts;
  const { version } = callLocals(response);
  const body = shownBody(request, response);
  const recorded: RecordedRequest = {
    method: request.method,
    path: request.path,
    ...defined({ version }),
    query: withoutToken({ ...request.query }),
    headers: recordedHeaders(request),
    ...defined({ body: withoutToken(body), sendKey }),
    authorized,
    receivedAtMs: state.settings.clock(),
    ...defined({ fault }),
  };
  callLocals(response).recorded = recorded;
  state.requests.add(recorded);
  const before = state.resets.now;
  response.once('close', () => {
    if (!state.resets.haveComeSince(before)) state.listener.requestEnded(recorded);
  });
}

/** A file is described, not kept. */
function shownBody(request: Request, response: Response): unknown {
  const body: unknown = request.body;
  const { file } = callLocals(response);
  if (!file) return body;
  const { filename, mimeType } = file;
  const { size, sha256 } = file.file;
  return { ...(body as object), [file.field]: { filename, mimeType, size, sha256 } };
}

function withoutToken<Value>(parameters: Value): Value {
  if (typeof parameters !== 'object' || parameters === null) return parameters;
  const tokens = Object.entries(parameters).filter(([name]) => tokenParameters.includes(name));
  const digests = tokens.map(([name, token]) => [name, secretDigest(String(token))]);
  return tokens.length === 0 ? parameters : { ...parameters, ...Object.fromEntries(digests) };
}

function recordedHeaders(request: Request): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value === undefined) continue;
    const text = Array.isArray(value) ? value.join(', ') : value;
    headers[name] = name === 'authorization' ? redactedAuthorization(text) : text;
  }
  return headers;
}
