/**
 * Our part of `biz_opaque_callback_data`: who sent a message and which of its statuses that workflow wants.
 *
 * Layout, version 1: `tw1` + flags + `.` + length of the workflow id + `.` + length of the send key + `.`. Then come
 * the workflow id, the send key and the caller's string, without separators. Lengths are in base 36, in UTF-16 units,
 * as Meta's limit is counted. The flags are one letter for each wanted status, and `k` when the workflow keeps the
 * caller's string because it did not fit.
 */
import type { MessageStatus } from './message-status.js';

/**
 * Limit of the whole string, in characters.
 *
 * @see "Status messages webhook"
 * https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference/messages/status (read 2026-11)
 */
export const callbackDataLimit = 512;

/** The parts that a status carries to find its way back. */
export interface CallbackEnvelope {
  workflowId: string;
  sendKey: string;
  wanted: MessageStatus[];
  /** The caller's string; absent when there is none or when the workflow keeps it. */
  callerData?: string;
  /** The caller's string did not fit beside the envelope: the workflow that sent the message puts it back. */
  callerDataKept: boolean;
}

const letters: Record<MessageStatus, string> = { sent: 's', delivered: 'd', read: 'r', played: 'p', failed: 'f' };
const statuses = Object.fromEntries(Object.entries(letters).map(([status, letter]) => [letter, status]));
const header = /^tw1([sdrpfk]*)\.([0-9a-z]+)\.([0-9a-z]+)\./;

/**
 * Puts the envelope before the caller's string, or alone when both do not fit.
 *
 * @throws RangeError when the workflow id and the send key alone exceed the limit.
 */
export function encodeCallbackData(envelope: Omit<CallbackEnvelope, 'callerDataKept'>): string {
  const { workflowId, sendKey, callerData = '' } = envelope;
  const flags = [...new Set(envelope.wanted)].map((status) => letters[status]).join('');
  const encode = (flagLetters: string): string =>
    `tw1${flagLetters}.${workflowId.length.toString(36)}.${sendKey.length.toString(36)}.${workflowId}${sendKey}`;
  const whole = encode(flags) + callerData;
  if (whole.length <= callbackDataLimit) return whole;
  const alone = encode(`${flags}k`);
  if (alone.length <= callbackDataLimit) return alone;
  throw new RangeError(
    `workflow id (${workflowId.length}) and send key (${sendKey.length}) are too long together for biz_opaque_callback_data: ` +
      `${alone.length} of ${callbackDataLimit} characters; use shorter ones`,
  );
}

/**
 * The longest send key that fits into the envelope of a workflow, beside a caller's string that the workflow keeps. It
 * is below zero for an id that is too long itself.
 */
export function longestSendKey(workflowId: string, wanted: readonly MessageStatus[]): number {
  const flags = new Set(wanted).size + 'k'.length;
  // The length of a key takes one or two characters.
  const frame = 'tw1'.length + flags + '.'.length + workflowId.length.toString(36).length + '.zz.'.length;
  return callbackDataLimit - frame - workflowId.length;
}

/**
 * What a message carries as `biz_opaque_callback_data`. The caller's string travels alone when no status is wanted. So
 * a send whose statuses nobody waits for costs the receiver nothing. A string that could be taken for an envelope is
 * wrapped.
 */
export function callbackDataFor(envelope: Omit<CallbackEnvelope, 'callerDataKept'>): string | undefined {
  const { wanted, callerData } = envelope;
  if (wanted.length > 0) return encodeCallbackData(envelope);
  if (callerData === undefined || decodeCallbackData(callerData) === undefined) return callerData;
  return encodeCallbackData({ workflowId: '', sendKey: '', wanted, callerData });
}

/** Reads our envelope. @returns undefined for whatever is not exactly ours */
export function decodeCallbackData(data: string): CallbackEnvelope | undefined {
  const match = data.startsWith('tw1') ? header.exec(data) : null;
  if (!match) return undefined;
  const [start, flags = '', idLength = '', keyLength = ''] = match;
  const keyStart = start.length + parseInt(idLength, 36);
  const callerStart = keyStart + parseInt(keyLength, 36);
  if (callerStart > data.length) return undefined;
  const envelope: CallbackEnvelope = {
    workflowId: data.slice(start.length, keyStart),
    sendKey: data.slice(keyStart, callerStart),
    wanted: [],
    callerDataKept: false,
  };
  for (const letter of flags) {
    if (letter === 'k') envelope.callerDataKept = true;
    else envelope.wanted.push(statuses[letter] as MessageStatus);
  }
  if (callerStart < data.length && !envelope.callerDataKept) envelope.callerData = data.slice(callerStart);
  return envelope;
}
