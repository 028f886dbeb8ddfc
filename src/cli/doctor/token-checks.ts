/** An access token: whether Meta takes it, until when, and what it may do. */
import { asText, isRecord, type JsonRecord } from '../../common/events/json.js';
import type { GraphCredential } from '../../graph/credentials.js';
import { GraphApiError } from '../../graph/errors.js';
import type { Examination } from './examination.js';
import { failure, ok, warning, type Examined, type Verdict } from './finding.js';
import { askGraph, readList, readRecords } from './graph-answers.js';
import type { Setup } from './setup.js';

/** What the checks after it have to know of a token. */
export interface TokenFacts {
  credential: GraphCredential;
  /** The app that it belongs to. Absent: Meta did not say. */
  appId?: string;
  /** The business accounts that it names. */
  wabaIds: string[];
}

/** Permissions, and what does not work without them. */
const permissions: Readonly<Record<string, { uses: string; isNeeded: boolean }>> = {
  whatsapp_business_messaging: { uses: 'no message can be sent, and no file', isNeeded: true },
  whatsapp_business_management: { uses: 'numbers, templates and webhooks cannot be managed', isNeeded: false },
};

/** How many days before its end somebody should know of a token. */
const soonDays = 14;
const dayMs = 24 * 60 * 60 * 1000;

/** The last moment that a date can be, in Unix seconds. */
const latestSeconds = 8.64e12;

const newToken =
  'Make a token of a system user in the business settings at Meta, which does not expire, and give it to the worker ' +
  '(WHATSAPP_ACCESS_TOKEN or WHATSAPP_CREDENTIALS_FILE).';

/** @returns undefined when the token is no good for other checks */
export async function checkToken(
  examination: Examination,
  setup: Setup,
  reference: string,
  credential: GraphCredential,
): Promise<TokenFacts | undefined> {
  const reach = `Let this machine reach ${setup.graph.baseUrl.origin}.`;
  const usable = await examination.check('app-secret', () => tryAppSecret(setup, credential), reach);
  if (!usable) return undefined;
  return examination.check('token', () => describeToken(setup, reference, usable), reach);
}

/** What Meta says of a token that asks for itself. */
async function debug(setup: Setup, credential: GraphCredential): Promise<JsonRecord> {
  const { data } = await askGraph(setup, credential, '/debug_token', { input_token: credential.accessToken });
  return isRecord(data) ? data : {};
}

/** @returns the credential as it works: without an app secret that is wrong */
async function tryAppSecret(setup: Setup, credential: GraphCredential): Promise<Examined<GraphCredential>> {
  const { accessToken, appSecret } = credential;
  const remedy = 'Set WHATSAPP_APP_SECRET to the secret of the app that the token belongs to: app settings, Basic.';
  if (appSecret === undefined) {
    const message = 'there is no app secret: requests carry no proof, and no webhook can be checked';
    return { verdicts: [warning(message, remedy)], value: credential };
  }
  const refusal = await debug(setup, credential).then(() => undefined, isOfProof);
  if (refusal === true) {
    return {
      verdicts: [failure('the app secret is not that of the app of the token', remedy)],
      value: { accessToken },
    };
  }
  return { verdicts: refusal === undefined ? [ok('the app secret is that of the token')] : [], value: credential };
}

/** Whether Meta refused the proof that the app secret makes. The check of the token says everything else. */
function isOfProof(error: unknown): boolean {
  if (!(error instanceof GraphApiError)) throw error;
  return error.code === 100 && /appsecret_proof/i.test(error.title ?? '');
}

async function describeToken(
  setup: Setup,
  reference: string,
  credential: GraphCredential,
): Promise<Examined<TokenFacts>> {
  const name = `the token "${reference}"`;
  try {
    const data = await debug(setup, credential);
    if (data['is_valid'] === false) return { verdicts: [failure(`${name} is not valid`, newToken)] };
    if (data['is_valid'] !== true) return notDescribed(name, 'its answer says nothing of it', credential);
    const verdicts = [ok(`${name} is valid`), ...judgeExpiry(data, Date.now()), ...judgeScopes(data)];
    return { verdicts, value: { credential, ...factsIn(data) } };
  } catch (error) {
    if (!(error instanceof GraphApiError)) throw error;
    if (isRefusal(error)) return { verdicts: [failure(`${name} is refused: ${error.message}`, newToken)] };
    return notDescribed(name, error.message, credential);
  }
}

/** The other checks go on: the token may be good all the same. */
function notDescribed(name: string, reason: string, credential: GraphCredential): Examined<TokenFacts> {
  const remedy = "Look at it in Meta's access token debugger: its permissions and its end are not known here.";
  return {
    verdicts: [warning(`Meta does not describe ${name}: ${reason}`, remedy)],
    value: { credential, wabaIds: [] },
  };
}

function isRefusal({ code, httpStatus }: GraphApiError): boolean {
  return httpStatus === 401 || code === 190 || code === 0 || code === 102 || code === 104;
}

/** @param data of `debug_token`; its times are Unix seconds, and 0 is never */
export function judgeExpiry(data: JsonRecord, nowMs: number): Verdict[] {
  const ends = [
    { what: 'it ends', seconds: Number(data['expires_at'] ?? 0) },
    { what: 'its access to data ends', seconds: Number(data['data_access_expires_at'] ?? 0) },
    // A time beyond what a date can hold is none.
  ].filter(({ seconds }) => seconds > 0 && seconds <= latestSeconds);
  if (ends.length === 0) return [ok('it does not expire')];
  return ends.map(({ what, seconds }) => {
    const endsMs = seconds * 1000;
    const message = `${what} on ${new Date(endsMs).toISOString().slice(0, 16)}Z`;
    if (endsMs <= nowMs) return failure(message, newToken);
    return endsMs - nowMs < soonDays * dayMs ? warning(message, newToken) : ok(message);
  });
}

function judgeScopes(data: JsonRecord): Verdict[] {
  const scopes = readList(data['scopes']).map(String);
  return Object.entries(permissions).map(([name, { uses, isNeeded }]) => {
    if (scopes.includes(name)) return ok(`it has the permission ${name}`);
    const message = `it lacks the permission ${name}: ${uses}`;
    const remedy = `Make a token that has it, and let its system user have the business account: ${name}.`;
    return isNeeded ? failure(message, remedy) : warning(message, remedy);
  });
}

function factsIn(data: JsonRecord): Omit<TokenFacts, 'credential'> {
  const appId = asText(data['app_id']);
  const targets = readRecords(data['granular_scopes'])
    .filter(({ scope }) => String(scope) in permissions)
    .flatMap((scope) => readList(scope['target_ids']).map(String));
  return { wabaIds: [...new Set(targets)], ...(appId !== undefined && { appId }) };
}
