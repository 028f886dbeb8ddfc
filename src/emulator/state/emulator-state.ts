import type { Behavior } from '../settings/behavior.js';
import type { EmulatorSettings } from '../settings/options.js';
import { WebhookDispatcher } from '../outbound-webhooks/delivery/webhook-dispatcher.js';
import { WebhookSender } from '../outbound-webhooks/delivery/webhook-sender.js';
import { AccessTokens } from './accounts/access-tokens.js';
import { Apps, type AddAppOptions, type EmulatedApp } from './accounts/apps.js';
import { FaultList } from './requests/fault-list.js';
import { MediaLibrary } from './media/media-library.js';
import { MessageLog } from './messages/message-log.js';
import { PhoneNumbers, type PhoneNumber } from './numbers/phone-numbers.js';
import { RecordList } from './requests/record-list.js';
import type { RecordedRequest, RequestLog } from './requests/request-log.js';
import { SendLimits } from './messages/send-limits.js';
import { ServiceWindows } from './messages/service-windows.js';
import { Subscriptions } from './accounts/subscriptions.js';
import { Templates } from './accounts/templates.js';
import { UploadFolder } from './media/upload-folder.js';
import { Users } from './messages/users.js';

/** Everything that the emulator remembers. */
export class EmulatorState {
  readonly settings: EmulatorSettings;
  readonly uploads = new UploadFolder();
  readonly media: MediaLibrary;
  readonly messages: MessageLog;
  readonly phoneNumbers: PhoneNumbers;
  readonly templates: Templates;
  readonly users = new Users();
  readonly faults = new FaultList();
  readonly requests: RequestLog;
  readonly apps: Apps;
  readonly subscriptions: Subscriptions;
  readonly webhooks: WebhookDispatcher;
  readonly accessTokens: AccessTokens;
  readonly limits: SendLimits;
  readonly windows: ServiceWindows;
  behavior: Behavior;
  /** The emulator's own address, known once it listens. */
  baseUrl = '';

  constructor(settings: EmulatorSettings) {
    const { clock, appSecret, recordLimit, behavior } = settings;
    this.settings = settings;
    this.behavior = behavior;
    this.accessTokens = new AccessTokens(settings.accessToken, { clock, ttlMs: settings.accessTokenTtlMs });
    this.limits = new SendLimits(clock);
    this.windows = new ServiceWindows(clock);
    this.messages = new MessageLog(recordLimit);
    this.requests = new RecordList<RecordedRequest>(recordLimit);
    this.templates = new Templates(clock);
    this.media = new MediaLibrary({ clock, secret: appSecret, urlTtlMs: settings.mediaUrlTtlMs, folder: this.uploads });
    this.phoneNumbers = new PhoneNumbers(
      { codeRequests: settings.codeRequestLimit, codeGuesses: settings.codeGuessLimit },
      clock,
      settings.wabaId,
    );
    this.apps = new Apps(mainApp(settings));
    this.subscriptions = new Subscriptions(this.apps);
    this.webhooks = new WebhookDispatcher({
      sender: createSender(settings, () => this.behavior.timeScale ?? 1),
      subscriptions: this.subscriptions,
      wabaId: settings.wabaId,
      behavior: () => this.behavior,
    });
    this.#addFirstNumber();
  }

  /** Adds an app that is subscribed to its accounts. @throws Error when there is one with this id. */
  addApp(options: AddAppOptions): EmulatedApp {
    const app = this.apps.add(options);
    this.accessTokens.add(app.accessToken, { appId: app.appId });
    for (const wabaId of app.wabaIds) this.subscriptions.subscribe(wabaId, app);
    return app;
  }

  /** A number, by default the first one. @throws Error when there is none with this id. */
  phoneNumber(id: string = this.settings.phoneNumberId): PhoneNumber {
    const found = this.phoneNumbers.find(id);
    if (!found) throw new Error(`no phone number with id ${id} in the emulator; add it with addPhoneNumber()`);
    return found;
  }

  isAccount(id: string): boolean {
    return id === this.settings.wabaId || this.phoneNumbers.all().some(({ wabaId }) => wabaId === id);
  }

  /** Forgets everything that happened; keeps the addresses and credentials, and behaves as at the start. */
  async reset(): Promise<void> {
    this.webhooks.sender.stop();
    const { media, messages, phoneNumbers, templates, users, faults, limits, windows, subscriptions } = this;
    for (const part of [media, messages, phoneNumbers, templates, users, faults, limits, windows, subscriptions])
      part.clear();
    this.webhooks.reset();
    this.behavior = this.settings.behavior;
    this.requests.clear();
    this.webhooks.sender.deliveries.clear();
    await this.uploads.remove();
    this.#addFirstNumber();
  }

  #addFirstNumber(): void {
    this.phoneNumbers.add({ phoneNumberId: this.settings.phoneNumberId, registered: true });
  }
}

function mainApp({ appId, appSecret, verifyToken, accessToken, webhookUrl, wabaId }: EmulatorSettings): EmulatedApp {
  return { appId, appSecret, verifyToken, accessToken, webhookUrl, wabaIds: [wabaId] };
}

function createSender(settings: EmulatorSettings, timeScale: () => number): WebhookSender {
  return new WebhookSender({
    clock: settings.clock,
    recordLimit: settings.recordLimit,
    retryDelayMs: settings.webhookRetryDelayMs,
    retryMaxDelayMs: settings.webhookRetryMaxDelayMs,
    retryForMs: settings.webhookRetryForMs,
    maxAttempts: settings.webhookMaxAttempts,
    timeoutMs: settings.webhookTimeoutMs,
    timeScale,
  });
}
