import { defined } from '../../../common/schema/defined.js';
import { errorDefaults, fallbackError } from '../../meta/error-defaults.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import { addToRecord } from '../../state/kept-records.js';
import type { EmulatedMessage } from '../../state/messages/message-log.js';
import type { Recipient } from '../../state/messages/users.js';
import type { FailedStatus } from '../../state/requests/fault.js';
import { forParticipants } from '../bodies/group-status.js';
import { pricingFields, statusPart, type StatusFields } from '../bodies/payloads.js';
import { Pauses, StopSwitch } from '../delivery/stop-switch.js';
import type { WebhookDelivery } from '../delivery/webhook-delivery.js';
import type { OutgoingPart, WebhookDispatcher } from '../delivery/webhook-dispatcher.js';
import { postingOrder, type StatusPlan } from './status-plan.js';

const errorsPage = 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/';
const phoneStatuses = ['delivered', 'read', 'played'];

/** Reports what becomes of sent messages: by itself as planned, or by hand. */
export class StatusPlayer {
  readonly #state: EmulatorState;
  readonly #dispatcher: WebhookDispatcher;
  readonly #stopping = new StopSwitch();
  readonly #pauses = new Pauses();

  constructor(state: EmulatorState, dispatcher: WebhookDispatcher) {
    this.#state = state;
    this.#dispatcher = dispatcher;
  }

  /**
   * Plays the statuses of a new message. Unless chaos, batches or reordering are set, each status waits for the
   * receiver's answer to the one before. So they arrive in order, which Meta does not promise.
   */
  play(message: EmulatedMessage, plan: StatusPlan): Promise<void> {
    return this.#dispatcher.track(this.#play(message, plan));
  }

  /**
   * Reports a status of a message. Resolves after the first attempt to deliver the webhook; undefined when there is no
   * receiver.
   *
   * @throws Error when no such message was sent.
   */
  async send(messageId: string, status: string, fields: StatusFields = {}): Promise<WebhookDelivery | undefined> {
    const message = this.#state.messages.findSent(messageId);
    if (!message) throw new Error(`no message with id ${messageId} was sent through the emulator`);
    const happened = this.happen(message, status, fields);
    return happened && this.#dispatcher.post(happened);
  }

  /** Puts a status on the message's record; it still has to be posted. Undefined when the number is gone. */
  happen(message: EmulatedMessage, name: string, fields: StatusFields): OutgoingPart | undefined {
    const { settings, phoneNumbers, users } = this.#state;
    const phoneNumber = phoneNumbers.find(message.phoneNumberId);
    if (!phoneNumber) return undefined;
    const atMs = settings.clock();
    const errors = fields['errors'];
    const people = this.#participants(message, name);
    const participants = people.length > 0 ? shownNames(people, fields) : undefined;
    this.#state.messages.changeSent(message, ({ statuses }) => {
      if (name === 'failed' && !statuses.some(({ status }) => phoneStatuses.includes(status))) message.isShown = false;
      const more = defined({ errors: Array.isArray(errors) ? errors : undefined, participants });
      addToRecord(statuses, { status: name, atMs, ...more });
    });
    const all = { ...pricingFields(name, this.#templateCategory(message), message.via), ...fields };
    const user = message.recipientType === 'group' ? undefined : users.recipient(message.to ?? message.recipient ?? '');
    const part = statusPart(phoneNumber, message, { name, atMs, fields: all, user });
    return {
      part: forParticipants(part, people),
      onStart: ({ id }) => addToRecord(message.posts, { status: name, atMs: settings.clock(), deliveryId: id }),
    };
  }

  /** What happens on phones happens on that of each participant of a group. */
  #participants({ recipientType, to = '' }: EmulatedMessage, name: string): Recipient[] {
    const { groups, users } = this.#state;
    if (recipientType !== 'group' || !phoneStatuses.includes(name)) return [];
    return (groups.get(to)?.participants ?? []).map(({ userId }) => users.recipient(userId));
  }

  stop(): void {
    this.#stopping.stop();
    this.#pauses.stop();
  }

  async #play(message: EmulatedMessage, plan: StatusPlan): Promise<void> {
    const { signal } = this.#stopping;
    const happened: OutgoingPart[] = [];
    const posted: Promise<unknown>[] = [];
    for (const name of plan.names) {
      if ((await this.#pauses.wait(plan.delayMs)) || signal.aborted) return;
      const fields = name === 'failed' && plan.failure ? failureFields(plan.failure) : {};
      const outgoing = this.happen(message, name, fields);
      if (!outgoing) continue;
      if (plan.chaos) happened.push(outgoing);
      else await this.#postInTurn(outgoing, posted);
    }
    await Promise.all(posted);
    if (!plan.chaos) return;
    const key = message.sendKey ?? message.to ?? message.recipient ?? '';
    for (const outgoing of postingOrder(happened, plan.chaos, key)) {
      if (signal.aborted) return;
      await this.#dispatcher.post(outgoing);
    }
  }

  /** Posts a status. The next one does not wait for it where webhooks wait for others themselves. */
  async #postInTurn(outgoing: OutgoingPart, posted: Promise<unknown>[]): Promise<void> {
    const { webhookBatch, webhookReorder } = this.#state.behavior;
    const post = this.#dispatcher.post(outgoing);
    if ((webhookBatch?.maxItems ?? 1) > 1 || (webhookReorder?.windowMs ?? 0) > 0) posted.push(post);
    else await post;
  }

  #templateCategory({ type, body }: EmulatedMessage): string | undefined {
    if (type !== 'template') return undefined;
    const { name } = body['template'] as { name?: unknown };
    return this.#state.templates.all().find((template) => template.name === name)?.category ?? 'utility';
  }
}

/** The participants on whose phones a status happens: all, unless its fields name one. */
function shownNames(participants: readonly Recipient[], fields: StatusFields): string[] {
  const { recipient_participant_id: one } = fields;
  return typeof one === 'string' ? [one] : participants.map(({ waId, userId }) => waId ?? userId);
}

function failureFields({ code, title, message, details }: FailedStatus): StatusFields {
  const shownTitle = title ?? (errorDefaults[code] ?? fallbackError).title;
  const error = { code, title: shownTitle, message: message ?? shownTitle, href: errorsPage };
  return { errors: [{ ...error, error_data: { details: details ?? shownTitle } }] };
}
