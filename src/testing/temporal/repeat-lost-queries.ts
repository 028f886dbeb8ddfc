/** Queries that the server which skips time has lost are asked again. */
import type { Connection, WorkflowClientInterceptor } from '@temporalio/client';

/** How long the first try waits for its answer. Each later one waits twice as long as the one before. */
const firstPatienceMs = 1_000;

/**
 * Repeats queries that stay without an answer. The server sends a query which comes while a run ends to the worker when
 * that run is over, and never gets an answer. The next try finds the run that has followed.
 *
 * @param ending ends all tries
 */
export function repeatLostQueries(
  connection: Pick<Connection, 'withAbortSignal'>,
  ending: AbortSignal,
  patienceMs = firstPatienceMs,
): WorkflowClientInterceptor {
  return {
    query: async (input, next) => {
      for (let waitMs = patienceMs; ; waitMs *= 2) {
        const lost = AbortSignal.timeout(waitMs);
        try {
          return await connection.withAbortSignal(AbortSignal.any([ending, lost]), () => next(input));
        } catch (error) {
          if (ending.aborted || !lost.aborted) throw error;
        }
      }
    },
  };
}
