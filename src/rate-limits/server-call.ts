/** One way to call the server about a task queue, which tells a server that is too old from one that fails. */
import type { ConnectionLike, WorkflowService } from '@temporalio/client';

/** How long one call may take, in milliseconds. */
const timeoutMs = 10_000;
/** gRPC's status code `UNIMPLEMENTED`. */
const unimplemented = 12;

/** A connection to the server. */
export interface ReachableServer {
  connection: Pick<ConnectionLike, 'workflowService' | 'withDeadline'>;
}

/** The server has no rate limits for single phone numbers. */
export class RateLimitsUnsupportedError extends Error {
  override name = 'RateLimitsUnsupportedError';
}

/**
 * Calls the server, with a limit of 10 seconds.
 *
 * @throws RateLimitsUnsupportedError when it does not know the call or, being older than 1.29, answers without limits
 */
export async function callServer<Answer extends object>(
  queue: ReachableServer,
  call: (service: WorkflowService) => Promise<Answer>,
): Promise<Answer> {
  const { workflowService } = queue.connection;
  const within = <Result>(work: () => Promise<Result>): Promise<Result> =>
    queue.connection.withDeadline(Date.now() + timeoutMs, work);
  try {
    const answer = await within(() => call(workflowService));
    // Servers since 1.29 say in every description which limit holds.
    if (!('effectiveRateLimit' in answer) || answer.effectiveRateLimit) return answer;
  } catch (error) {
    if ((error as { code?: unknown }).code !== unimplemented) throw error;
  }
  const version = await within(() => workflowService.getSystemInfo({})).then(
    ({ serverVersion }) => serverVersion,
    () => undefined,
  );
  throw new RateLimitsUnsupportedError(
    'This Temporal server cannot limit the rate of sends by phone number: that needs version 1.29 or newer with matching.enableFairness, ' +
      `and this is ${version ? `version ${version}` : 'one that does not know the call'}. Sends go on without it`,
  );
}
