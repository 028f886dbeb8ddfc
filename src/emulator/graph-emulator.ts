import { behaviorFrom, type Behavior, type EmulatorBehavior } from './settings/behavior.js';
import { actionRoutes } from './control/action-routes.js';
import { faultRoutes } from './control/fault-routes.js';
import { controlRouter } from './control/control-router.js';
import { recordRoutes } from './control/record-routes.js';
import { ruleRoutes } from './control/rule-routes.js';
import { trafficRoutes } from './control/traffic-routes.js';
import { webhookRoutes } from './control/webhook-routes.js';
import { EmulatorWebhooks, webhookSources, type WebhookSources } from './emulator-webhooks.js';
import { startServer, type RunningServer } from './http/emulator-server.js';
import { settingsFrom, type EmulatorInfo, type GraphEmulatorOptions } from './settings/options.js';
import { accountRoutes } from './routes/accounts/account.js';
import { appSubscriptionRoutes } from './routes/accounts/app-subscriptions.js';
import { downloadRoutes, mediaRoutes } from './routes/media.js';
import { messageRoutes } from './routes/messages/messages.js';
import { nodeRoutes } from './routes/nodes.js';
import { phoneNumberRoutes } from './routes/numbers/phone-numbers.js';
import { profileRoutes } from './routes/numbers/profile.js';
import { templateRoutes } from './routes/accounts/templates.js';
import type { AccessTokenOptions } from './state/accounts/access-tokens.js';
import { EmulatorState } from './state/emulator-state.js';
import type { Fault } from './state/requests/fault.js';
import type { FaultHandle } from './state/requests/fault-list.js';
import type { EmulatedMessage, InboundRecord, MessageFilter } from './state/messages/message-log.js';
import type { AddPhoneNumberOptions, EmulatedPhoneNumber } from './state/numbers/phone-numbers.js';
import type { RecordedRequest } from './state/requests/request-log.js';
import { truthOf, type SendTruth } from './outbound-webhooks/statuses/send-truth.js';

/**
 * A Graph API for WhatsApp on this machine: a real HTTP server that answers, refuses and posts webhooks as Meta does, without an
 * account. Any client can use it in place of `https://graph.facebook.com`, with any version in the path.
 *
 * The same is there over HTTP below `/_emulator`, for other languages and the command line. It has no access control, and
 * neither should the emulator be reachable from outside.
 */
export class GraphEmulator extends EmulatorWebhooks {
  readonly #state: EmulatorState;
  readonly #sources: WebhookSources;
  #server: RunningServer | undefined;

  private constructor(state: EmulatorState, sources: WebhookSources) {
    super(state, sources);
    this.#state = state;
    this.#sources = sources;
  }

  /**
   * Starts a server; it is ready when this resolves. Rejects when the port is taken.
   *
   * @throws InvalidInputError when limits, service window, statuses or webhooks are set to what they cannot be.
   */
  static async start(options: GraphEmulatorOptions = {}): Promise<GraphEmulator> {
    const state = new EmulatorState(settingsFrom(options));
    const emulator = new GraphEmulator(state, webhookSources(state));
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
    return this.#state.phoneNumber(phoneNumberId).describe();
  }

  /** The verification code that was "sent" to a number last, until it is used. */
  verificationCode(phoneNumberId?: string): string | undefined {
    return this.#state.phoneNumber(phoneNumberId).verificationCode;
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

  /** Limits, service window, and how statuses and webhooks come. */
  get behavior(): Behavior {
    return this.#state.behavior;
  }

  /**
   * Changes the behavior: each member that is given is replaced as a whole. Messages that were accepted before keep their statuses.
   *
   * @throws InvalidInputError when a member is unknown or out of range; nothing is changed then.
   */
  configure(changes: EmulatorBehavior): void {
    this.#state.behavior = behaviorFrom({ ...this.#state.behavior, ...changes }, 'configure');
  }

  /**
   * Opens the service window of a user for 24 hours, as a message of the user would, without a webhook.
   *
   * @param user phone number in any notation or business-scoped user id
   * @throws Error when there is no such number.
   */
  openWindow(user: string, options: { phoneNumberId?: string } = {}): void {
    const { windows, users } = this.#state;
    windows.open(this.#state.phoneNumber(options.phoneNumberId).id, users.userIdOf(user));
  }

  /** Closes it, as if the user's last message were older than 24 hours. */
  closeWindow(user: string, options: { phoneNumberId?: string } = {}): void {
    const { windows, users } = this.#state;
    windows.close(this.#state.phoneNumber(options.phoneNumberId).id, users.userIdOf(user));
  }

  /** Forgets everything that happened, faults included, and behaves as at the start. Addresses and credentials stay. */
  async reset(): Promise<void> {
    this.#sources.stop();
    await this.#state.reset();
  }

  /** Ends the server, its connections and everything under way. */
  async stop(): Promise<void> {
    this.#sources.stop();
    this.#state.webhooks.sender.close();
    await this.#server?.stop();
    this.#server = undefined;
    await this.#state.uploads.remove();
  }

  async #listen(): Promise<void> {
    const state = this.#state;
    this.#server = await startServer(state, {
      control: controlRouter([
        ...recordRoutes(state, this),
        ...actionRoutes(this),
        ...faultRoutes(state),
        ...ruleRoutes(state, this),
        ...webhookRoutes(state, this),
        ...trafficRoutes(this, this.#sources.traffic),
      ]),
      routes: [
        downloadRoutes(state),
        messageRoutes(state, this.#sources.statuses),
        mediaRoutes(state),
        phoneNumberRoutes(state),
        templateRoutes(state),
        profileRoutes(state),
        accountRoutes(state),
        appSubscriptionRoutes(state),
        nodeRoutes(state),
      ],
    });
    state.baseUrl = this.#server.url;
  }
}
