/** Asks the Graph API, and reads answers in which any member may be missing. */
import { isRecord, type JsonRecord } from '../../common/events/json.js';
import type { GraphCredential } from '../../graph/credentials.js';
import type { GraphValue } from '../../graph/request.js';
import type { Setup } from './setup.js';

/**
 * The body of an answer; without members where it is no object.
 *
 * @throws GraphApiError, GraphTransportError
 */
export async function askGraph(
  { graph, timeoutMs }: Setup,
  credential: GraphCredential,
  path: string,
  query: Record<string, GraphValue> = {},
): Promise<JsonRecord> {
  const timeouts = { request: timeoutMs };
  const { body } = await graph.request({ method: 'GET', path, query, credential, timeouts });
  return isRecord(body) ? body : {};
}

export function readList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The objects of a list, such as those under `data`. */
export function readRecords(value: unknown): JsonRecord[] {
  return readList(value).filter(isRecord);
}
