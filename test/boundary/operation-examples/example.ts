import type { GraphEmulator } from '../../../src/emulator/index.js';
import type { Call, Reply } from '../../unit/emulator/graph-caller.js';

/** How an operation of Meta's is tried. */
export interface Example {
  /** A valid request. */
  valid: (emulator: GraphEmulator, ids: Readonly<Record<string, string>>) => Call | Promise<Call>;
  /** The same without something that it needs; `null` when it needs nothing. */
  lacking: Call | null;
  /** What the answer would be if Meta's pages and clients agreed with the file. */
  asInFile?: (body: Record<string, unknown>) => object;
  query?: string;
  /** Parameters that the file requires, and Meta's pages and clients do not. */
  notRequired?: readonly string[];
  /** The id that later examples use: its kind, and where the answer has it. */
  yields?: readonly [kind: string, id: (body: Reply['body']) => unknown];
}

/** A request that needs nothing. */
export const none: Example = { valid: () => ({}), lacking: null };

/** A request with JSON, whose required members the file names. */
export function sending(json: object, more: Partial<Example> = {}): Example {
  return { valid: () => ({ json }), lacking: null, ...more };
}
