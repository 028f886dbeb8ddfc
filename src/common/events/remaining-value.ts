/** What a change's value holds beside its items. */
import { remainingHistory } from './history.js';
import { isRecord, type JsonRecord } from './json.js';

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

/**
 * The value without what became events, in Meta's shape.
 *
 * @param isSingleEvent Whether the whole value is one event, so that its `errors` are part of it and no items.
 * @returns Undefined when nothing but context remains.
 */
export function remainingValue(value: JsonRecord, isSingleEvent: boolean): JsonRecord | undefined {
  if (!hasMore(value, isSingleEvent)) return undefined;
  const history = Array.isArray(value['history']) ? remainingHistory(value['history']) : undefined;
  const more = Object.entries(value).filter(([key]) => !contextKeys.has(key) && !isItemKey(key, isSingleEvent));
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
