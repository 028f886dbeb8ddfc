/** What the dialogues of a conversation remember: plain JSON of bounded size. */
import { WhatsAppFailureType } from '../../../common/failures.js';
import { textBytes } from '../../../common/json-bytes.js';
import { whatsAppWorkflowFailure } from '../../lib/failures.js';

/** The largest state, in bytes as JSON. */
const maxStateBytes = 256 * 1024;

/**
 * Keeps what dialogues want to remember, so that later changes do not reach it.
 *
 * @returns the state as JSON; undefined when there is none
 * @throws ApplicationFailure `WhatsApp.InvalidInput` when it is not plain JSON, or too large
 */
export function keepState(state: unknown): string | undefined {
  if (state === undefined) return undefined;
  const isJson = isPlainJson(state, []);
  const json = isJson ? JSON.stringify(state) : '';
  const problem = isJson ? findSizeProblem(json) : `must be plain JSON, and ${findNonJson(state, 'state', [])} is not`;
  if (problem === undefined) return json;
  throw whatsAppWorkflowFailure(WhatsAppFailureType.InvalidInput, `chat.state ${problem}`, {}, [
    { path: 'state', message: problem },
  ]);
}

/** The state that was kept. */
export function restoreState(kept: string | undefined): unknown {
  return kept === undefined ? undefined : (JSON.parse(kept) as unknown);
}

/** Copies a state. @throws ApplicationFailure as `keepState` */
export function copyState(state: unknown): unknown {
  return restoreState(keepState(state));
}

function findSizeProblem(json: string): string | undefined {
  // A unit of a text takes at most three bytes.
  const bytes = json.length * 3 <= maxStateBytes ? 0 : textBytes(json);
  return bytes > maxStateBytes ? `must be at most ${maxStateBytes} bytes as JSON, not ${bytes}` : undefined;
}

/** Each turn asks this of the whole state, so that no path is put together until something is wrong. */
function isPlainJson(value: unknown, above: object[]): boolean {
  if (typeof value !== 'object' || value === null) return isPlainValue(value);
  if (above.includes(value) || !hasPlainPrototype(value)) return false;
  above.push(value);
  const isPlain = Array.isArray(value)
    ? value.every((member) => isPlainJson(member, above))
    : Object.keys(value).every((key) => isPlainJson((value as Record<string, unknown>)[key], above));
  above.pop();
  return isPlain;
}

/** JSON has no other numbers than finite ones. It leaves out what is undefined. */
function isPlainValue(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return value === null || value === undefined || typeof value === 'string' || typeof value === 'boolean';
}

function hasPlainPrototype(value: object): boolean {
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** The path of the first value that JSON would lose or change. */
function findNonJson(value: unknown, path: string, above: object[]): string {
  if (typeof value !== 'object' || value === null || above.includes(value) || !hasPlainPrototype(value)) return path;
  const all = [...above, value];
  const wrong = Object.entries(value).find(([, member]) => !isPlainJson(member, [...all]));
  return wrong ? findNonJson(wrong[1], `${path}.${wrong[0]}`, all) : path;
}
