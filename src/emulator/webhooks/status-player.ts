import { errorDefaults, fallbackError } from '../http/error-defaults.js';
import type { EmulatorState } from '../state/emulator-state.js';
import type { FailedStatus } from '../state/fault.js';
import type { EmulatedMessage } from '../state/message-log.js';
import { pricingFields, statusWebhook, type StatusFields } from './payloads.js';
import { postingOrder, type StatusPlan } from './status-plan.js';
import { pause, StopSwitch } from './stop-switch.js';
import type { WebhookDelivery } from './webhook-sender.js';

const errorsPage = 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/';
const phoneStatuses = ['delivered', 'read', 'played'];

/** A status that is on the message's record and still has to be posted. */
interface HappenedStatus {
  name: string;
  webhook: Record<string, unknown>;
}

/** Reports what becomes of sent messages: by itself as planned, or by hand. */
export class StatusPlayer {
  readonly #state: EmulatorState;
  readonly #stopping = new StopSwitch();

  constructor(state: EmulatorState) {
    this.#state = state;
  }

  /**
   * Plays the statuses of a new message. Without chaos each waits until the receiver has answered to the one before, so that they
   * arrive in order, which Meta does not promise.
   */
  async play(message: EmulatedMessage, plan: StatusPlan): Promise<void> {
    const { signal } = this.#stopping;
    const waiting: HappenedStatus[] = [];
    for (const name of plan.names) {
      if (await pause(plan.delayMs, signal)) return;
      const fields = name === 'failed' && plan.failure ? failureFields(plan.failure) : {};
      const happened = this.#happen(message, name, fields);
      if (happened && plan.chaos) waiting.push(happened);
      else if (happened) await this.#post(message, happened);
    }
    if (!plan.chaos) return;
    const key = message.sendKey ?? message.to ?? message.recipient ?? '';
    for (const happened of postingOrder(waiting, plan.chaos, key)) {
      if (signal.aborted) return;
      await this.#post(message, happened);
    }
  }

  /**
   * Reports a status of a message. Resolves after the first attempt to deliver the webhook; undefined when there is no receiver.
   *
   * @throws Error when no such message was sent.
   */
  async send(messageId: string, status: string, fields: StatusFields = {}): Promise<WebhookDelivery | undefined> {
    const message = this.#state.messages.findSent(messageId);
    if (!message) throw new Error(`no message with id ${messageId} was sent through the emulator`);
    const happened = this.#happen(message, status, fields);
    return happened && this.#post(message, happened);
  }

  stop(): void {
    this.#stopping.stop();
  }

  /** Undefined when the number is gone. */
  #happen(message: EmulatedMessage, name: string, fields: StatusFields): HappenedStatus | undefined {
    const { settings, phoneNumbers, users } = this.#state;
    const phoneNumber = phoneNumbers.find(message.phoneNumberId);
    if (!phoneNumber) return undefined;
    const atMs = settings.clock();
    const errors = fields['errors'];
    if (name === 'failed' && !message.statuses.some(({ status }) => phoneStatuses.includes(status))) {
      message.isShown = false;
    }
    message.statuses.push({ status: name, atMs, ...(Array.isArray(errors) && { errors }) });
    const all = { ...pricingFields(name, this.#templateCategory(message)), ...fields };
    const userId = message.to === undefined ? undefined : users.find(message.to)?.userId;
    const source = { wabaId: settings.wabaId, phoneNumber };
    return { name, webhook: statusWebhook(source, message, { name, atMs, fields: all, userId }) };
  }

  #post(message: EmulatedMessage, { name, webhook }: HappenedStatus): Promise<WebhookDelivery | undefined> {
    return this.#state.postWebhook(webhook, ({ id }) => {
      message.posts.push({ status: name, atMs: this.#state.settings.clock(), deliveryId: id });
    });
  }

  #templateCategory({ type, body }: EmulatedMessage): string | undefined {
    if (type !== 'template') return undefined;
    const { name } = body['template'] as { name?: unknown };
    return this.#state.templates.all().find((template) => template.name === name)?.category ?? 'utility';
  }
}

function failureFields({ code, title, message, details }: FailedStatus): StatusFields {
  const shownTitle = title ?? (errorDefaults[code] ?? fallbackError).title;
  const error = { code, title: shownTitle, message: message ?? shownTitle, href: errorsPage };
  return { errors: [{ ...error, error_data: { details: details ?? shownTitle } }] };
}
