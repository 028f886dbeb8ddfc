import { createHmac } from 'node:crypto';
import type { Behaviour } from '../behaviour.js';
import type { EmulatorSettings } from '../options.js';
import { WebhookSender, type WebhookDelivery } from '../webhooks/webhook-sender.js';
import { AccessTokens } from './access-tokens.js';
import { FaultList } from './fault-list.js';
import { MediaLibrary } from './media-library.js';
import { MessageLog } from './message-log.js';
import { PhoneNumbers } from './phone-numbers.js';
import { RecordList } from './record-list.js';
import type { RecordedRequest, RequestLog } from './request-log.js';
import { SendLimits } from './send-limits.js';
import { ServiceWindows } from './service-windows.js';
import { Templates } from './templates.js';
import { UploadFolder } from './upload-folder.js';
import { Users } from './users.js';

/** An app's subscription to the webhooks of the business account. */
export interface Subscription {
  isActive: boolean;
  /** Receives the webhooks instead of the app's own URL. */
  overrideUrl?: string;
}

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
  readonly webhooks: WebhookSender;
  readonly accessTokens: AccessTokens;
  readonly limits: SendLimits;
  readonly windows: ServiceWindows;
  behaviour: Behaviour;
  subscription: Subscription = { isActive: true };
  /** The emulator's own address, known once it listens. */
  baseUrl = '';

  constructor(settings: EmulatorSettings) {
    const { clock, appSecret, recordLimit, behaviour } = settings;
    this.settings = settings;
    this.behaviour = behaviour;
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
    );
    this.webhooks = new WebhookSender(
      {
        appSecret,
        clock,
        recordLimit,
        retryDelayMs: settings.webhookRetryDelayMs,
        maxAttempts: settings.webhookMaxAttempts,
        timeoutMs: settings.webhookTimeoutMs,
      },
      settings.webhookUrl,
    );
    this.#addFirstNumber();
  }

  /** Posts a webhook to the receiver; undefined when there is none, or the app is not subscribed. */
  async postWebhook(
    body: unknown,
    onStart?: (delivery: WebhookDelivery) => void,
  ): Promise<WebhookDelivery | undefined> {
    const url = this.subscription.overrideUrl ?? this.webhooks.url;
    return url !== undefined && this.subscription.isActive ? this.webhooks.post(body, url, onStart) : undefined;
  }

  /** `appsecret_proof` that belongs to an access token. */
  appSecretProof(accessToken: string): string {
    return createHmac('sha256', this.settings.appSecret).update(accessToken).digest('hex');
  }

  /** Forgets everything that happened; keeps the addresses and credentials, and behaves as at the start. */
  async reset(): Promise<void> {
    this.webhooks.stop();
    const { media, messages, phoneNumbers, templates, users, faults, limits, windows } = this;
    for (const part of [media, messages, phoneNumbers, templates, users, faults, limits, windows]) part.clear();
    this.behaviour = this.settings.behaviour;
    this.requests.clear();
    this.webhooks.deliveries.clear();
    this.subscription = { isActive: true };
    await this.uploads.remove();
    this.#addFirstNumber();
  }

  #addFirstNumber(): void {
    this.phoneNumbers.add({ phoneNumberId: this.settings.phoneNumberId, registered: true });
  }
}
