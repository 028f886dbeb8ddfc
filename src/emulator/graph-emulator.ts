import type { HarArchive } from './cassette/har.js';
import { makeArchive } from './cassette/make-archive.js';
import { controlRouter } from './control/control-router.js';
import { controlRoutes } from './control/control-routes.js';
import { EmulatorParts } from './emulator-parts.js';
import { startServer, type RunningServer } from './http/emulator-server.js';
import { deliverBatch, type DeliveredBatch } from './outbound-webhooks/batches/deliver-batch.js';
import type { WebhookItem } from './outbound-webhooks/batches/webhook-items.js';
import { webhookText } from './outbound-webhooks/bodies/webhook-text.js';
import type { WebhookDelivery } from './outbound-webhooks/delivery/webhook-delivery.js';
import type { CallActions } from './outbound-webhooks/calls/callers.js';
import type { GroupActions } from './outbound-webhooks/groups/group-members.js';
import { sendTruth, type SendTruth } from './outbound-webhooks/statuses/send-truth.js';
import type { TemplateReview } from './outbound-webhooks/templates/template-reviews.js';
import type { InboundMessage } from './outbound-webhooks/users/inbound-content.js';
import type { ReceivedMessage } from './outbound-webhooks/users/simulated-users.js';
import { phoneRouter } from './phone/phone-router.js';
import { graphApi } from './routes/graph-routes.js';
import { openState, restoreState, saveState, withIdentity, type SavedState } from './state-file/saved-state.js';
import type { StateLock } from './state-file/state-lock.js';
import type { Behavior, EmulatorBehavior } from './settings/behavior.js';
import { settingsFrom, type EmulatorInfo, type GraphEmulatorOptions } from './settings/options.js';
import type { TemporalSide } from './settings/temporal-side.js';
import type { AccessTokenOptions } from './state/accounts/access-tokens.js';
import type { AddAppOptions, EmulatedApp } from './state/accounts/apps.js';
import type { AddAccountOptions } from './state/accounts/business-accounts.js';
import type { UploadedFile } from './state/media/upload-sessions.js';
import type { EmulatedMessage, InboundRecord, MessageFilter } from './state/messages/message-log.js';
import type { AddPhoneNumberOptions, EmulatedPhoneNumber } from './state/numbers/phone-numbers.js';
import { faultAsJson, type FaultHandle } from './state/requests/fault-list.js';
import type { Fault } from './state/requests/fault.js';
import type { RecordedRequest } from './state/requests/request-log.js';
import type { TrafficOptions } from './traffic/traffic-options.js';
import type { TrafficHandle } from './traffic/traffic.js';

/** The number that a call is about. */
export interface NumberOptions {
  /** Id of the number. @default the emulator's first number */
  phoneNumberId?: string;
}

/**
 * A Graph API for WhatsApp on this machine: a real HTTP server that answers, refuses and posts webhooks as Meta does,
 * without an account. Any client can use it in place of `https://graph.facebook.com`, with any version in the path.
 *
 * ```ts
 * import { GraphEmulator } from 'temporal-whatsapp/testing';
 *
 * const emulator = await GraphEmulator.start({ webhookUrl: 'http://127.0.0.1:3000/webhook' });
 * const { graphUrl, accessToken, phoneNumberId } = emulator.info; // for the client that is tested
 * await emulator.receiveMessage({ from: '+49 170 1234567', text: 'Hi' }); // a user writes
 * emulator.addFault({ match: { path: '/messages' }, drop: 'after' }); // the next send gets no answer
 * console.log(emulator.messages({ to: '+49 170 1234567' })); // what was sent, and what became of it
 * await emulator.stop();
 * ```
 *
 * The same is there over HTTP below `/_emulator`, for other languages and the command line. It asks for no password: it
 * refuses other names than localhost, and pages of other origins, but not other programs.
 */
export class GraphEmulator {
  readonly #parts: EmulatorParts;
  readonly #lock: StateLock | undefined;
  #server: RunningServer | undefined;

  private constructor(parts: EmulatorParts, lock: StateLock | undefined) {
    this.#parts = parts;
    this.#lock = lock;
  }

  /**
   * Starts a server; it is ready when this resolves. Rejects when the port is taken.
   *
   * @throws InvalidInputError when a limit, the service window, statuses or webhooks have a value out of range.
   */
  static async start(options: GraphEmulatorOptions = {}): Promise<GraphEmulator> {
    const { stateFile } = options;
    const saved = stateFile === undefined ? undefined : await openState(stateFile);
    try {
      const all = saved?.state ? withIdentity(options, saved.state) : options;
      const emulator = new GraphEmulator(new EmulatorParts(settingsFrom(all)), saved?.lock);
      await emulator.#begin(saved?.state);
      return emulator;
    } catch (error) {
      await saved?.lock.release();
      throw error;
    }
  }

  /**
   * Saves what the emulator knows to `stateFile`, or to another file: numbers, templates, files, users, messages and so
   * on. Faults, the behavior and what was recorded are not in it.
   *
   * @throws Error when there is no file to save to, or it cannot be written; what was there before is as it was then.
   */
  async saveState(path: string | undefined = this.#parts.state.settings.stateFile): Promise<void> {
    if (path === undefined) throw new Error('there is no state file: start the emulator with stateFile (--state FILE)');
    await saveState(path, this.#parts.state);
  }

  /** Address, ids and secrets for a client and for a webhook receiver. */
  get info(): EmulatorInfo {
    return this.#parts.state.info;
  }

  /** Every Graph request, oldest first, also one that a fault hit. Bodies are as they were sent: PINs included. */
  get requests(): RecordedRequest[] {
    return this.#parts.state.requests.entries;
  }

  /** The file of a handle that a resumable upload brought; undefined when there is none. */
  uploadedFile(handle: string): UploadedFile | undefined {
    return this.#parts.state.sessions.findByHandle(handle);
  }

  /** Every accepted message, oldest first, with what became of it. */
  messages(filter: MessageFilter = {}): EmulatedMessage[] {
    return this.#parts.state.messages.sent(filter);
  }

  /**
   * The screen of a user's phone, oldest message first: every accepted message but those that failed before they were
   * delivered.
   *
   * @param user phone number in any notation, business-scoped user id, or id of a group
   */
  phoneScreen(user: string): EmulatedMessage[] {
    return this.#parts.state.phoneScreen(user);
  }

  /**
   * The ids under which messages to a user are listed: phone number and business-scoped user id, as far as they are
   * known. A group has its id.
   *
   * @param user phone number in any notation, business-scoped user id, or id of a group
   */
  userIds(user: string): string[] {
    return this.#parts.state.users.ids(user);
  }

  /** The truth about a send: requests with its send key, accepted messages, statuses that the webhook receiver took. */
  truth(sendKey: string): SendTruth {
    return sendTruth(sendKey, this.#parts);
  }

  /** Messages that users wrote, oldest first, and when each was marked as read. */
  receivedMessages(): InboundRecord[] {
    return this.#parts.state.messages.received();
  }

  /**
   * Scripts a fault for the next requests that match.
   *
   * @throws InvalidInputError when the fault contradicts itself or has unknown members.
   */
  addFault(fault: Fault): FaultHandle {
    return this.#parts.state.faults.add(fault);
  }

  /**
   * The faults that have hit nothing, as JSON.
   *
   * @internal
   */
  unusedFaults(): object[] {
    return this.#parts.state.faults.all().flatMap((fault) => (fault.hits === 0 ? [faultAsJson(fault)] : []));
  }

  /** Adds a number to the account, by default one that is neither verified nor registered. */
  addPhoneNumber(options?: AddPhoneNumberOptions): { phoneNumberId: string } {
    return { phoneNumberId: this.#parts.state.phoneNumbers.add(options).id };
  }

  /**
   * Adds a business account, of the business or of one of its clients. Numbers and templates are added to it by its id.
   *
   * @throws Error when there is one with this id.
   */
  addAccount(options: AddAccountOptions = {}): { wabaId: string } {
    return { wabaId: this.#parts.state.accounts.add(options).id };
  }

  /** State of a number, by default the first one. @throws Error when there is none with this id. */
  phoneNumber(phoneNumberId?: string): EmulatedPhoneNumber {
    return this.#parts.state.phoneNumber(phoneNumberId).describe();
  }

  /**
   * The verification code that was "sent" to a number last, until it is used.
   *
   * @param phoneNumberId by default the first number
   * @throws Error when there is no such number.
   */
  verificationCode(phoneNumberId?: string): string | undefined {
    return this.#parts.state.phoneNumber(phoneNumberId).verificationCode;
  }

  /** Makes another access token the one in `info`. The old one gets error 190 from now on; added ones stay valid. */
  setAccessToken(accessToken: string): void {
    this.#parts.state.accessTokens.replaceMain(accessToken);
  }

  /**
   * Adds an access token for all numbers or for some. A request about another number gets the error of an unknown
   * object.
   */
  addAccessToken(accessToken: string, options?: AccessTokenOptions): void {
    this.#parts.state.accessTokens.add(accessToken, options);
  }

  /**
   * Expires an access token: requests with it get 401 with code 190 and subcode 463 from now on.
   *
   * @param accessToken by default the one in `info`
   * @throws Error when there is no such token.
   */
  expireAccessToken(accessToken: string = this.#parts.state.accessTokens.main): void {
    this.#parts.state.accessTokens.expire(accessToken);
  }

  /** The behavior in force: limits, service window, and how statuses and webhooks come. */
  get behavior(): Behavior {
    return this.#parts.state.behavior;
  }

  /**
   * Changes the behavior: each member that is given is replaced as a whole. Messages that were accepted before keep
   * their statuses.
   *
   * @throws InvalidInputError when a member is unknown or out of range; nothing is changed then.
   */
  configure(changes: EmulatorBehavior): void {
    this.#parts.state.configure(changes);
  }

  /**
   * Opens the service window of a user for 24 hours, as a message of the user would, without a webhook.
   *
   * @param user phone number in any notation or business-scoped user id
   * @throws InvalidInputError for anything else; Error when there is no such number.
   */
  openWindow(user: string, options: NumberOptions = {}): void {
    this.#parts.state.openWindow(user, options.phoneNumberId);
  }

  /**
   * Closes the service window of a user, as if the user's last message were older than 24 hours.
   *
   * @param user phone number in any notation or business-scoped user id
   * @throws InvalidInputError for anything else; Error when there is no such number.
   */
  closeWindow(user: string, options: NumberOptions = {}): void {
    this.#parts.state.closeWindow(user, options.phoneNumberId);
  }

  /**
   * Every webhook with the receiver's answers, in the order in which they were made; duplicates are webhooks of their
   * own.
   */
  get webhookDeliveries(): WebhookDelivery[] {
    return this.#parts.sender.deliveries.entries;
  }

  /**
   * Webhooks that are neither accepted nor given up, oldest first. Events that still wait for their batch are not in
   * it.
   */
  pendingWebhooks(): WebhookDelivery[] {
    return this.#parts.sender.pending();
  }

  /**
   * Resolves when nothing is being collected, delivered or retried any more, statuses of accepted messages included. A
   * receiver that never says 200 delays it for seven days, times `timeScale`.
   */
  webhooksSettled(): Promise<void> {
    return this.#parts.sender.settlement.settled();
  }

  /** Sets where webhooks of the first app go from now on; undefined for nowhere. */
  setWebhookUrl(url: string | undefined): void;
  /**
   * Sets where webhooks of the first app go; with `verify` only after the receiver has passed the challenge.
   *
   * @throws Error when it did not; the URL stays what it was then.
   */
  setWebhookUrl(url: string | undefined, options: { verify: boolean }): Promise<void>;
  setWebhookUrl(url: string | undefined, options?: { verify: boolean }): Promise<void> | void {
    const { receivers } = this.#parts;
    if (options?.verify === true && url !== undefined) return receivers.setVerifiedUrl(url);
    receivers.setUrl(url);
    return options && Promise.resolve();
  }

  /**
   * Adds an app beside the first one, with its own secret, URL and access token. It is subscribed to the same account
   * unless `wabaIds` says otherwise. Its receiver has to pass the challenge first.
   *
   * @throws InvalidInputError for wrong options; Error when the receiver does not pass, or for an id that is taken.
   */
  addApp(options: AddAppOptions = {}): Promise<EmulatedApp> {
    return this.#parts.receivers.addApp(options);
  }

  /**
   * A user writes to the business: `{ from: '+49 170 1234567', text: 'Hi' }`,
   * `{ userId: 'DE.1', buttonReply: { id, title } }`, or Meta's own shape,
   * `{ from, type: 'text', text: { body: 'Hi' } }`. Resolves after the first attempt to deliver the webhook; `delivery`
   * says whether the receiver took it. Without a receiver the message has been written all the same.
   *
   * @throws InvalidInputError when the message is not one; Error when there is no such number, or when `groupId` names
   * no group that the user is in.
   */
  receiveMessage(message: InboundMessage): Promise<ReceivedMessage> {
    return this.#parts.users.receiveMessage(message);
  }

  /** What users do with calls: call, accept, reject, hang up. */
  get calls(): CallActions {
    return this.#parts.callers;
  }

  /** What users and Meta do with groups: join, leave, suspend. */
  get groups(): GroupActions {
    return this.#parts.groupMembers;
  }

  /**
   * Reports a status of a sent message, beside the automatic ones:
   * `sendStatus(id, 'failed', { errors: [{ code: 131026 }] })`.
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
    return this.#parts.statuses.send(messageId, status, fields);
  }

  /**
   * Lets Meta's review decide about a template: `reviewTemplate({ template: 'offer', event: 'REJECTED', reason:
   * 'INVALID_FORMAT' })`. Resolves after the first attempt to deliver the webhook that tells it; undefined without a
   * webhook URL.
   *
   * @throws InvalidInputError for a wrong review; Error when there is no such template.
   */
  async reviewTemplate(review: TemplateReview): Promise<WebhookDelivery | undefined> {
    return this.#parts.reviews.review(review);
  }

  /**
   * Posts events as one batch, whatever `webhookBatch` says: one POST to each callback, with what is for it. Events of
   * different accounts, numbers or fields come in several entries and changes. Resolves after the first attempts.
   *
   * @throws InvalidInputError when an item is not one; Error when there is no such number. Nothing is posted then.
   */
  deliverBatch(items: readonly WebhookItem[]): Promise<DeliveredBatch> {
    return deliverBatch(items, this.#parts);
  }

  /** Posts any body as a signed webhook: a string as it is, anything else as JSON. Undefined without a webhook URL. */
  postWebhook(body: unknown): Promise<WebhookDelivery | undefined> {
    return this.#parts.dispatcher.postBody(typeof body === 'string' ? body : webhookText(body));
  }

  /**
   * Posts a webhook once more to every callback that it is for, also to one that has accepted it: Meta's redeliveries
   * come to all apps. Resolves with the new deliveries after their only attempt.
   *
   * @see "Webhooks" https://developers.facebook.com/docs/whatsapp/cloud-api/guides/set-up-webhooks (read 2026-11)
   * @throws Error when there is no such delivery.
   */
  async redeliverWebhook(deliveryId: number): Promise<WebhookDelivery[]> {
    const delivery = this.#parts.sender.find(deliveryId);
    if (!delivery) throw new Error(`no webhook delivery with id ${deliveryId} is kept; webhookDeliveries lists them`);
    return this.#parts.dispatcher.postAgain(delivery);
  }

  /**
   * Makes events at a steady rate: `startTraffic({ eventsPerSecond: 200, users: 50 })`. They are delivered as every
   * other webhook is. Records are kept up to `recordLimit`; for long runs take a small one.
   *
   * @throws InvalidInputError for wrong options; Error when there is no such number, or nobody gets its webhooks.
   */
  startTraffic(options: TrafficOptions): TrafficHandle {
    return this.#parts.traffic.start(options);
  }

  /** Sets what the phone page shows of Temporal from now on; undefined for nothing. */
  setTemporalSide(side: TemporalSide | undefined): void {
    this.#parts.state.temporalSide = side;
    this.#parts.feed.beginAnew();
  }

  /**
   * Requests and webhooks as an HTTP archive: `JSON.stringify(emulator.har())` is the content of a `.har` file. Access
   * tokens, PINs and other secrets are `[redacted]`; phone numbers and contents are as they were.
   */
  har(): HarArchive {
    return makeArchive(this.#parts);
  }

  /** Forgets everything that happened, faults included, and behaves as at the start. Addresses and credentials stay. */
  reset(): Promise<void> {
    this.#parts.reset();
    return Promise.resolve();
  }

  /**
   * Ends the server, its connections and everything under way, then saves the state if there is a `stateFile`. A second
   * call does nothing.
   */
  async stop(): Promise<void> {
    const stopped = this.#parts.stop();
    await this.#server?.stop();
    await stopped;
    const isFirstCall = this.#server !== undefined;
    this.#server = undefined;
    try {
      if (isFirstCall && this.#parts.state.settings.stateFile !== undefined) await this.saveState();
    } finally {
      if (isFirstCall) await this.#lock?.release();
      await this.#parts.state.uploads.remove();
    }
  }

  async #begin(saved: SavedState | undefined): Promise<void> {
    try {
      if (saved) await restoreState(this.#parts.state, saved);
      await this.#listen();
    } catch (error) {
      await this.#parts.state.uploads.remove();
      throw error;
    }
  }

  async #listen(): Promise<void> {
    const { state } = this.#parts;
    const { handlers, index } = graphApi(this.#parts);
    this.#server = await startServer(state, {
      control: controlRouter(controlRoutes(this.#parts), index),
      phone: phoneRouter(state),
      routes: handlers,
    });
    state.baseUrl = this.#server.url;
  }
}
