/**
 * An error's message with those of its causes: the client of Temporal says what it could not do, and the cause says
 * why.
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${describeError(error.cause)}`;
}
