/** What a signal of a workflow to another one can bring. */
import { jsonBytes } from '../../common/json-bytes.js';

/** The largest content of a signal, in bytes as JSON. The server ends a workflow that sends a larger one. */
const maxBytes = 1_950_000;

/** @returns why it fits no signal, in words that follow its name; undefined when it does */
export function findSignalProblem(content: unknown): string | undefined {
  try {
    const bytes = jsonBytes(content);
    return bytes <= maxBytes ? undefined : `must be at most ${maxBytes} bytes as JSON, not ${bytes}`;
  } catch (error) {
    return `must be plain JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
}
