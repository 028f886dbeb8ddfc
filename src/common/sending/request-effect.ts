/** What repeating a raw request would do at Meta. Nothing else decides it. */
import { parseFormText, parseJsonText } from './request-texts.js';

/**
 * What one more request of the same kind does.
 *
 * - `message`: one more message.
 * - `write`: nobody here knows, such as a group, a call or a code that is sent once more.
 * - `harmless`: nothing that the first one has not done.
 */
export type RequestEffect = 'message' | 'write' | 'harmless';

/** The members of a raw request that tell what it does. */
export interface RawRequest {
  method?: string | undefined;
  path: string;
  query?: object | undefined;
  data?: unknown;
  formData?: object | undefined;
  idempotent?: boolean | undefined;
}

/** The edges that make one more message each time a POST on them is accepted. */
const messageEdge = /(^|\/)(messages|marketing_messages|messages_encrypted)\/*$/i;

const methodName = /^(get|post|put|patch|delete)$/i;
const harmlessMethod = /^(get|put|delete)$/i;

/**
 * Decides what repeating a request would do. A batch does what the requests in it do.
 *
 * @see "Batch requests" https://developers.facebook.com/docs/graph-api/batch-requests (read 2026-11)
 */
export function requestEffect(request: RawRequest): RequestEffect {
  const own = ownEffect(request);
  const held = parameters(request, 'batch').flatMap(readBatch);
  if (held.length === 0) return own;
  const effects = held.map(requestEffect);
  if (own === 'message' || effects.includes('message')) return 'message';
  return effects.includes('write') ? 'write' : 'harmless';
}

/** Whether the same request may be made again after its answer was lost. A caller may declare it, but of no message. */
export function mayBeRepeated(request: RawRequest): boolean {
  const effect = requestEffect(request);
  return effect !== 'message' && (request.idempotent ?? effect === 'harmless');
}

/** What a request does apart from a batch. The parameter `method` replaces the method of a Graph request. */
function ownEffect(request: RawRequest): RequestEffect {
  const overrides = parameters(request, 'method').filter((name) => typeof name === 'string' && methodName.test(name));
  const methods = [request.method ?? 'GET', ...(overrides as string[])];
  const posts = methods.some((method) => /^post$/i.test(method));
  if (posts && messageEdge.test(decoded(request.path).trim())) return isReadReceipt(request) ? 'harmless' : 'message';
  return methods.every((method) => harmlessMethod.test(method)) ? 'harmless' : 'write';
}

/** Marking a message as read is a POST on the edge of messages. It has no recipient. */
function isReadReceipt(request: RawRequest): boolean {
  const has = (name: string): boolean => parameters(request, name).length > 0;
  const statuses = parameters(request, 'status');
  return statuses.length > 0 && statuses.every((status) => status === 'read') && !has('to') && !has('recipient');
}

/** The values of a parameter, wherever a request can have it. */
function parameters({ query, data, formData }: RawRequest, name: string): unknown[] {
  return [query, data, formData].flatMap((values) => {
    if (typeof values !== 'object' || values === null || !Object.hasOwn(values, name)) return [];
    const value = (values as Record<string, unknown>)[name];
    return value === undefined || value === null ? [] : [value].flat();
  });
}

/** The requests in a batch. What does not look like one of Meta's may do anything. */
function readBatch(batch: unknown): RawRequest[] {
  const items = typeof batch === 'string' ? parseJsonText(batch) : batch;
  return [items].flat().flatMap((item) => (typeof item === 'object' && item !== null ? [toRequest(item)] : []));
}

function toRequest(item: { method?: unknown; relative_url?: unknown; body?: unknown }): RawRequest {
  const { method = 'POST', relative_url: url = '', body } = item;
  const [path = '', query = ''] = String(url).split(/\?(.*)/s);
  return { method: String(method), path, query: parseFormText(query), data: readBody(body) };
}

/** The body of a request in a batch: a form as text, as Meta documents it, or JSON. */
function readBody(body: unknown): unknown {
  if (typeof body !== 'string') return body;
  const json = parseJsonText(body);
  return typeof json === 'object' && json !== null ? json : parseFormText(body);
}

/** The path with each escaped byte as a character: enough for the edges, whatever else the path holds. */
function decoded(path: string): string {
  return path.replace(/%([0-9a-f]{2})/gi, (_, byte: string) => String.fromCharCode(parseInt(byte, 16)));
}
