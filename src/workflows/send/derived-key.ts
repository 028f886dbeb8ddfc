/** The send keys of what follows a message: its repetitions, and the template that is sent instead. */
import { longestSendKey } from '../../common/sending/callback-data.js';
import type { MessageStatus } from '../../common/sending/message-status.js';
import { sendKeyLimit } from '../../common/sending/send-key.js';
import { shortHash } from '../lib/short-hash.js';

/** The longest of the suffixes: the template, sent again for the twentieth time. */
const longestSuffix = '~t~21';

/** How many characters a key keeps at least when it is shortened: its hash, and a point before it. */
const shortest = 32 + longestSuffix.length;

/** The key with a suffix. One that would be too long keeps its beginning, and its hash in place of the rest. */
export function derivedKey(sendKey: string, suffix: string, limit = sendKeyLimit): string {
  const whole = `${sendKey}${suffix}`;
  if (whole.length <= limit) return whole;
  const tail = `.${shortHash(sendKey)}${suffix}`;
  return `${sendKey.slice(0, Math.max(0, limit - tail.length))}${tail}`;
}

/** The longest key that statuses can carry back to this workflow. */
export function keyLimit(workflowId: string, wanted: readonly MessageStatus[]): number {
  return wanted.length === 0 ? sendKeyLimit : Math.min(sendKeyLimit, longestSendKey(workflowId, wanted));
}

/** Whether every key that may follow this one fits. */
export function derivedKeysFit(sendKey: string, limit: number): boolean {
  return sendKey.length + longestSuffix.length <= limit || limit >= shortest;
}
