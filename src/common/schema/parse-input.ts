/** One way to check an input: every activity, workflow and client call goes through `parseInput`. */
import type { z } from 'zod';
import { InvalidInputError, type InputProblem } from '../failures.js';

const secretPath = /(^|\.)(pin|code|token|accessToken|access_token|appSecret|password|authorization)$/i;
const shownLength = 60;

/**
 * Checks `value` and returns it as the schema's output.
 *
 * @throws InvalidInputError that lists every problem with path, limit and value. Values at paths that may hold a secret
 * (pin, code, token, password) are left out.
 */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  operation: string,
): z.output<Schema> {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  throw new InvalidInputError(operation, result.error.issues.flatMap(toProblems));
}

function toProblems(issue: z.core.$ZodIssue): InputProblem[] {
  const path = issue.path.map(String).join('.');
  const problem: InputProblem = { path, message: withoutTrailingDot(issue.message) };
  if (issue.code !== 'unrecognized_keys' && !secretPath.test(path)) {
    const shown = show(issue.input);
    if (shown !== undefined) problem.value = shown;
  }
  return [problem];
}

function withoutTrailingDot(message: string): string {
  return message.endsWith('.') ? message.slice(0, -1) : message;
}

/** Objects are named, not printed: a whole message in an error hides what is wrong with it. */
function show(value: unknown): string | undefined {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') {
    return value.length > shownLength
      ? `"${value.slice(0, shownLength)}…", ${value.length} characters`
      : JSON.stringify(value);
  }
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return value === null ? 'null' : 'an object';
  return String(value);
}
