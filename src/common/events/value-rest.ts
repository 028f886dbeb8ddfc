/** What a change's value holds beside its items. */
import { historyRest } from './history.js';
import { isRecord, type JsonRecord } from './json.js';

/** Members that say to whom the items belong and are no content by themselves. */
const contextKeys: ReadonlySet<string> = new Set(['messaging_product', 'metadata', 'contacts']);

/** Lists whose items are events of their own, under whatever field they arrive. */
const itemKeys: ReadonlySet<string> = new Set([
  'messages',
  'statuses',
  'message_echoes',
  'calls',
  'groups',
  'user_preferences',
]);

/**
 * @param isWhole Whether `errors` are part of the value, and no items.
 * @returns The value without what became events, in Meta's shape; undefined when nothing but context is left.
 */
export function valueRest(value: JsonRecord, isWhole: boolean): JsonRecord | undefined {
  if (!hasMore(value, isWhole)) return undefined;
  const history = Array.isArray(value['history']) ? historyRest(value['history']) : undefined;
  const more = Object.entries(value).filter(([key]) => !contextKeys.has(key) && !isItemKey(key, isWhole));
  if (history) more.push(['history', history]);
  if (more.length === 0) return undefined;
  return Object.fromEntries([...contextOf(value), ...more]);
}

/** What is well-formed of it: the rest became events. */
function contextOf(value: JsonRecord): [string, unknown][] {
  return Object.entries(value).flatMap(([key, member]): [string, unknown][] => {
    if (!contextKeys.has(key) || (key === 'metadata' && !isRecord(member))) return [];
    if (key !== 'contacts') return [[key, member]];
    return Array.isArray(member) ? [[key, member.filter(isRecord)]] : [];
  });
}

function hasMore(value: JsonRecord, isWhole: boolean): boolean {
  for (const key of Object.keys(value)) {
    if (key === 'history' || !(contextKeys.has(key) || isItemKey(key, isWhole))) return true;
  }
  return false;
}

function isItemKey(key: string, isWhole: boolean): boolean {
  return itemKeys.has(key) || key === 'history' || (key === 'errors' && !isWhole);
}
