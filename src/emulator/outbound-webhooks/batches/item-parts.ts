import { defined } from '../../../common/schema/defined.js';
import { phoneDigits } from '../../meta/identifiers.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import type { PhoneNumber } from '../../state/numbers/phone-numbers.js';
import type { NumberMetadata } from '../bodies/compose-webhook.js';
import { webhookPlace, unixSeconds } from '../bodies/payloads.js';
import type { OutgoingPart } from '../delivery/webhook-dispatcher.js';
import type { StatusPlayer } from '../statuses/status-player.js';
import type { SimulatedUsers } from '../users/simulated-users.js';
import type { ParsedChange, ParsedEcho, ParsedWebhookItem } from './webhook-items.js';

/** A part with the id by which its receiver knows it. */
export interface IdentifiedPart extends OutgoingPart {
  /** Message id of a message, a status or an echo. */
  id?: string;
}

const echoMembers = ['to', 'userId', 'messageId', 'timestamp', 'type', 'text'];

/**
 * Turns items into parts of a webhook. What a user writes and what happens to a sent message is remembered as usual.
 */
export class ItemParts {
  readonly #state: EmulatorState;
  readonly #users: SimulatedUsers;
  readonly #statuses: StatusPlayer;

  constructor(state: EmulatorState, users: SimulatedUsers, statuses: StatusPlayer) {
    this.#state = state;
    this.#users = users;
    this.#statuses = statuses;
  }

  /** The part of an item; undefined for one that a reset has overtaken. @throws Error when there is no such number. */
  async make(item: ParsedWebhookItem): Promise<IdentifiedPart | undefined> {
    const made = await this.#part(item);
    return item.wabaId === undefined || made === undefined
      ? made
      : { ...made, part: { ...made.part, wabaId: item.wabaId } };
  }

  async #part(item: ParsedWebhookItem): Promise<IdentifiedPart | undefined> {
    const { phoneNumberId, message, echo, change } = item;
    if (message) {
      const to = message.phoneNumberId ?? phoneNumberId;
      const { messageId, part } = await this.#users.write({ ...message, phoneNumberId: to });
      return part && { id: messageId, part };
    }
    if (change) return this.#change(change, phoneNumberId);
    const phoneNumber = this.#state.phoneNumber(phoneNumberId);
    return echo ? this.#echo(echo, phoneNumber) : this.#statusOrRaw(item, phoneNumber);
  }

  #statusOrRaw({ status, raw }: ParsedWebhookItem, phoneNumber: PhoneNumber): IdentifiedPart {
    if (status) return this.#status(status, phoneNumber);
    const { at = 'item', field = 'messages', list = 'messages', value } = raw ?? {};
    const place = webhookPlace(phoneNumber, field);
    if (at === 'item') return { part: { ...place, at, list, item: value } };
    return { part: { ...place, at, raw: value } };
  }

  #status(
    { messageId: id, status, fields = {} }: NonNullable<ParsedWebhookItem['status']>,
    phoneNumber: PhoneNumber,
  ): IdentifiedPart {
    const sent = this.#state.messages.findSent(id);
    const happened = sent && this.#statuses.happen(sent, status, fields);
    if (happened) return { id, ...happened };
    const item = { id, status, timestamp: this.#now(), ...fields };
    return { id, part: { ...webhookPlace(phoneNumber, 'messages'), at: 'item', list: 'statuses', item } };
  }

  #echo(echo: ParsedEcho, phoneNumber: PhoneNumber): IdentifiedPart {
    const { to, userId, type = 'text', timestamp = this.#now(), text } = echo;
    const id = echo.messageId ?? this.#state.settings.ids.messageId('outgoing', to ?? userId ?? '');
    const content = Object.fromEntries(Object.entries(echo).filter(([key]) => !echoMembers.includes(key)));
    const item = {
      from: phoneNumber.digits,
      ...defined({ to: to === undefined ? undefined : phoneDigits(to), to_user_id: userId }),
      id,
      timestamp: String(timestamp),
      type,
      ...defined({ text: typeof text === 'string' ? { body: text } : text }),
      ...content,
    };
    return {
      id,
      part: { ...webhookPlace(phoneNumber, 'smb_message_echoes'), at: 'item', list: 'message_echoes', item },
    };
  }

  #change({ field, value, time }: ParsedChange, phoneNumberId: string | undefined): IdentifiedPart {
    const number = phoneNumberId === undefined ? undefined : this.#state.phoneNumber(phoneNumberId);
    const wabaId = number?.wabaId ?? this.#state.settings.wabaId;
    const metadata = number ? webhookPlace(number, field).metadata : metadataIn(value);
    const isGiven = number === undefined || typeof value !== 'object' || value === null;
    const shown = isGiven ? value : { messaging_product: 'whatsapp', metadata, ...value };
    const entryTime = time ?? (metadata ? undefined : Number(this.#now()));
    return { part: { wabaId, field, metadata, at: 'value', value: shown, time: entryTime } };
  }

  #now(): string {
    return unixSeconds(this.#state.settings.clock());
  }
}

/** Only what says where a webhook goes is read. */
function metadataIn(value: unknown): NumberMetadata | undefined {
  const { metadata } = (value ?? {}) as { metadata?: Partial<NumberMetadata> | null };
  return typeof metadata?.phone_number_id === 'string' ? (metadata as NumberMetadata) : undefined;
}
