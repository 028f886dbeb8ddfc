/** A message that is too large to be carried from run to run, and how it becomes whole again. */
import { shrinkContent } from '../../../common/events/stored/shrink-event.js';
import type { WhatsAppMessageEvent } from '../../../common/events/types.js';
import { defined } from '../../../common/schema/defined.js';

/** The largest event that is carried as it is, in bytes as JSON. */
export const maxCarriedEventBytes = 64_000;

/** Makes an event whole. @param loaded what was stored of it. What the user has edited since then counts more. */
export function restoreEvent(small: WhatsAppMessageEvent, loaded: WhatsAppMessageEvent): WhatsAppMessageEvent {
  const before: Record<string, unknown> = shrinkContent(loaded.raw);
  const isEdited = ([name, value]: [string, unknown]): boolean =>
    JSON.stringify(value) !== JSON.stringify(before[name]);
  const edited = Object.fromEntries(Object.entries(small.raw).filter(isEdited));
  const { type, file, receivedAtMs } = small;
  // Its file may have been stored since then. What the receiver has stored has no time of arrival.
  return { ...loaded, ...defined({ type, file, receivedAtMs }), raw: { ...loaded.raw, ...edited } };
}
