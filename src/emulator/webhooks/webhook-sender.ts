import { createHmac, randomBytes } from 'node:crypto';
import { RecordList } from '../state/record-list.js';
import { pause, StopSwitch } from './stop-switch.js';

const longestPauseMs = 60_000;
const keptAnswerLength = 2000;

/** One try to deliver a webhook. */
export interface WebhookAttempt {
  /** Unix milliseconds. */
  atMs: number;
  durationMs: number;
  /** The receiver's HTTP status; absent when it did not answer. */
  status?: number;
  /** The start of the receiver's answer. */
  answer?: string;
  /** Why there was no answer. */
  error?: string;
}

/** A webhook and what became of it. */
export interface WebhookDelivery {
  id: number;
  url: string;
  /** The posted JSON, parsed. */
  body: unknown;
  /** The bytes that the signature was made over, as text. */
  rawBody: string;
  /** The posted headers, `x-hub-signature-256` among them. */
  headers: Record<string, string>;
  attempts: WebhookAttempt[];
  /** `accepted`: the receiver said 200. `stopped`: given up at the last attempt, by `stop()` or by `reset()`. */
  state: 'delivering' | 'retrying' | 'accepted' | 'stopped';
}

export interface WebhookSenderOptions {
  appSecret: string;
  clock: () => number;
  retryDelayMs: number;
  maxAttempts: number;
  timeoutMs: number;
  recordLimit: number;
}

/**
 * Posts signed webhooks, and posts them again until the receiver says 200.
 *
 * @see "Webhooks" https://developers.facebook.com/docs/whatsapp/cloud-api/guides/set-up-webhooks (read 2026-11)
 */
export class WebhookSender {
  readonly deliveries: RecordList<WebhookDelivery>;
  url: string | undefined;
  readonly #options: WebhookSenderOptions;
  readonly #stopping = new StopSwitch();
  #nextId = 1;

  constructor(options: WebhookSenderOptions, url?: string) {
    this.#options = options;
    this.url = url;
    this.deliveries = new RecordList(options.recordLimit);
  }

  /**
   * Posts a body: a string as it is, anything else as JSON. Resolves after the first attempt, whatever came of it;
   * redeliveries go on behind it.
   *
   * @param onStart gets the delivery before anything is posted
   */
  async post(body: unknown, url: string, onStart?: (delivery: WebhookDelivery) => void): Promise<WebhookDelivery> {
    const rawBody = typeof body === 'string' ? body : JSON.stringify(body);
    const signature = `sha256=${createHmac('sha256', this.#options.appSecret).update(rawBody).digest('hex')}`;
    const parsed = typeof body === 'string' ? parsedIfPossible(body) : body;
    const delivery: WebhookDelivery = {
      id: this.#nextId++,
      url,
      body: parsed,
      rawBody,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'facebookexternalua',
        'x-hub-signature-256': signature,
      },
      attempts: [],
      state: 'delivering',
    };
    this.deliveries.add(delivery);
    onStart?.(delivery);
    const { signal } = this.#stopping;
    if (!(await this.#attempt(delivery, signal))) void this.#redeliver(delivery, signal);
    return delivery;
  }

  /**
   * Asks a receiver to prove that it knows the verify token, as Meta does when a webhook URL is set.
   *
   * @throws Error that says what the receiver answered instead of the challenge.
   */
  async verify(url: string, verifyToken: string): Promise<void> {
    const challenge = String(randomBytes(4).readUInt32BE());
    const target = new URL(url);
    target.searchParams.set('hub.mode', 'subscribe');
    target.searchParams.set('hub.challenge', challenge);
    target.searchParams.set('hub.verify_token', verifyToken);
    const response = await fetch(target, { redirect: 'manual', signal: this.#deadline(this.#stopping.signal) });
    const answer = await response.text();
    if (response.status === 200 && answer === challenge) return;
    const shown = response.status === 200 ? 'another body than the challenge' : `HTTP ${response.status}`;
    throw new Error(`the webhook receiver did not pass verification: ${url} answered ${shown}`);
  }

  /** Ends everything that is under way. */
  stop(): void {
    this.#stopping.stop();
  }

  async #redeliver(delivery: WebhookDelivery, signal: AbortSignal): Promise<void> {
    const { retryDelayMs, maxAttempts } = this.#options;
    for (let pauseMs = retryDelayMs; delivery.attempts.length < maxAttempts; pauseMs *= 2) {
      delivery.state = 'retrying';
      const isOver = await pause(Math.min(pauseMs, longestPauseMs), signal);
      if (isOver || (await this.#attempt(delivery, signal))) break;
    }
    if (delivery.state !== 'accepted') delivery.state = 'stopped';
  }

  /** @returns whether the receiver said 200. */
  async #attempt(delivery: WebhookDelivery, signal: AbortSignal): Promise<boolean> {
    const startedAt = performance.now();
    const attempt: WebhookAttempt = { atMs: this.#options.clock(), durationMs: 0 };
    delivery.attempts.push(attempt);
    try {
      const response = await fetch(delivery.url, {
        method: 'POST',
        redirect: 'manual',
        headers: delivery.headers,
        body: delivery.rawBody,
        signal: this.#deadline(signal),
      });
      attempt.status = response.status;
      attempt.answer = (await response.text()).slice(0, keptAnswerLength);
    } catch (error) {
      attempt.error = reasonOf(error);
    }
    attempt.durationMs = performance.now() - startedAt;
    if (attempt.status !== 200) return false;
    delivery.state = 'accepted';
    return true;
  }

  #deadline(signal: AbortSignal): AbortSignal {
    return AbortSignal.any([signal, AbortSignal.timeout(this.#options.timeoutMs)]);
  }
}

function parsedIfPossible(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** `fetch` says only "fetch failed"; the cause says why. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as { message: string; cause?: { message?: string } };
  return cause?.message === undefined ? message : `${message}: ${cause.message}`;
}
