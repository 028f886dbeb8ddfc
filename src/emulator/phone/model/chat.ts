/** What a chat shows: bubbles in order, with their reactions, changes and quotes, and what went wrong between them. */
import type { DeliveryView, FailedSendView, ReceivedView, SentView } from '../../phone-views.js';
import { contentText, receivedBubble, sentBubble, type Bubble } from './messages/bubble.js';
import { member, text } from './members.js';
import { chatKey, type PhoneState } from './state.js';

/** How long "typing…" is shown after the business has asked for it, in milliseconds, as at Meta. */
const typingMs = 25_000;

/** How many of a chat's latest entries are shown. */
const shownEntries = 300;

export type ChatEntry =
  { kind: 'bubble'; bubble: Bubble } | { kind: 'failed-send'; atMs: number; text: string; id: string };

export interface ChatSummary {
  userId: string;
  phoneNumberId: string;
  name: string;
  detail: string;
  /** The latest message in one line. */
  latest?: Bubble;
  unread: number;
}

interface Messages {
  sent: SentView[];
  received: ReceivedView[];
}

function messagesIn(state: PhoneState, userId: string, phoneNumberId: string): Messages {
  const isHere = (one: { userId: string; phoneNumberId: string }): boolean =>
    one.userId === userId && one.phoneNumberId === phoneNumberId;
  return {
    sent: Object.values(state.sent).filter((message) => isHere(message) && message.isShown),
    received: Object.values(state.received).filter(isHere),
  };
}

/** The entries of a chat, oldest first. */
export function chatEntries(state: PhoneState, userId: string, phoneNumberId: string): ChatEntry[] {
  const failed = state.failedSends.filter((one) => one.phoneNumberId === phoneNumberId && one.userId === userId);
  const isLost = (one: SentView): boolean =>
    one.phoneNumberId === phoneNumberId && one.userId === userId && !one.isShown && one.statuses.length > 0;
  const entries: ChatEntry[] = [
    ...chatBubbles(state, userId, phoneNumberId).map((bubble): ChatEntry => ({ kind: 'bubble', bubble })),
    ...failed.map((one) => failure(String(one.id), one.atMs, failedSendText(one))),
    ...Object.values(state.sent)
      .filter(isLost)
      .map((one) => failure(one.id, one.atMs, lostText(one, state))),
  ];
  return entries.sort((one, other) => entryTime(one) - entryTime(other)).slice(-shownEntries);
}

function failure(id: string, atMs: number, words: string): ChatEntry {
  return { kind: 'failed-send', id, atMs, text: words };
}

/** A message that was accepted, and never came to the phone. */
function lostText(message: SentView, { templates }: PhoneState): string {
  const { content, failure: why = 'no reason given' } = sentBubble(message, templates);
  return `“${contentText(content)}” never arrived: ${why}`;
}

function entryTime(entry: ChatEntry): number {
  return entry.kind === 'bubble' ? entry.bubble.atMs : entry.atMs;
}

/** The bubbles of a chat, oldest first. */
export function chatBubbles(state: PhoneState, userId: string, phoneNumberId: string): Bubble[] {
  const { sent, received } = messagesIn(state, userId, phoneNumberId);
  const written = received.filter(({ message }) => !isChange(text(message, 'type')));
  const taken = takenMessages(state);
  const bubbles = [
    ...sent.filter(({ type }) => type !== 'reaction').map((message) => sentBubble(message, state.templates)),
    ...written.map((message) => receivedBubble(message, taken.has(message.id))),
  ].sort((one, other) => one.atMs - other.atMs);
  const byId = new Map(bubbles.map((bubble) => [bubble.id, bubble]));
  for (const change of received) applyChange(byId, change);
  addReactions(byId, { sent, received });
  for (const bubble of bubbles) completeQuote(bubble, byId);
  return bubbles;
}

function isChange(type: string | undefined): boolean {
  return type === 'reaction' || type === 'edit' || type === 'revoke';
}

const idsIn = new WeakMap<DeliveryView, string[]>();

/** The ids in the webhooks that were accepted, those of the users' messages among them. */
function takenMessages({ deliveries }: PhoneState): Set<string> {
  const accepted = deliveries.filter(({ state }) => state === 'accepted');
  return new Set(accepted.flatMap(readIds));
}

function readIds(delivery: DeliveryView): string[] {
  const known = idsIn.get(delivery);
  if (known) return known;
  const ids = [...delivery.body.matchAll(/"id":"([^"]+)"/g)].map(([, id = '']) => id);
  idsIn.set(delivery, ids);
  return ids;
}

function applyChange(byId: ReadonlyMap<string, Bubble>, { message }: ReceivedView): void {
  const type = text(message, 'type') ?? '';
  const bubble = byId.get(text(member(message, type), 'original_message_id') ?? '');
  if (!bubble) return;
  if (type === 'revoke') bubble.isRevoked = true;
  if (type !== 'edit') return;
  const words = text(member(member(member(message, 'edit'), 'message'), 'text'), 'body');
  if (words !== undefined) bubble.content = { kind: 'text', text: words };
  bubble.isEdited = true;
}

/** The latest reaction of each side counts; an empty one takes it away. */
function addReactions(byId: ReadonlyMap<string, Bubble>, { sent, received }: Messages): void {
  const latest = new Map<string, { id: string; emoji: string }>();
  const all = [
    ...sent
      .filter(({ type }) => type === 'reaction')
      .map((one) => ({ side: 'business', atMs: one.atMs, of: one.body })),
    ...received.map((one) => ({ side: 'user', atMs: one.atMs, of: one.message })),
  ].sort((one, other) => one.atMs - other.atMs);
  for (const { side, of } of all) {
    const id = text(member(of, 'reaction'), 'message_id');
    if (id !== undefined) latest.set(`${side}/${id}`, { id, emoji: text(member(of, 'reaction'), 'emoji') ?? '' });
  }
  for (const { id, emoji } of latest.values()) if (emoji !== '') byId.get(id)?.reactions.push(emoji);
}

function completeQuote(bubble: Bubble, byId: ReadonlyMap<string, Bubble>): void {
  const quoted = bubble.quote && byId.get(bubble.quote.id);
  if (bubble.quote && quoted)
    bubble.quote = {
      id: quoted.id,
      side: quoted.side,
      text: quoted.isRevoked ? 'Deleted' : contentText(quoted.content),
    };
}

function failedSendText({ type, status, code, isFault }: FailedSendView): string {
  const why = isFault ? ', by a scripted fault' : '';
  if (status === undefined) return `A send of the business got no answer${why} (${type})`;
  return `A send of the business was refused with ${code ?? `HTTP ${status}`}${why} (${type})`;
}

/** Whether the business is shown as typing. */
export function isTyping(state: PhoneState, userId: string, phoneNumberId: string, nowMs: number): boolean {
  const { sent, received } = messagesIn(state, userId, phoneNumberId);
  const typedAtMs = Math.max(...received.map(({ typingAtMs = -Infinity }) => typingAtMs), -Infinity);
  return nowMs - typedAtMs < typingMs && !sent.some(({ atMs }) => atMs >= typedAtMs);
}

/** The chats of a user, the one with the latest message first; numbers without a message come last. */
export function userChats(state: PhoneState, userId: string): ChatSummary[] {
  return Object.values(state.numbers)
    .map(({ phoneNumberId, name, displayPhoneNumber }) => {
      const bubbles = chatBubbles(state, userId, phoneNumberId);
      const seenMs = state.seenMs[chatKey(userId, phoneNumberId)] ?? 0;
      const unread = bubbles.filter(({ side, atMs }) => side === 'business' && atMs > seenMs).length;
      const latest = bubbles.at(-1);
      return { userId, phoneNumberId, name, detail: displayPhoneNumber, unread, ...(latest && { latest }) };
    })
    .sort((one, other) => (other.latest?.atMs ?? 0) - (one.latest?.atMs ?? 0));
}

/** How many messages a user has not seen, over all chats. */
export function unreadMessages(state: PhoneState, userId: string): number {
  return userChats(state, userId).reduce((sum, { unread }) => sum + unread, 0);
}

/** The newest message of the business that waits for a tap or a text, when the user has not written after it. */
export function openQuestion(state: PhoneState, userId: string, phoneNumberId: string): Bubble | undefined {
  const latest = chatBubbles(state, userId, phoneNumberId).at(-1);
  return latest?.side === 'business' ? latest : undefined;
}
