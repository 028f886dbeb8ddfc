import { randomBytes } from 'node:crypto';
import { parseInput } from '../common/schema/parse-input.js';
import { appSchema, type AddAppOptions, type EmulatedApp } from './state/accounts/apps.js';
import type { EmulatorState } from './state/emulator-state.js';
import type { TrafficOptions } from './traffic/traffic-options.js';
import { TrafficRuns } from './traffic/traffic-runs.js';
import type { TrafficHandle } from './traffic/traffic.js';
import type { InboundMessage } from './outbound-webhooks/users/inbound-content.js';
import { ItemParts } from './outbound-webhooks/batches/item-parts.js';
import { SimulatedUsers } from './outbound-webhooks/users/simulated-users.js';
import { StatusPlayer } from './outbound-webhooks/statuses/status-player.js';
import type { WebhookDelivery } from './outbound-webhooks/delivery/webhook-delivery.js';
import { itemsSchema, type WebhookItem } from './outbound-webhooks/batches/webhook-items.js';

/** Where webhooks come from. */
export interface WebhookSources {
  users: SimulatedUsers;
  statuses: StatusPlayer;
  items: ItemParts;
  traffic: TrafficRuns;
  /** Nothing new comes from what was under way. */
  stop(): void;
}

export function webhookSources(state: EmulatorState): WebhookSources {
  const users = new SimulatedUsers(state);
  const statuses = new StatusPlayer(state);
  const items = new ItemParts(state, users, statuses);
  const traffic = new TrafficRuns(state, items);
  const stop = (): void => {
    statuses.stop();
    traffic.stop();
  };
  return { users, statuses, items, traffic, stop };
}

/** A batch that was posted. */
export interface DeliveredBatch {
  /** Of each item: the message id of a message, a status or an echo; null for anything else. */
  ids: (string | null)[];
  /** One for each callback that gets any of it, after their first attempts; none when nobody does. */
  deliveries: WebhookDelivery[];
}

/** What reaches the webhook receivers, and how: the part of the emulator that posts. */
export class EmulatorWebhooks {
  readonly #state: EmulatorState;
  readonly #sources: WebhookSources;

  constructor(state: EmulatorState, sources: WebhookSources) {
    this.#state = state;
    this.#sources = sources;
  }

  /** Every webhook with the receiver's answers, in the order in which they were made; duplicates are webhooks of their own. */
  get webhookDeliveries(): WebhookDelivery[] {
    return this.#state.webhooks.sender.deliveries.entries;
  }

  /** The webhooks that are neither accepted nor given up, oldest first. Events that still wait for their batch are not in it. */
  pendingWebhooks(): WebhookDelivery[] {
    return this.#state.webhooks.sender.pending();
  }

  /**
   * Resolves when nothing is being collected, delivered or retried any more, statuses of accepted messages included. With a receiver that
   * never says 200 that takes seven days, times `timeScale`.
   */
  webhooksSettled(): Promise<void> {
    return this.#state.webhooks.sender.settlement.settled();
  }

  /** Where webhooks of the first app go from now on; undefined for nowhere. */
  setWebhookUrl(url: string | undefined): void;
  /**
   * With `verify` only after the receiver has passed the challenge.
   *
   * @throws Error when it did not; the URL stays what it was then.
   */
  setWebhookUrl(url: string | undefined, options: { verify: boolean }): Promise<void>;
  setWebhookUrl(url: string | undefined, options?: { verify: boolean }): Promise<void> | void {
    const { webhooks, apps } = this.#state;
    if (options === undefined || !options.verify || url === undefined) {
      apps.main.webhookUrl = url;
      return options && Promise.resolve();
    }
    return webhooks.sender.verify(url, apps.main.verifyToken).then(() => {
      apps.main.webhookUrl = url;
    });
  }

  /**
   * Adds an app beside the first one: with its own secret, URL and access token, subscribed to the same account unless told otherwise. Its
   * receiver has to pass the challenge first.
   *
   * @throws InvalidInputError for wrong options; Error when the receiver does not pass, or when there is an app with this id.
   */
  async addApp(options: AddAppOptions = {}): Promise<EmulatedApp> {
    const { verify = true, ...app } = parseInput(appSchema, options, 'addApp');
    const { webhookUrl, verifyToken = randomBytes(12).toString('base64url') } = app;
    if (webhookUrl !== undefined && verify) await this.#state.webhooks.sender.verify(webhookUrl, verifyToken);
    return this.#state.addApp({ ...app, verifyToken });
  }

  /**
   * A user writes to the business: `{ from: '+49 170 1234567', text: 'Hi' }`, `{ userId: 'DE.1', buttonReply: { id, title } }`,
   * or Meta's own shape, `{ from, type: 'text', text: { body: 'Hi' } }`. Resolves after the first attempt to deliver the webhook;
   * whether the receiver took it is in `delivery`.
   *
   * @throws InvalidInputError when the message is not one; Error when there is no webhook URL or no such number.
   */
  receiveMessage(message: InboundMessage): Promise<{ messageId: string; delivery: WebhookDelivery }> {
    return this.#sources.users.receiveMessage(message);
  }

  /**
   * Reports a status of a sent message, beside the automatic ones: `sendStatus(id, 'failed', { errors: [{ code: 131026 }] })`.
   *
   * @param fields members of the webhook's status; they win over the usual ones
   * @returns the delivery after its first attempt; undefined without a webhook URL
   * @throws Error when no such message was sent.
   */
  sendStatus(
    messageId: string,
    status: string,
    fields?: Record<string, unknown>,
  ): Promise<WebhookDelivery | undefined> {
    return this.#sources.statuses.send(messageId, status, fields);
  }

  /**
   * Posts events as one batch, whatever `webhookBatch` says: one POST to each callback, with what is for it, over several entries and changes
   * where the events belong to different accounts, numbers or fields. `{ message: { from: '491701234567', text: 'Hi' } }`,
   * `{ status: { messageId, status: 'read' } }`, `{ echo: { to: '491701234567', text: 'Hi' } }`,
   * `{ change: { field: 'account_update', value: { event: 'PARTNER_REMOVED' } } }`, `{ raw: { at: 'item', value: 'no message' } }`, each with
   * `wabaId` and `phoneNumberId` if wanted. Resolves after the first attempts.
   *
   * @throws InvalidInputError when an item is not one; Error when there is no such number. Nothing is posted then.
   */
  async deliverBatch(items: readonly WebhookItem[]): Promise<DeliveredBatch> {
    const parts = [];
    for (const item of parseInput(itemsSchema, items, 'deliverBatch')) parts.push(await this.#sources.items.of(item));
    const deliveries = await this.#state.webhooks.postTogether(parts);
    return { ids: parts.map(({ id = null }) => id), deliveries };
  }

  /** Posts any body as a signed webhook: a string as it is, anything else as JSON. Undefined without a webhook URL. */
  postWebhook(body: unknown): Promise<WebhookDelivery | undefined> {
    return this.#state.webhooks.postBody(typeof body === 'string' ? body : JSON.stringify(body));
  }

  /**
   * Posts a webhook once more to every callback that it is for, also to those that have accepted it, as Meta's redeliveries come to all apps.
   * Resolves with the new deliveries after their only attempt.
   *
   * @see "Webhooks" https://developers.facebook.com/docs/whatsapp/cloud-api/guides/set-up-webhooks (read 2026-11)
   * @throws Error when there is no such delivery.
   */
  async redeliverWebhook(deliveryId: number): Promise<WebhookDelivery[]> {
    const delivery = this.webhookDeliveries.find(({ id }) => id === deliveryId);
    if (!delivery) throw new Error(`no webhook delivery with id ${deliveryId} is kept; webhookDeliveries lists them`);
    return this.#state.webhooks.postAgain(delivery);
  }

  /**
   * Makes events at a steady rate: `startTraffic({ eventsPerSecond: 200, users: 50 })`. They are delivered as every other webhook is. Records
   * are kept up to `recordLimit`; for long runs take a small one.
   *
   * @throws InvalidInputError for wrong options; Error when there is no such number, or nobody gets its webhooks.
   */
  startTraffic(options: TrafficOptions): TrafficHandle {
    return this.#sources.traffic.start(options);
  }
}
