import { randomBytes } from 'node:crypto';
import type { EmulatorSettings } from '../../settings/options.js';
import { addToRecord, RecordList } from '../../state/kept-records.js';
import { Settlement } from './settlement.js';
import { pause, StopSwitch, withDeadline } from './stop-switch.js';
import { createDelivery, type NewDelivery, type WebhookAttempt, type WebhookDelivery } from './webhook-delivery.js';

const keptAnswerLength = 2000;

export interface PostOptions extends Omit<NewDelivery, 'id'> {
  /** Called when it is posted for the first time. */
  onStart?: ((delivery: WebhookDelivery) => void) | undefined;
  /** Called before each redelivery. */
  onRedelivery?: ((delivery: WebhookDelivery) => void) | undefined;
  /** Posted once, whatever the receiver says. @default false */
  isOnlyOnce?: boolean | undefined;
}

/** A delivery that can be posted. */
export interface PreparedDelivery {
  readonly delivery: WebhookDelivery;
  readonly options: PostOptions;
  /** Aborted when everything that was under way then is to end. */
  readonly signal: AbortSignal;
}

/**
 * Posts signed webhooks, and posts them again until the receiver says 200. Nothing that the receiver says changes the
 * pauses: Meta does not document that it reads `Retry-After`.
 *
 * @see "Webhooks" https://developers.facebook.com/docs/whatsapp/cloud-api/guides/set-up-webhooks (read 2026-11):
 * anything but 200 is tried again, less and less often, for up to 7 days
 */
export class WebhookSender {
  readonly deliveries: RecordList<WebhookDelivery>;
  readonly settlement = new Settlement();
  readonly #settings: EmulatorSettings;
  readonly #timeScale: () => number;
  readonly #onChange: (delivery: WebhookDelivery) => void;
  readonly #stopping = new StopSwitch();
  readonly #pending = new Set<WebhookDelivery>();
  /** The pauses that end when a delivery is given up. */
  readonly #pausing = new Map<WebhookDelivery, AbortController>();
  #nextId = 1;

  /**
   * @param timeScale factor of the pauses, as it is now
   * @param onChange told of each delivery whenever something becomes of it
   */
  constructor(
    settings: EmulatorSettings,
    timeScale: () => number,
    onChange: (delivery: WebhookDelivery) => void = () => undefined,
  ) {
    this.#settings = settings;
    this.#timeScale = timeScale;
    this.#onChange = onChange;
    this.deliveries = new RecordList(settings.recordLimit);
  }

  /** Aborted by the next `reset()`, and by `close()`. */
  get signal(): AbortSignal {
    return this.#stopping.signal;
  }

  /** The delivery with this id, as long as it is kept. */
  find(id: number): WebhookDelivery | undefined {
    return this.deliveries.entries.find((delivery) => delivery.id === id);
  }

  /** Deliveries that the receiver has not accepted and that are not given up, oldest first. */
  pending(): WebhookDelivery[] {
    return [...this.#pending];
  }

  /** Records a delivery that is posted later, with `post()`. */
  prepare(options: PostOptions): PreparedDelivery {
    const delivery = createDelivery({ ...options, id: this.#nextId++ });
    this.deliveries.add(delivery);
    this.#pending.add(delivery);
    this.#onChange(delivery);
    this.#giveUpOldest();
    return { delivery, options, signal: this.signal };
  }

  /** Nobody may take webhooks for days: what waits is bounded as what is kept. */
  #giveUpOldest(): void {
    const [oldest] = this.#pending;
    if (this.#pending.size <= this.#settings.recordLimit || oldest === undefined) return;
    this.#end(oldest, 'stopped', this.signal);
    this.#pausing.get(oldest)?.abort();
  }

  /** Resolves after the first attempt, whatever came of it; redeliveries go on behind it. */
  async post(prepared: PreparedDelivery): Promise<WebhookDelivery> {
    const first = this.#begin(prepared);
    void this.settlement.track(first.then((isAccepted) => (isAccepted ? undefined : this.#redeliver(prepared))));
    await first;
    return prepared.delivery;
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
    const asked = withDeadline(this.#settings.webhookTimeoutMs, this.signal, async (signal) => {
      const response = await fetch(target, { redirect: 'manual', signal });
      return { status: response.status, answer: await response.text() };
    });
    const { status, answer } = await asked.catch((cause: unknown) => {
      const reason = failureReason(cause);
      throw new Error(`the webhook receiver did not pass verification: ${url} does not answer: ${reason}`, { cause });
    });
    if (status === 200 && answer === challenge) return;
    const shown = status === 200 ? 'another body than the challenge' : `HTTP ${status}`;
    throw new Error(`the webhook receiver did not pass verification: ${url} answered ${shown}`);
  }

  /** Ends everything that is under way, and forgets it. */
  reset(): void {
    this.#stopping.stop();
    this.deliveries.clear();
    this.#pending.clear();
  }

  /** Ends everything that is under way, and posts nothing any more. */
  close(): void {
    this.#stopping.stopForGood();
  }

  async #begin(prepared: PreparedDelivery): Promise<boolean> {
    const { delivery, options, signal } = prepared;
    if (signal.aborted) return false;
    options.onStart?.(delivery);
    return this.#attempt(prepared);
  }

  async #redeliver(prepared: PreparedDelivery): Promise<void> {
    const { delivery, options, signal } = prepared;
    for (const pauseMs of options.isOnlyOnce === true || signal.aborted ? [] : this.#pauses()) {
      const scaledMs = pauseMs * this.#timeScale();
      delivery.state = 'retrying';
      delivery.nextAttemptAtMs = this.#settings.clock() + scaledMs;
      this.#onChange(delivery);
      const isOver = await this.#pause(delivery, scaledMs, signal);
      delete delivery.nextAttemptAtMs;
      if (isOver || !this.#pending.has(delivery)) break;
      options.onRedelivery?.(delivery);
      if (await this.#attempt(prepared)) return;
    }
    this.#end(delivery, 'stopped', signal);
  }

  /** Waits until everything ends, or this delivery. @returns whether it was stopped meanwhile. */
  async #pause(delivery: WebhookDelivery, ms: number, signal: AbortSignal): Promise<boolean> {
    const own = new AbortController();
    const stop = (): void => own.abort();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    this.#pausing.set(delivery, own);
    try {
      return await pause(ms, own.signal);
    } finally {
      this.#pausing.delete(delivery);
      signal.removeEventListener('abort', stop);
    }
  }

  /** The pause before each redelivery, in milliseconds of Meta's time. */
  *#pauses(): Generator<number> {
    const { webhookRetryDelayMs, webhookRetryMaxDelayMs, webhookRetryForMs, webhookMaxAttempts } = this.#settings;
    let pausedMs = 0;
    for (let attempts = 1; attempts < webhookMaxAttempts; attempts++) {
      const pauseMs = Math.min(Math.max(webhookRetryDelayMs, 1) * 2 ** (attempts - 1), webhookRetryMaxDelayMs);
      pausedMs += pauseMs;
      if (pausedMs > webhookRetryForMs) return;
      yield pauseMs;
    }
  }

  /** @returns whether the receiver said 200. */
  async #attempt({ delivery, signal }: PreparedDelivery): Promise<boolean> {
    const startedAt = performance.now();
    const attempt: WebhookAttempt = { atMs: this.#settings.clock(), durationMs: 0 };
    addToRecord(delivery.attempts, attempt);
    this.#onChange(delivery);
    const { url, headers, rawBody } = delivery;
    try {
      await withDeadline(this.#settings.webhookTimeoutMs, signal, async (deadline) => {
        const response = await fetch(url, {
          method: 'POST',
          redirect: 'manual',
          headers,
          body: rawBody,
          signal: deadline,
        });
        attempt.status = response.status;
        attempt.answer = (await response.text()).slice(0, keptAnswerLength);
      });
    } catch (error) {
      attempt.error = failureReason(error);
    }
    attempt.durationMs = performance.now() - startedAt;
    if (attempt.status !== 200) return false;
    this.#end(delivery, 'accepted', signal);
    return true;
  }

  /** Nobody is told of what a reset has ended: it is forgotten. */
  #end(delivery: WebhookDelivery, state: 'accepted' | 'stopped', signal: AbortSignal): void {
    delivery.state = state;
    this.#pending.delete(delivery);
    if (!signal.aborted) this.#onChange(delivery);
  }
}

/** `fetch` says only "fetch failed"; the cause says why. */
function failureReason(error: unknown): string {
  const { message, cause } = error as { message: string; cause?: { message?: string } };
  return cause?.message === undefined ? message : `${message}: ${cause.message}`;
}
