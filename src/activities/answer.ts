/** Reads Meta's answers, of which only the documented part is relied on. */
import type { SuccessResult } from '../common/activity-contract.js';
import type { GraphResponse } from '../graph/request.js';
import type { Call, CallRequest, GraphCaller } from './graph-caller.js';

/** A member of an object, whatever the object is. */
export function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** A member that is a text that is not empty. */
export function textMember(value: unknown, name: string): string | undefined {
  const found = member(value, name);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

/** The first item of a member that is a list. */
export function firstMember(value: unknown, name: string): unknown {
  const found = member(value, name);
  return Array.isArray(found) ? found[0] : undefined;
}

export function isSuccess({ body }: GraphResponse): boolean {
  return member(body, 'success') === true;
}

/** Sends a request that is answered with `{ "success": true }`. */
export async function requestSuccess(graph: GraphCaller, call: Call, request: CallRequest): Promise<SuccessResult> {
  const response = await graph.request(call, request);
  if (!isSuccess(response)) throw graph.unexpectedAnswer(call, response, '"success": true');
  return { success: true };
}
