/** What a change's value holds beside its items. */
import { remainingHistory } from './history.js';
import { isRecord, pick, type JsonRecord } from './json.js';

/** Members that say to whom the items belong and are no content by themselves. */
const contextKeys: ReadonlySet<string> = new Set(['messaging_product', 'metadata', 'contacts']);

/** Lists whose items are events of their own, whatever field they arrive under. */
const itemKeys: ReadonlySet<string> = new Set([
  'messages',
  'statuses',
  'message_echoes',
  'calls',
  'groups',
  'user_preferences',
]);

/** Members of `standby` that became events, or say to whom those belong. */
const standbyKeys: ReadonlySet<string> = new Set(['messages', 'statuses', 'message_echoes', 'errors', 'contacts']);

/** What stands under `standby` in a value of the field of that name. Other fields have no such lists. */
export function readStandby(value: JsonRecord, field: string | undefined): JsonRecord | undefined {
  return field === 'standby' && isRecord(value['standby']) ? value['standby'] : undefined;
}

/**
 * The value without what became events, in Meta's shape.
 *
 * @param isSingleEvent Whether the whole value is one event, so that its `errors` are part of it and no items.
 * @param standby What stands under `standby`, when its lists became events.
 * @returns Undefined when nothing but context remains.
 */
export function remainingValue(
  value: JsonRecord,
  isSingleEvent: boolean,
  standby?: JsonRecord,
): JsonRecord | undefined {
  if (!hasMore(value, isSingleEvent)) return undefined;
  const history = Array.isArray(value['history']) ? remainingHistory(value['history']) : undefined;
  const isRead = (key: string): boolean =>
    contextKeys.has(key) || isItemKey(key, isSingleEvent) || (key === 'standby' && standby !== undefined);
  const more = Object.entries(value).filter(([key]) => !isRead(key));
  const remainingStandby = standby && pick(standby, (key) => !standbyKeys.has(key));
  if (remainingStandby) more.push(['standby', remainingStandby]);
  if (history) more.push(['history', history]);
  if (more.length === 0) return undefined;
  return Object.fromEntries([...wellFormedContext(value), ...more]);
}

/** The well-formed part of the context: the other parts became events. */
function wellFormedContext(value: JsonRecord): [string, unknown][] {
  return Object.entries(value).flatMap(([key, member]): [string, unknown][] => {
    if (!contextKeys.has(key) || (key === 'metadata' && !isRecord(member))) return [];
    if (key !== 'contacts') return [[key, member]];
    return Array.isArray(member) ? [[key, member.filter(isRecord)]] : [];
  });
}

function hasMore(value: JsonRecord, isSingleEvent: boolean): boolean {
  for (const key in value) {
    if (key === 'history' || !(contextKeys.has(key) || isItemKey(key, isSingleEvent))) return true;
  }
  return false;
}

function isItemKey(key: string, isSingleEvent: boolean): boolean {
  return itemKeys.has(key) || key === 'history' || (key === 'errors' && !isSingleEvent);
}
