/** What the dialogues of a conversation remember: plain JSON of bounded size. */
import { WhatsAppFailureType } from '../../../common/failures.js';
import { jsonBytes } from '../../lib/json-bytes.js';
import { whatsAppWorkflowFailure } from '../../lib/failures.js';

/** The largest state, in bytes as JSON. */
export const maxStateBytes = 256 * 1024;

/**
 * Copies what dialogues want to remember, so that later changes do not reach the copy.
 *
 * @throws ApplicationFailure `WhatsApp.InvalidInput` when it is not plain JSON, or too large
 */
export function copyState(state: unknown): unknown {
  const problem = findProblem(state);
  if (problem === undefined) return state === undefined ? undefined : (JSON.parse(JSON.stringify(state)) as unknown);
  throw whatsAppWorkflowFailure(WhatsAppFailureType.InvalidInput, `chat.state ${problem}`, {}, [
    { path: 'state', message: problem },
  ]);
}

function findProblem(state: unknown): string | undefined {
  if (state === undefined) return undefined;
  const path = findNonJson(state, 'state', new Set());
  if (path !== undefined) return `must be plain JSON, and ${path} is not`;
  const bytes = jsonBytes(state);
  return bytes > maxStateBytes ? `must be at most ${maxStateBytes} bytes as JSON, not ${bytes}` : undefined;
}

/** The path of the first value that JSON would lose or change. */
function findNonJson(value: unknown, path: string, above: Set<object>): string | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : path;
  if (value === undefined) return undefined;
  if (typeof value !== 'object' || above.has(value)) return path;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== null && Object.getPrototypeOf(prototype) !== null) return path;
  above.add(value);
  for (const [key, member] of Object.entries(value)) {
    const found = findNonJson(member, `${path}.${key}`, above);
    if (found !== undefined) return found;
  }
  above.delete(value);
  return undefined;
}
