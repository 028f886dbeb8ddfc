/**
 * What happens to every Graph request. The version comes off the path and the body is read. The request is recorded, a
 * fault may hit it, its credentials are checked, and a handler answers.
 */
import type { ErrorRequestHandler, NextFunction, Request, RequestHandler, Response } from 'express';
import { isRecord } from '../../common/events/json.js';
import { defined } from '../../common/schema/defined.js';
import { GraphError } from '../meta/graph-error.js';
import type { EmulatorState } from '../state/emulator-state.js';
import type { AnswerBody } from '../state/requests/answer-bodies.js';
import { isProcessed, type Fault } from '../state/requests/fault.js';
import { bodyTypeHint } from './body-type.js';
import { callingApp, credentialRefusal, knowsSecret, objectIdIn } from './credentials.js';
import { callLocals, type Answer, type GraphCall, type Parameters } from './graph-call.js';
import { isForeign } from './local-access.js';
import { sendKeyIn } from './parameters.js';
import { PathTable } from './path-table.js';
import { bodyReader, isToSession } from './read-body.js';
import { recordRequest } from './record-request.js';
import { faultAnswer, sendAnswer, type AnswerContext } from './send-answer.js';

export type GraphHandler = (call: GraphCall) => Answer | Promise<Answer>;

/** The steps before a handler, as one: each middleware of its own costs as much as reading a small body. */
export function beforeHandlers(state: EmulatorState): RequestHandler {
  const read = bodyReader(state.uploads);
  return (request, response, next) => {
    takeVersion(request, response);
    if (isResetEarly(state, request, response)) return;
    read(request, response, (error?: unknown) => {
      if (error === undefined) admit(state, request, response, next);
      else next(error);
    });
  };
}

/** Method and path, such as `GET /:id`, with `:name` for a part of the path. */
export type RouteName = `${'GET' | 'POST' | 'DELETE'} /${string}`;

/** Routes of the Graph API, and the names of the operations behind them: `POST /{phone-number-id}/messages`. */
export interface GraphRoutes {
  routes: Readonly<Record<RouteName, RequestHandler>>;
  operations: readonly string[];
}

export function graphRouter(state: EmulatorState, handlers: Readonly<Record<RouteName, GraphHandler>>): GraphRoutes {
  const routes = Object.entries(handlers).map(([name, handler]) => [name, graphRoute(state, handler)]);
  return { routes: Object.fromEntries(routes), operations: Object.keys(handlers).map(operationName) };
}

/** Hands each request to the first route that has its method and path. */
export function graphDispatcher(all: readonly GraphRoutes[]): RequestHandler {
  const table = new PathTable<RequestHandler>();
  for (const { routes } of all) {
    for (const [name, handle] of Object.entries(routes)) table.add(name, handle);
  }
  return (request, response, next) => {
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const handle = table.find(method, request.path);
    return handle === undefined ? next() : handle(request, response, next);
  };
}

/** `GET /:wabaId/phone_numbers` becomes `GET /{waba-id}/phone_numbers`. */
function operationName(name: string): string {
  return name.replace(/:(\w+)/g, (_whole, parameter: string) => `{${kebabCase(parameter)}}`);
}

function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** A route of a handler, whose result or error becomes the answer. Without good credentials it is not called. */
export function graphRoute(
  state: EmulatorState,
  handler: GraphHandler,
  refuse: (refusal: GraphError) => Answer = errorAnswer,
): RequestHandler {
  return async (request, response) => {
    const { refusal } = callLocals(response);
    const answer = refusal ? refuse(refusal) : await answerFrom(handler, request, response);
    await sendAnswer(response, answer, answerContext(state, response));
    await discardFile(state, response);
  };
}

/** A route that needs no access token. */
export function openRoute(state: EmulatorState, handler: GraphHandler): RequestHandler {
  return async (request, response) => {
    const answer = await answerFrom(handler, request, response);
    await sendAnswer(response, answer, answerContext(state, response));
    await discardFile(state, response);
  };
}

/** Express's last resort: a body that cannot be read, or a mistake of ours. */
export function answerErrors(state: EmulatorState): ErrorRequestHandler {
  return (error: Error, request, response, next) => {
    if (response.headersSent) return next(error);
    const isUnread = !callLocals(response).isAdmitted;
    if (isUnread && !isStranger(request, { ...request.query }, state))
      recordRequest(state, request, response, { authorized: credentialRefusal(request, {}, state) === undefined });
    sendAnswer(response, errorAnswer(lastError(error, isUnread)), answerContext(state, response)).catch(next);
  };
}

function lastError(error: Error, isUnread: boolean): GraphError {
  if (error instanceof GraphError) return error;
  if (isUnread)
    return new GraphError({ code: 100, details: `The request body cannot be read: ${unreadReason(error)}` });
  return new GraphError({ code: 1, status: 500, details: `The emulator failed: ${error.message}` });
}

/** The place of the mistake only, for JSON: its parser's message quotes the body, and with it a PIN or a token. */
function unreadReason(error: Error): string {
  if (!(error instanceof SyntaxError)) return error.message;
  const [place] = /position \d+/.exec(error.message) ?? [];
  return place === undefined ? 'it is not valid JSON' : `it is not valid JSON, at ${place}`;
}

function takeVersion(request: Request, response: Response): void {
  const version = /^\/(v\d+\.\d+)(?=\/|\?|$)/i.exec(request.url)?.[1];
  if (version !== undefined) {
    callLocals(response).version = version;
    const rest = request.url.slice(version.length + 1);
    request.url = rest.startsWith('/') ? rest : `/${rest}`;
  }
}

/** Only a fault that asks for nothing in the body can hit before the body is read. */
function isResetEarly(state: EmulatorState, request: Request, response: Response): boolean {
  if (state.faults.isEmpty || isStranger(request, { ...request.query }, state)) return false;
  const fault = state.faults.takeEarly({ method: request.method, path: request.path })?.fault;
  if (!fault) return false;
  const authorized = credentialRefusal(request, { ...request.query }, state) === undefined;
  recordRequest(state, request, response, { authorized, fault });
  request.socket.resetAndDestroy();
  return true;
}

/**
 * Whether a page of others may have had a browser send this, without a secret. It is answered, but it changes nothing:
 * it is not recorded, and no fault is spent on it.
 */
function isStranger(request: Request, given: Parameters, state: EmulatorState): boolean {
  return !knowsSecret(request, given, state) && isForeign(request, state.settings);
}

function admit(state: EmulatorState, request: Request, response: Response, next: NextFunction): void {
  const locals = callLocals(response);
  locals.isAdmitted = true;
  const given = mergedParameters(request);
  const { access_token: _token, appsecret_proof: _proof, ...parameters } = given;
  locals.parameters = parameters;
  locals.app = callingApp(request, given, state);
  const refusal = credentialRefusal(request, given, state);
  if (refusal) locals.refusal = refusal;
  if (refusal && isStranger(request, given, state)) return next();
  const { method, path } = request;
  const sendKey = sendKeyIn(parameters);
  const fault = state.faults.take({ method, path, to: recipientIn(parameters), sendKey });
  recordRequest(state, request, response, { authorized: refusal === undefined, sendKey, fault: fault?.fault });
  if (!fault) return next();
  locals.fault = fault;
  if (isProcessed(fault.fault)) return next();
  const answer = faultAnswer(fault.fault, () => scriptedError(fault.fault));
  sendAnswer(response, answer, answerContext(state, response)).then(() => discardFile(state, response), next);
}

/** Parameters of the query and of the body; the body wins. */
function mergedParameters(request: Request): Parameters {
  const body: unknown = request.body;
  return { ...request.query, ...(isRecord(body) ? body : {}) };
}

function recipientIn({ to, recipient }: Parameters): string | undefined {
  if (typeof to === 'string' || typeof to === 'number') return String(to);
  return typeof recipient === 'string' ? recipient : undefined;
}

async function answerFrom(handler: GraphHandler, request: Request, response: Response): Promise<Answer> {
  try {
    return await handler(graphCall(request, response));
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    const hint = error.fields.details === undefined ? bodyTypeHint(request) : undefined;
    return errorAnswer(
      hint === undefined ? error : new GraphError({ ...error.fields, message: error.message, details: hint }),
    );
  }
}

function graphCall(request: Request, response: Response): GraphCall {
  const { parameters, app, file, fault, version } = callLocals(response);
  const { access_token: token, appsecret_proof: proof } = request.query;
  return {
    method: request.method,
    path: operationPath(request),
    headers: request.headers,
    objectId: objectIdIn(request),
    parameters,
    app,
    origin: `${request.protocol}://${request.host}`,
    linkBase: {
      version: version === undefined ? '' : `/${version}`,
      query: defined({ access_token: token, appsecret_proof: proof }),
    },
    ...defined({ file, fault, bytes: isToSession(request) ? request : undefined }),
  };
}

/** The path without version. A slash at its end means nothing at Meta, whose own client sends one. */
export function operationPath({ path }: Request): string {
  return path.replace(/(?<=.)\/+$/, '');
}

function answerContext(state: EmulatorState, response: Response): AnswerContext {
  const { version, fault, recorded } = callLocals(response);
  const onAnswer =
    recorded &&
    ((answer: Omit<AnswerBody, 'answeredAtMs'>): void =>
      state.answers.note(recorded, { ...answer, answeredAtMs: state.settings.clock() }));
  return { version, wabaId: state.settings.wabaId, fault: fault?.fault, recorded, onAnswer };
}

/** Meta's usual code for a status, for faults that name only the status. */
const usualCodes: Readonly<Record<number, number>> = { 400: 100, 401: 190, 403: 10, 404: 803, 429: 4, 503: 2 };

interface ErrorAnswer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

function scriptedError({ code, subcode, message, details, isTransient, status }: Fault): ErrorAnswer {
  const usedCode = code ?? usualCodes[status ?? 500] ?? 1;
  return errorAnswer(
    new GraphError({ code: usedCode, ...defined({ subcode, message, details, isTransient, status }) }),
  );
}

function errorAnswer(error: GraphError): ErrorAnswer {
  return { status: error.status, body: error.toBody(), ...defined({ headers: error.fields.headers }) };
}

async function discardFile(state: EmulatorState, response: Response): Promise<void> {
  const { file } = callLocals(response);
  if (file && !file.isKept) await state.uploads.discard(file.file);
}
