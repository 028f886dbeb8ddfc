import { seededChance } from '../../settings/seeded.js';
import type { WebhookDuplicates } from '../../settings/webhook-behavior.js';
import type { Callback } from '../../state/accounts/subscriptions.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import { addressedBodies, callbackKey, type AddressedBody } from '../bodies/addressed-bodies.js';
import { composeWebhook, type WebhookPart } from '../bodies/compose-webhook.js';
import { webhookText } from '../bodies/webhook-text.js';
import { BatchQueue } from './batch-queue.js';
import { ReorderQueue } from './reorder-queue.js';
import { pause } from './stop-switch.js';
import type { WebhookDelivery } from './webhook-delivery.js';
import type { PostOptions, PreparedDelivery, WebhookSender } from './webhook-sender.js';

/** An event that is to be posted. */
export interface OutgoingPart {
  part: WebhookPart;
  /** Gets each delivery that holds the event, duplicates included, when it is posted for the first time. */
  onStart?: ((delivery: WebhookDelivery) => void) | undefined;
}

type Queue = BatchQueue<OutgoingPart, WebhookDelivery>;

const single = { maxItems: 1, windowMs: 0 };

/**
 * Brings events to every callback that they are for: in batches, more than once, out of order, as the behavior says.
 */
export class WebhookDispatcher {
  readonly #state: EmulatorState;
  readonly #sender: WebhookSender;
  readonly #queues = new Map<string, Queue>();
  readonly #reorder = new ReorderQueue();
  #posted = 0;

  constructor(state: EmulatorState, sender: WebhookSender) {
    this.#state = state;
    this.#sender = sender;
  }

  /**
   * Posts an event to every callback, with others if the behavior says so. Resolves after the first attempts with the
   * first callback's delivery; undefined when nobody is to get it.
   */
  post(outgoing: OutgoingPart): Promise<WebhookDelivery | undefined> {
    const { webhookBatch = single } = this.#state.behavior;
    const posted = this.#callbacks(outgoing.part).map((callback) =>
      webhookBatch.maxItems === 1
        ? this.#postAll(callback, [outgoing])
        : this.#queue(callback).add(outgoing, webhookBatch, this.#sender.signal),
    );
    return this.track(firstPosted(posted));
  }

  /** Posts events as one batch to every callback, each with what is for it. Resolves after the first attempts. */
  postTogether(outgoing: readonly OutgoingPart[]): Promise<WebhookDelivery[]> {
    const byCallback = new Map<string, { callback: Callback; batch: OutgoingPart[] }>();
    for (const one of outgoing) {
      for (const callback of this.#callbacks(one.part)) {
        const key = callbackKey(callback);
        const known = byCallback.get(key) ?? { callback, batch: [] };
        byCallback.set(key, known);
        known.batch.push(one);
      }
    }
    const posted = [...byCallback.values()].map(({ callback, batch }) => this.#postAll(callback, batch));
    return this.track(Promise.all(posted));
  }

  /** Posts any text to every callback of the first account. */
  postBody(rawBody: string): Promise<WebhookDelivery | undefined> {
    const callbacks = this.#state.subscriptions.callbacks(this.#unnamed);
    return this.track(firstPosted(callbacks.map((callback) => this.#dispatch({ callback, rawBody }))));
  }

  /** Posts a webhook once more to every callback, whatever became of it. Resolves after the attempts. */
  postAgain(delivery: WebhookDelivery): Promise<WebhookDelivery[]> {
    const copies = this.#addressed(delivery).map((addressed) => this.#postOnce(delivery, addressed));
    return this.track(Promise.all(copies));
  }

  /** What seeds decide begins anew. */
  reset(): void {
    this.#posted = 0;
    this.#reorder.reset();
  }

  /** The subject of a body that names no account. */
  get #unnamed(): { wabaId: string; field: string } {
    return { wabaId: this.#state.settings.wabaId, field: 'messages' };
  }

  #callbacks({ wabaId, field, metadata }: WebhookPart): Callback[] {
    return this.#state.subscriptions.callbacks({ wabaId, field, phoneNumberId: metadata?.phone_number_id });
  }

  #queue(callback: Callback): Queue {
    const key = callbackKey(callback);
    const known = this.#queues.get(key);
    if (known) return known;
    const queue: Queue = new BatchQueue(
      (batch) => this.#postAll(callback, batch),
      ({ part }) => webhookText(part).length,
    );
    this.#queues.set(key, queue);
    return queue;
  }

  #postAll(callback: Callback, batch: readonly OutgoingPart[]): Promise<WebhookDelivery> {
    const rawBody = webhookText(composeWebhook(batch.map(({ part }) => part)));
    const onStart = (delivery: WebhookDelivery): void => {
      for (const one of batch) one.onStart?.(delivery);
    };
    return this.#dispatch({ callback, rawBody, onStart });
  }

  /** Posts one delivery, and as many copies as the behavior says. Resolves after the first attempt of the first one. */
  #dispatch(post: PostOptions): Promise<WebhookDelivery> {
    const { webhookDuplicates: duplicates } = this.#state.behavior;
    const onRedelivery = (delivery: WebhookDelivery): void => this.#redeliverToOthers(delivery);
    const first = this.#sender.prepare({ ...post, onRedelivery });
    const posted = this.#begin(first);
    const copies = duplicates ? copyCount(duplicates, this.#posted++) : 0;
    for (let copy = 0; copy < copies; copy++) {
      const prepared = this.#sender.prepare({ ...post, onRedelivery, copyOf: first.delivery.id });
      void this.track(this.#beginLater(prepared, duplicates?.delayMs ?? 0));
    }
    return posted;
  }

  async #beginLater(prepared: PreparedDelivery, delayMs: number): Promise<void> {
    if (delayMs > 0) await pause(delayMs, prepared.signal);
    await this.#begin(prepared);
  }

  #begin(prepared: PreparedDelivery): Promise<WebhookDelivery> {
    const { webhookReorder: reorder } = this.#state.behavior;
    const post = (): Promise<WebhookDelivery> => this.#sender.post(prepared);
    const isInOrder = reorder === undefined || reorder.windowMs === 0 || prepared.signal.aborted;
    return isInOrder ? post() : this.track(this.#reorder.add(post, reorder, prepared.signal));
  }

  /** Only the failed delivery itself is retried until it is accepted; else the copies would multiply. */
  #redeliverToOthers(delivery: WebhookDelivery): void {
    if (this.#state.behavior.webhookRetryAllApps !== true) return;
    const own = `${delivery.appId} ${delivery.url}`;
    const others = this.#addressed(delivery).filter(({ callback }) => callbackKey(callback) !== own);
    for (const addressed of others) void this.track(this.#postOnce(delivery, addressed));
  }

  #postOnce({ id }: WebhookDelivery, addressed: AddressedBody): Promise<WebhookDelivery> {
    return this.#sender.post(this.#sender.prepare({ ...addressed, copyOf: id, isOnlyOnce: true }));
  }

  #addressed(delivery: WebhookDelivery): AddressedBody[] {
    const { subscriptions } = this.#state;
    return addressedBodies(delivery, (subject) => subscriptions.callbacks(subject), this.#unnamed);
  }

  /** Counts something as under way until it has ended: `settled()` waits for it. */
  track<Work extends Promise<unknown>>(work: Work): Work {
    return this.#sender.settlement.track(work);
  }
}

async function firstPosted(posted: readonly Promise<WebhookDelivery>[]): Promise<WebhookDelivery | undefined> {
  return (await Promise.all(posted))[0];
}

/** The whole part of `copies` always, one more with the chance that is left. */
function copyCount({ copies, seed }: Required<WebhookDuplicates>, index: number): number {
  const always = Math.floor(copies);
  return always + (seededChance(`${seed}/${index}`) < copies - always ? 1 : 0);
}
