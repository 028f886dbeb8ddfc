import { behaviourFrom, type Behaviour, type EmulatorBehaviour } from './behaviour.js';
import { actionRoutes } from './control/actions.js';
import { faultRoutes } from './control/faults.js';
import { controlRouter } from './control/http-control.js';
import { recordRoutes } from './control/records.js';
import { ruleRoutes } from './control/rules.js';
import { startServer, type RunningServer } from './http/emulator-server.js';
import { settingsFrom, type EmulatorInfo, type GraphEmulatorOptions } from './options.js';
import { accountRoutes } from './routes/account.js';
import { downloadRoutes, mediaRoutes } from './routes/media.js';
import { messageRoutes } from './routes/messages.js';
import { nodeRoutes } from './routes/nodes.js';
import { phoneNumberRoutes } from './routes/phone-numbers.js';
import { profileRoutes } from './routes/profile.js';
import { templateRoutes } from './routes/templates.js';
import type { AccessTokenOptions } from './state/access-tokens.js';
import { EmulatorState } from './state/emulator-state.js';
import type { Fault } from './state/fault.js';
import type { FaultHandle } from './state/fault-list.js';
import type { EmulatedMessage, InboundRecord, MessageFilter } from './state/message-log.js';
import type { AddPhoneNumberOptions, EmulatedPhoneNumber, PhoneNumber } from './state/phone-numbers.js';
import type { RecordedRequest } from './state/request-log.js';
import { truthOf, type SendTruth } from './state/send-truth.js';
import type { InboundMessage } from './webhooks/inbound-content.js';
import { SimulatedUsers } from './webhooks/simulated-users.js';
import { StatusPlayer } from './webhooks/status-player.js';
import type { WebhookDelivery } from './webhooks/webhook-sender.js';

/**
 * A Graph API for WhatsApp on this machine: a real HTTP server that answers, refuses and posts webhooks as Meta does, without an
 * account. Any client can use it in place of `https://graph.facebook.com`, with any version in the path.
 *
 * The same is there over HTTP below `/_emulator`, for other languages and the command line. It has no access control, and
 * neither should the emulator be reachable from outside.
 */
export class GraphEmulator {
  readonly #state: EmulatorState;
  readonly #users: SimulatedUsers;
  readonly #statuses: StatusPlayer;
  #server: RunningServer | undefined;

  private constructor(options: GraphEmulatorOptions) {
    this.#state = new EmulatorState(settingsFrom(options));
    this.#users = new SimulatedUsers(this.#state);
    this.#statuses = new StatusPlayer(this.#state);
  }

  /**
   * Starts a server; it is ready when this resolves. Rejects when the port is taken.
   *
   * @throws InvalidInputError when limits, service window or statuses are set to what they cannot be.
   */
  static async start(options: GraphEmulatorOptions = {}): Promise<GraphEmulator> {
    const emulator = new GraphEmulator(options);
    await emulator.#listen();
    return emulator;
  }

  /** What clients and receivers need. */
  get info(): EmulatorInfo {
    const { settings, accessTokens, baseUrl } = this.#state;
    const accessToken = accessTokens.main;
    const { phoneNumberId, wabaId, appId, appSecret, verifyToken } = settings;
    return { graphUrl: baseUrl, accessToken, phoneNumberId, wabaId, appId, appSecret, verifyToken };
  }

  /** Every Graph request, oldest first, also those that a fault hit. Bodies are as they were sent: PINs included. */
  get requests(): RecordedRequest[] {
    return this.#state.requests.entries;
  }

  /** Every webhook with the receiver's answers, oldest first. */
  get webhookDeliveries(): WebhookDelivery[] {
    return this.#state.webhooks.deliveries.entries;
  }

  /** Every accepted message, oldest first, with what became of it. */
  messages(filter: MessageFilter = {}): EmulatedMessage[] {
    return this.#state.messages.sent(filter);
  }

  /**
   * What a user's phone shows, oldest first: every accepted message but those that failed before they were delivered.
   *
   * @param user phone number in any notation, business-scoped user id, or id of a group
   */
  phoneScreen(user: string): EmulatedMessage[] {
    const { users, messages } = this.#state;
    const ids = users.idsOf(user);
    return messages.sent().filter(({ isShown, to, recipient }) => isShown && ids.includes(recipient ?? to ?? ''));
  }

  /**
   * What has really become of a send: the requests that carried its send key in our envelope, the messages that were accepted, and
   * the statuses that reached the webhook receiver.
   */
  truth(sendKey: string): SendTruth {
    return truthOf(sendKey, this.#state);
  }

  /** What users wrote, and when it was marked as read. */
  receivedMessages(): InboundRecord[] {
    return this.#state.messages.received();
  }

  /** Where webhooks go from now on; undefined for nowhere. */
  setWebhookUrl(url: string | undefined): void;
  /**
   * With `verify` only after the receiver has passed the challenge.
   *
   * @throws Error when it did not; the URL stays what it was then.
   */
  setWebhookUrl(url: string | undefined, options: { verify: boolean }): Promise<void>;
  setWebhookUrl(url: string | undefined, options?: { verify: boolean }): Promise<void> | void {
    if (options === undefined || !options.verify || url === undefined) {
      this.#state.webhooks.url = url;
      return options && Promise.resolve();
    }
    const { webhooks, settings } = this.#state;
    return webhooks.verify(url, settings.verifyToken).then(() => {
      webhooks.url = url;
    });
  }

  /**
   * A user writes to the business: `{ from: '+49 170 1234567', text: 'Hi' }`, `{ userId: 'DE.1', buttonReply: { id, title } }`,
   * or Meta's own shape, `{ from, type: 'text', text: { body: 'Hi' } }`. Resolves after the first attempt to deliver the webhook;
   * whether the receiver took it is in `delivery`.
   *
   * @throws InvalidInputError when the message is not one; Error when there is no webhook URL or no such number.
   */
  receiveMessage(message: InboundMessage): Promise<{ messageId: string; delivery: WebhookDelivery }> {
    return this.#users.receiveMessage(message);
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
    return this.#statuses.send(messageId, status, fields);
  }

  /** Posts any body as a signed webhook: a string as it is, anything else as JSON. Undefined without a webhook URL. */
  postWebhook(body: unknown): Promise<WebhookDelivery | undefined> {
    return this.#state.postWebhook(body);
  }

  /**
   * Scripts a fault for the next requests that match.
   *
   * @throws InvalidInputError when it contradicts itself.
   */
  addFault(fault: Fault): FaultHandle {
    return this.#state.faults.add(fault);
  }

  /** Adds a number to the account, by default one that is neither verified nor registered. */
  addPhoneNumber(options?: AddPhoneNumberOptions): { phoneNumberId: string } {
    return { phoneNumberId: this.#state.phoneNumbers.add(options).id };
  }

  /** State of a number, by default the first one. @throws Error when there is none with this id. */
  phoneNumber(phoneNumberId?: string): EmulatedPhoneNumber {
    return this.#find(phoneNumberId).describe();
  }

  /** The verification code that was "sent" to a number last, until it is used. */
  verificationCode(phoneNumberId?: string): string | undefined {
    return this.#find(phoneNumberId).verificationCode;
  }

  /** Makes another access token the one in `info`; the old one gets error 190 from now on. Added ones stay as they are. */
  setAccessToken(accessToken: string): void {
    this.#state.accessTokens.replaceMain(accessToken);
  }

  /** Takes one more access token, for all numbers or for some; for the others it gets what Meta answers for an unknown object. */
  addAccessToken(accessToken: string, options?: AccessTokenOptions): void {
    this.#state.accessTokens.add(accessToken, options);
  }

  /**
   * Requests with this token get 401 with code 190 and subcode 463 from now on.
   *
   * @param accessToken by default the one in `info`
   * @throws Error when there is no such token.
   */
  expireAccessToken(accessToken: string = this.#state.accessTokens.main): void {
    this.#state.accessTokens.expire(accessToken);
  }

  /** Limits, service window, and how statuses come. */
  get behaviour(): Behaviour {
    return this.#state.behaviour;
  }

  /**
   * Changes the behaviour: each member that is given is replaced as a whole. Messages that were accepted before keep their statuses.
   *
   * @throws InvalidInputError when a member is unknown or out of range; nothing is changed then.
   */
  configure(changes: EmulatorBehaviour): void {
    this.#state.behaviour = behaviourFrom({ ...this.#state.behaviour, ...changes }, 'configure');
  }

  /**
   * Opens the service window of a user for 24 hours, as a message of the user would, without a webhook.
   *
   * @param user phone number in any notation or business-scoped user id
   * @throws Error when there is no such number.
   */
  openWindow(user: string, options: { phoneNumberId?: string } = {}): void {
    const { windows, users } = this.#state;
    windows.open(this.#find(options.phoneNumberId).id, users.userIdOf(user));
  }

  /** Closes it, as if the user's last message were older than 24 hours. */
  closeWindow(user: string, options: { phoneNumberId?: string } = {}): void {
    const { windows, users } = this.#state;
    windows.close(this.#find(options.phoneNumberId).id, users.userIdOf(user));
  }

  /** Forgets everything that happened, faults included, and behaves as at the start. Addresses and credentials stay. */
  async reset(): Promise<void> {
    this.#statuses.stop();
    await this.#state.reset();
  }

  /** Ends the server, its connections and everything under way. */
  async stop(): Promise<void> {
    this.#statuses.stop();
    this.#state.webhooks.stop();
    await this.#server?.stop();
    this.#server = undefined;
    await this.#state.uploads.remove();
  }

  #find(phoneNumberId = this.info.phoneNumberId): PhoneNumber {
    const found = this.#state.phoneNumbers.find(phoneNumberId);
    if (!found)
      throw new Error(`no phone number with id ${phoneNumberId} in the emulator; add it with addPhoneNumber()`);
    return found;
  }

  async #listen(): Promise<void> {
    const state = this.#state;
    this.#server = await startServer(state, {
      control: controlRouter([
        ...recordRoutes(state, this),
        ...actionRoutes(this),
        ...faultRoutes(state),
        ...ruleRoutes(state, this),
      ]),
      routes: [
        downloadRoutes(state),
        messageRoutes(state, this.#statuses),
        mediaRoutes(state),
        phoneNumberRoutes(state),
        templateRoutes(state),
        profileRoutes(state),
        accountRoutes(state),
        nodeRoutes(state),
      ],
    });
    state.baseUrl = this.#server.url;
  }
}
