/** The retry settings of a raw request, as a Temporal retry policy. */
import type { ActivityOptions } from '@temporalio/workflow';
import { WhatsAppFailureType } from '../../common/failures.js';
import type { CallGraphInput, GraphRetryOptions } from '../../common/inputs/index.js';

const messagePath = /\/(messages|marketing_messages|messages_encrypted)\/?$/;

/**
 * Activity options for `callGraph` from the four retry settings that connectors know: delay, count, exponential backoff, and
 * `retryOnAllErrors` of the request itself.
 *
 * A POST of a message is never repeated after an attempt whose outcome is unknown, whatever the settings say.
 */
export function graphRetryOptions(request: CallGraphInput, retry: GraphRetryOptions = {}): ActivityOptions {
  const { retryDelayMs = 0, maxRetryCount = 0, useExponentialBackoff = false } = retry;
  const timing = useExponentialBackoff
    ? ({ initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' } as const)
    : { initialInterval: Math.max(retryDelayMs, 1), backoffCoefficient: 1 };
  const sends = request.method === 'POST' && messagePath.test(request.path);
  const margin = 15_000;
  return {
    startToCloseTimeout: (request.timeoutMs ?? 30_000) + margin,
    retry: {
      ...timing,
      maximumAttempts: maxRetryCount + 1,
      ...(sends && {
        nonRetryableErrorTypes: [
          'TemporalTimeout:StartToClose',
          'TemporalTimeout:Heartbeat',
          'WorkerShutdown',
          WhatsAppFailureType.SendOutcomeUnknown,
        ],
      }),
    },
  };
}
