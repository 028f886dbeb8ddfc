import { errorDefaults, fallbackError } from '../http/error-defaults.js';
import type { EmulatorState } from '../state/emulator-state.js';
import type { FailedStatus } from '../state/fault.js';
import type { EmulatedMessage } from '../state/message-log.js';
import { pricingFields, statusWebhook, type StatusFields } from './payloads.js';
import { pause, StopSwitch } from './stop-switch.js';
import type { WebhookDelivery } from './webhook-sender.js';

const errorsPage = 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/';

/** Reports what becomes of sent messages: by itself as `autoStatuses` says, or by hand. */
export class StatusPlayer {
  readonly #state: EmulatorState;
  readonly #stopping = new StopSwitch();

  constructor(state: EmulatorState) {
    this.#state = state;
  }

  /**
   * Plays the statuses of a new message, one after the other: each waits until the receiver has answered to the one before,
   * so that they arrive in order. Meta promises no order; send statuses by hand to test another.
   */
  async play(message: EmulatedMessage, failure?: FailedStatus): Promise<void> {
    const { signal } = this.#stopping;
    const { autoStatuses, statusDelayMs } = this.#state.settings;
    const names = failure ? ['failed'] : autoStatuses.filter((name) => isPossible(name, message));
    for (const name of names) {
      if (await pause(statusDelayMs, signal)) return;
      await this.#report(message, name, failure ? failureFields(failure) : {});
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
    return this.#report(message, status, fields);
  }

  stop(): void {
    this.#stopping.stop();
  }

  async #report(message: EmulatedMessage, name: string, fields: StatusFields): Promise<WebhookDelivery | undefined> {
    const { settings, phoneNumbers, users } = this.#state;
    const phoneNumber = phoneNumbers.find(message.phoneNumberId);
    if (!phoneNumber) return undefined;
    const atMs = settings.clock();
    const errors = fields['errors'];
    message.statuses.push({ status: name, atMs, ...(Array.isArray(errors) && { errors }) });
    const all = { ...pricingFields(name, this.#templateCategory(message)), ...fields };
    const userId = message.to === undefined ? undefined : users.find(message.to)?.userId;
    const body = statusWebhook({ wabaId: settings.wabaId, phoneNumber }, message, { name, atMs, fields: all, userId });
    return this.#state.postWebhook(body);
  }

  #templateCategory({ type, body }: EmulatedMessage): string | undefined {
    if (type !== 'template') return undefined;
    const { name } = body['template'] as { name?: unknown };
    return this.#state.templates.all().find((template) => template.name === name)?.category ?? 'utility';
  }
}

/** A reaction is only ever `sent`; only a voice note is `played`. */
function isPossible(name: string, { type, body }: EmulatedMessage): boolean {
  if (type === 'reaction') return name === 'sent';
  return name !== 'played' || (body['audio'] as { voice?: unknown } | undefined)?.voice === true;
}

function failureFields({ code, title, message, details }: FailedStatus): StatusFields {
  const shownTitle = title ?? (errorDefaults[code] ?? fallbackError).title;
  const error = { code, title: shownTitle, message: message ?? shownTitle, href: errorsPage };
  return { errors: [{ ...error, error_data: { details: details ?? shownTitle } }] };
}
