/**
 * `POST /` with `batch`: up to 50 requests in one, each answered for itself. Each goes through the emulator as a
 * request of its own, so that it is recorded and can be hit by a fault.
 *
 * @see "Batch requests" https://developers.facebook.com/docs/graph-api/batch-requests (read 2026-11)
 */
import type { RequestHandler } from 'express';
import { accessToken } from '../../http/credentials.js';
import { callLocals, type Answer, type GraphCall } from '../../http/graph-call.js';
import { graphRoute, type GraphRoutes } from '../../http/graph-pipeline.js';
import { flag } from '../../http/parameters.js';
import { isRecord } from '../../../common/events/json.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import { batchEntries, type BatchEntry } from './batch-entries.js';
import { answerValue, filledIn, referredNames } from './batch-references.js';

/** What one entry was answered; null when there was no answer, or nobody wants it. */
interface EntryAnswer {
  code: number;
  headers?: { name: string; value: string }[];
  body: string;
}

/** The place to which the entries go, and the token in whose name they do. */
interface Target {
  origin: string;
  version: string;
  token: string;
}

export function batchRoutes(state: EmulatorState): GraphRoutes {
  const handle: RequestHandler = (request, response, next) => {
    const body: unknown = request.body;
    const token = accessToken(request, { ...request.query, ...(isRecord(body) && body) });
    const version = callLocals(response).version;
    const target = {
      origin: state.baseUrl,
      version: version === undefined ? '' : `/${version}`,
      token: typeof token === 'string' ? token : '',
    };
    return graphRoute(state, (call) => answerBatch(call, target))(request, response, next);
  };
  return { routes: { 'POST /': handle }, operations: ['POST /'] };
}

/** One after the other, so that an entry can use what the ones before were answered. */
async function answerBatch({ parameters }: GraphCall, target: Target): Promise<Answer> {
  const entries = batchEntries(parameters['batch'], target.origin);
  const hasHeaders = flag(parameters, 'include_headers') ?? true;
  const used = new Set(entries.flatMap((entry) => [...referredNames(entry), ...entry.dependsOn]));
  const values = new Map<string, unknown>();
  const answers: (EntryAnswer | null)[] = [];
  for (const entry of entries) {
    const isPossible = [...referredNames(entry), ...entry.dependsOn].every((name) => values.has(name));
    const answer = isPossible ? await ask(filledIn(entry, values), target) : null;
    const isGood = answer?.code === 200;
    if (answer && isGood && entry.name !== undefined) values.set(entry.name, answerValue(answer.body));
    const isOmitted = isGood && entry.name !== undefined && used.has(entry.name) && entry.isOmittedOnSuccess;
    answers.push(isOmitted ? null : answer && shown(answer, hasHeaders));
  }
  return { body: answers };
}

function shown({ code, headers = [], body }: EntryAnswer, hasHeaders: boolean): EntryAnswer {
  return { code, ...(hasHeaders && { headers }), body };
}

/** An entry may bring an access token of its own, as a parameter. */
async function ask({ method, relativeUrl, body }: BatchEntry, target: Target): Promise<EntryAnswer | null> {
  const { origin, version, token } = target;
  const path = relativeUrl.replace(/^\//, '');
  const url = /^v\d+\.\d+(\/|\?|$)/i.test(path) ? `${origin}/${path}` : `${origin}${version}/${path}`;
  const hasToken = /(^|[?&])access_token=/.test(`${relativeUrl}&${body ?? ''}`);
  const headers = {
    ...(!hasToken && { authorization: `Bearer ${token}` }),
    ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
  };
  try {
    const response = await fetch(url, { method, headers, ...(body !== undefined && { body }) });
    const shownHeaders = [...response.headers].map(([name, value]) => ({ name, value }));
    return { code: response.status, headers: shownHeaders, body: await response.text() };
  } catch {
    return null;
  }
}
