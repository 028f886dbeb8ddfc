/** The worker's own Temporal client, and what its errors say. */
import { getClient } from '@temporalio/activity';
import type { Client } from '@temporalio/client';

/** The worker's client. There is none where a test runs the activity by itself. */
export function findClient(): Client | undefined {
  try {
    return getClient();
  } catch {
    return undefined;
  }
}

/** gRPC's status code of an error, or of one of its causes. */
export function statusCode(error: unknown): unknown {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ('code' in current && typeof current.code === 'number') return current.code;
  }
  return undefined;
}
