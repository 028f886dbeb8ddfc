import { createHmac } from 'node:crypto';
import type { EmulatorSettings } from '../options.js';
import { WebhookSender, type WebhookDelivery } from '../webhooks/webhook-sender.js';
import { FaultList } from './fault-list.js';
import { MediaLibrary } from './media-library.js';
import { MessageLog } from './message-log.js';
import { PhoneNumbers } from './phone-numbers.js';
import { RecordList } from './record-list.js';
import type { RecordedRequest, RequestLog } from './request-log.js';
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
  accessToken: string;
  subscription: Subscription = { isActive: true };
  /** The emulator's own address, known once it listens. */
  baseUrl = '';

  constructor(settings: EmulatorSettings) {
    const { clock, appSecret, recordLimit } = settings;
    this.settings = settings;
    this.accessToken = settings.accessToken;
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
  async postWebhook(body: unknown): Promise<WebhookDelivery | undefined> {
    const url = this.subscription.overrideUrl ?? this.webhooks.url;
    return url !== undefined && this.subscription.isActive ? this.webhooks.post(body, url) : undefined;
  }

  /** `appsecret_proof` that belongs to the access token. */
  appSecretProof(): string {
    return createHmac('sha256', this.settings.appSecret).update(this.accessToken).digest('hex');
  }

  /** Forgets everything that happened; keeps the addresses and credentials. */
  async reset(): Promise<void> {
    this.webhooks.stop();
    for (const part of [this.media, this.messages, this.phoneNumbers, this.templates, this.users, this.faults])
      part.clear();
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
