import { Readable } from 'node:stream';
import { isRecord } from '../../../common/events/json.js';
import { defined } from '../../../common/schema/defined.js';
import { parseInput } from '../../../common/schema/parse-input.js';
import { permissionLifeMs, type CallPermission } from '../../state/calls/call-permissions.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import type { InboundRecord } from '../../state/messages/message-log.js';
import type { WhatsAppUser } from '../../state/messages/users.js';
import type { PhoneNumber } from '../../state/numbers/phone-numbers.js';
import type { WebhookPart } from '../bodies/compose-webhook.js';
import { messagePart, unixSeconds } from '../bodies/payloads.js';
import type { WebhookDelivery } from '../delivery/webhook-delivery.js';
import type { WebhookDispatcher } from '../delivery/webhook-dispatcher.js';
import {
  inboundMessageSchema,
  isWireForm,
  type InboundMessage,
  type ParsedInboundFile,
  type ParsedInboundMessage,
} from './inbound-content.js';
import { wireContent } from './inbound-wire.js';

/** How long a number that was written to is shown. */
const numberShownMs = 30 * 24 * 3_600_000;

/** A user's message that was posted. */
export interface ReceivedMessage {
  /** Id of the message, as the webhook carries it. */
  messageId: string;
  /** The webhook after its first attempt; `state` says whether the receiver took it. Undefined with a `reason`. */
  delivery: WebhookDelivery | undefined;
  /** Why there is no webhook: nobody gets webhooks, the number has blocked the user, or a reset came first. */
  reason?: string;
}

/**
 * The people on the other side: what they write reaches the webhook receiver.
 *
 * @internal
 */
export class SimulatedUsers {
  readonly #state: EmulatorState;
  readonly #dispatcher: WebhookDispatcher;

  constructor(state: EmulatorState, dispatcher: WebhookDispatcher) {
    this.#state = state;
    this.#dispatcher = dispatcher;
  }

  /**
   * Posts the webhook of a user's message. Resolves after the first attempt; what the receiver said is in `delivery`.
   *
   * @throws InvalidInputError when the message is not one; Error when there is no such number, or the user is not in
   * the group.
   */
  async receiveMessage(message: InboundMessage): Promise<ReceivedMessage> {
    this.#checkUser(message);
    const parsed = parseInput(inboundMessageSchema, message, 'receiveMessage');
    this.#checkGroup(parsed);
    const blocked = this.#blockedMessageId(parsed);
    if (blocked !== undefined) {
      return { messageId: blocked, delivery: undefined, reason: 'the number has blocked this user' };
    }
    const { messageId, part } = await this.write(parsed);
    if (part === undefined) return { messageId, delivery: undefined, reason: 'a reset came first' };
    const delivery = await this.#dispatcher.post({ part });
    return { messageId, delivery, ...(!delivery && { reason: 'nobody gets the webhooks' }) };
  }

  /** The id of a group has a message of its own. */
  #checkUser(message: unknown): void {
    const { from, userId = from } = isRecord(message) ? message : {};
    this.#state.groups.checkUser(String(userId));
  }

  /** What Meta would never post. Batches may post it all the same. */
  #checkGroup(message: ParsedInboundMessage): void {
    const { groups, users, settings } = this.#state;
    const { userId = message.from ?? '' } = message;
    const groupId = writtenGroup(message);
    if (groupId === undefined) return;
    const { id: phoneNumberId } = this.#state.phoneNumber(message.phoneNumberId);
    groups.checkWriter({ groupId, phoneNumberId, userId: users.userId(userId) }, settings.anyId);
  }

  /** The id of a message that reaches nobody, because the number has blocked the user; undefined for any other one. */
  #blockedMessageId(message: ParsedInboundMessage): string | undefined {
    const phoneNumber = this.#state.phoneNumber(message.phoneNumberId);
    const user = message.userId ?? message.from ?? '';
    const isBlocked = this.#state.blocked.isBlocked(phoneNumber.id, this.#state.users.userId(user));
    return isBlocked ? (message.messageId ?? this.#state.settings.ids.messageId('incoming', user)) : undefined;
  }

  /**
   * A message that has been written, and is to be posted. It opens the service window. There is no part of one that a
   * reset has overtaken: it is forgotten.
   *
   * @throws Error when there is no such number.
   */
  async write(message: ParsedInboundMessage): Promise<{ messageId: string; part: WebhookPart | undefined }> {
    const { users, settings, resets } = this.#state;
    const phoneNumber = this.#state.phoneNumber(message.phoneNumberId);
    const user = users.meet(message);
    const shown = this.#shown(user, message, phoneNumber);
    const messageId = message.messageId ?? settings.ids.messageId('incoming', user.waId ?? user.userId);
    const head = this.#head(message, shown, messageId, phoneNumber);
    const before = resets.now;
    const content = await wireContent(message, (file) => this.#store(file, phoneNumber)).catch((error: unknown) => {
      if (!resets.haveComeSince(before)) throw error;
    });
    if (resets.haveComeSince(before)) return { messageId, part: undefined };
    const wire = { ...head, ...content };
    this.#keep({ id: messageId, message: wire }, user, message, phoneNumber);
    return { messageId, part: messagePart(phoneNumber, shown, wire) };
  }

  /** Remembers a message, and what follows from it. */
  #keep(
    { id, message: wire }: Pick<InboundRecord, 'id' | 'message'>,
    user: WhatsAppUser,
    message: ParsedInboundMessage,
    phoneNumber: PhoneNumber,
  ): void {
    const { messages, windows, limits, behavior, settings } = this.#state;
    // What is written in a group opens a window with the group, and none with its participant.
    if (writtenGroup(message) === undefined) windows.open(phoneNumber.id, user.userId);
    this.#notePermission(phoneNumber.id, user.userId, wire);
    limits.noteInbound(phoneNumber.id, behavior.limits);
    messages.addReceived({
      id,
      phoneNumberId: phoneNumber.id,
      from: user.waId ?? user.userId,
      message: wire,
      receivedAtMs: settings.clock(),
    });
  }

  /**
   * The user as the business sees it. Somebody who does not show the number still shows it to a number that has used it
   * in the last 30 days.
   *
   * @see "Business-scoped user ids"
   * https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids (read 2026-11)
   */
  #shown(user: WhatsAppUser, { from }: ParsedInboundMessage, { id }: PhoneNumber): WhatsAppUser {
    const { waId: _waId, ...hidden } = user;
    if (from !== undefined) return user;
    const { users, messages, settings } = this.#state;
    const [number] = users.ids(user.userId);
    if (number === undefined || number === user.userId) return hidden;
    const sinceMs = settings.clock() - numberShownMs;
    return messages.hasUsedNumber(id, number, sinceMs) ? { ...hidden, waId: number } : hidden;
  }

  /** Keeps what a user answers to a call permission request. */
  #notePermission(phoneNumberId: string, userId: string, wire: Record<string, unknown>): void {
    const { callPermissions, settings } = this.#state;
    const interactive = isRecord(wire['interactive']) ? wire['interactive'] : {};
    const reply = interactive['call_permission_reply'];
    if (!isRecord(reply)) return;
    const { response, is_permanent: isPermanent, expiration_timestamp: expiration } = reply;
    const expiresAtMs = Number(expiration) * 1000 || settings.clock() + permissionLifeMs;
    const accepted: CallPermission =
      isPermanent === true ? { status: 'permanent' } : { status: 'temporary', expiresAtMs };
    callPermissions.set(phoneNumberId, userId, response === 'accept' ? accepted : { status: 'no_permission' });
  }

  #head(
    message: ParsedInboundMessage,
    user: WhatsAppUser,
    messageId: string,
    phoneNumber: PhoneNumber,
  ): Record<string, unknown> {
    return {
      ...defined({ from: user.waId }),
      from_user_id: user.userId,
      ...defined({ group_id: writtenGroup(message) }),
      id: messageId,
      timestamp: String(message.timestamp ?? unixSeconds(this.#state.settings.clock())),
      ...defined({ context: message.context && { from: phoneNumber.digits, id: message.context.messageId } }),
    };
  }

  async #store(file: ParsedInboundFile, phoneNumber: PhoneNumber): Promise<Record<string, unknown>> {
    const { media, uploads, baseUrl, settings, resets } = this.#state;
    const { mimeType, filename } = file;
    const before = resets.now;
    const stored = await uploads.store(Readable.from([Buffer.from(file.bytes)]));
    resets.check(before);
    const added = media.add(
      { phoneNumberId: phoneNumber.id, mimeType, file: stored, ...defined({ filename }) },
      'webhook',
    );
    return {
      id: added.id,
      mime_type: mimeType,
      // Webhooks carry the digest in base64; GET /{media-id} in hex.
      sha256: Buffer.from(stored.sha256, 'hex').toString('base64'),
      url: `${settings.mediaBaseUrl ?? baseUrl}${media.urlPath(added, 'webhook')}`,
    };
  }
}

/** The group in which it is written, also where the message is in Meta's shape. */
function writtenGroup(message: ParsedInboundMessage): string | undefined {
  const { groupId = isWireForm(message) ? message['group_id'] : undefined } = message;
  return typeof groupId === 'string' ? groupId : undefined;
}
