/** One way to check an input: every activity, workflow and client call goes through `parseInput`. */
import type { z } from 'zod';
import { InvalidInputError, type InputProblem } from '../failures.js';
import { isSecretBelow, isSecretName } from '../secrets/names.js';
import { hideSecrets } from '../secrets/texts.js';

const shownLength = 60;
/** What of a value is searched for secrets, in characters: one that begins where the shown part ends is found whole. */
const searchedLength = 2_048;

/**
 * Checks `value` and returns it as the schema's output.
 *
 * @throws InvalidInputError that lists every problem with path, limit and value. Values that may be secrets are left
 * out: by their name (token, password, PIN, code), and by their form. So is a wrong `credential`, which may be a token.
 */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  operation: string,
): z.output<Schema> {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  throw new InvalidInputError(
    operation,
    result.error.issues.map((issue) => toProblem(issue, operation)),
  );
}

function toProblem(issue: z.core.$ZodIssue, operation: string): InputProblem {
  const names = issue.path.map(String);
  const message = hideSecrets(withoutTrailingDot(issue.message));
  const problem: InputProblem = { path: hideSecrets(names.join('.')), message };
  if (issue.code !== 'unrecognized_keys' && !maySecretStandAt(names, operation)) {
    const shown = show(issue.input);
    if (shown !== undefined) problem.value = shown;
  }
  return problem;
}

/** A call that takes nothing but a code is named after it. Only at the top a `code` surely opens something. */
function maySecretStandAt(names: readonly string[], operation: string): boolean {
  const last = names.at(-1) ?? operation;
  return (
    isSecretName(last) ||
    names.some(isSecretBelow) ||
    last === 'credential' ||
    (names.length === 1 && last.toLowerCase() === 'code')
  );
}

function withoutTrailingDot(message: string): string {
  return message.endsWith('.') ? message.slice(0, -1) : message;
}

/** Objects are named, not printed: a whole message in an error hides what is wrong with it. */
function show(value: unknown): string | undefined {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return showText(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return value === null ? 'null' : 'an object';
  return String(value);
}

function showText(value: string): string {
  const text = hideSecrets(value.slice(0, searchedLength));
  return text.length > shownLength
    ? `"${text.slice(0, shownLength)}…", ${value.length} characters`
    : JSON.stringify(text);
}
