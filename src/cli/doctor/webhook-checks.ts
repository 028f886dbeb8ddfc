/** The receiver, from outside: whether it answers Meta's challenge, and refuses what is not Meta's. */
import { createHmac, randomBytes } from 'node:crypto';
import { defaultPhoneNumberId, statusOfNobody } from './signed-status.js';
import type { Examination } from './examination.js';
import { failure, ok, warning, type Examined, type Verdict } from './finding.js';
import { configuredNumbers, type Setup } from './setup.js';

/** An answer of the receiver, or of what stands before it. */
interface Answer {
  status: number;
  body: string;
}

/** How much of an answer is read, in characters. */
const answerLimit = 2_000;

export async function checkReceiver(examination: Examination, setup: Setup, url: string): Promise<void> {
  const reach = `Start the receiver (temporal-whatsapp webhook), and let ${url} lead to it: tunnel, proxy, TLS, firewall.`;
  const answers = await examination.check('challenge', () => challenge(setup, url), reach);
  if (answers !== true) return;
  await examination.check('wrong-token', () => challengeWithWrongToken(setup, url), reach);
  await examination.check('signature', () => postUnsigned(setup, url), reach);
  if (setup.postsWebhook) await examination.check('signed-post', () => postSigned(setup, url), reach);
}

/** @returns whether something answers there */
async function challenge(setup: Setup, url: string): Promise<Examined<true>> {
  const [token] = setup.config.webhook.verifyTokens;
  if (token === undefined) {
    const remedy = 'Set WHATSAPP_VERIFY_TOKEN to what is entered in the app dashboard.';
    return { verdicts: [warning('the verify token is not known here: no challenge was sent', remedy)], value: true };
  }
  const value = randomBytes(16).toString('hex');
  const answer = await get(setup, url, token, value);
  return { verdicts: [judgeChallenge(answer, value, url)], value: true };
}

function judgeChallenge({ status, body }: Answer, value: string, url: string): Verdict {
  if (status === 200 && body === value) return ok(`${url} answers the challenge`);
  if (status === 403) {
    const remedy = 'Set WHATSAPP_VERIFY_TOKEN of the receiver to what is entered in the app dashboard.';
    return failure(`${url} refuses the verify token (403)`, remedy);
  }
  const remedy = `Let ${url} lead to the receiver, without a page or a login of a proxy in between, and with its path.`;
  const how = status === 200 ? 'answers the challenge with something else' : `answers the challenge with ${status}`;
  return failure(`${url} ${how}`, remedy);
}

async function challengeWithWrongToken(setup: Setup, url: string): Promise<Examined> {
  const value = randomBytes(16).toString('hex');
  const { status, body } = await get(setup, url, randomBytes(16).toString('hex'), value);
  if (isRefusal(status)) return { verdicts: [ok(`${url} refuses a wrong verify token`)] };
  if (status !== 200 || !body.includes(value)) return { verdicts: [noReceiver(url, status, 'a wrong verify token')] };
  const remedy = 'Compare hub.verify_token: anybody can point an app of theirs at this receiver.';
  return { verdicts: [failure(`${url} answers a challenge with a wrong verify token`, remedy)] };
}

/** A receiver refuses it before it looks into the body. */
async function postUnsigned(setup: Setup, url: string): Promise<Examined> {
  const body = JSON.stringify({ object: 'whatsapp_business_account', entry: [] });
  const { status } = await post(setup, url, body, `sha256=${'0'.repeat(64)}`);
  if (isRefusal(status)) return { verdicts: [ok(`${url} refuses a wrong signature (${status})`)] };
  if (status < 200 || status >= 300) return { verdicts: [noReceiver(url, status, 'a wrong signature')] };
  const remedy = 'Check X-Hub-Signature-256 before anything else: anybody can post messages in the name of your users.';
  return { verdicts: [failure(`${url} takes a webhook with a wrong signature (${status})`, remedy)] };
}

/** Anything else says nothing of what the receiver checks: there may be none. */
function isRefusal(status: number): boolean {
  return status === 401 || status === 403;
}

function noReceiver(url: string, status: number, what: string): Verdict {
  const remedy =
    status >= 500
      ? 'Read the log of the receiver, and of the proxy before it.'
      : `Let ${url} lead to the receiver: WHATSAPP_WEBHOOK_PATH is its path.`;
  return failure(`${url} answers ${status} to ${what}, which is no refusal`, remedy);
}

async function postSigned(setup: Setup, url: string): Promise<Examined> {
  const { appSecrets } = setup.config.webhook;
  const [secret] = appSecrets;
  const remedy = "Set WHATSAPP_APP_SECRET to the receiver's.";
  if (secret === undefined)
    return { verdicts: [warning('the app secret is not known here: nothing was posted', remedy)] };
  const [number = defaultPhoneNumberId] = configuredNumbers(setup.config);
  const body = statusOfNobody(number, Date.now());
  const { status } = await post(setup, url, body, `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`);
  if (status === 200) return { verdicts: [ok(`${url} takes a signed webhook`)] };
  if (isRefusal(status)) {
    return { verdicts: [failure(`${url} refuses a webhook that is signed with this app secret (${status})`, remedy)] };
  }
  const log = 'Read the log of the receiver: it answers 503 while Temporal cannot be reached.';
  return { verdicts: [failure(`${url} answers ${status} to a signed webhook`, log)] };
}

function get(setup: Setup, url: string, token: string, value: string): Promise<Answer> {
  const target = new URL(url);
  target.searchParams.set('hub.mode', 'subscribe');
  target.searchParams.set('hub.verify_token', token);
  target.searchParams.set('hub.challenge', value);
  return ask(setup, target, {});
}

function post(setup: Setup, url: string, body: string, signature: string): Promise<Answer> {
  const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signature };
  return ask(setup, new URL(url), { method: 'POST', body, headers });
}

/** Follows no redirect, as Meta does not. */
async function ask({ timeoutMs }: Setup, url: URL, request: RequestInit): Promise<Answer> {
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await fetch(url, { ...request, redirect: 'manual', signal });
  return { status: response.status, body: (await response.text()).slice(0, answerLimit) };
}
