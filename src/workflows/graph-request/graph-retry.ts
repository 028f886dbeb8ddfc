/** The retry settings of a raw request, as a Temporal retry policy. */
import type { ActivityOptions } from '@temporalio/workflow';
import type { GraphRequestInput, GraphRetryOptions } from '../../common/inputs/index.js';
import { mayBeRepeated } from '../../common/sending/request-effect.js';
import { unknownOutcomeTypes } from '../../common/sending/vanished-attempt.js';

/** The worker's own request timeout, which counts when the request names none. */
const defaultTimeoutMs = 30_000;
/** How much longer than its request an attempt lives, so that the activity can report what it knows. */
const marginMs = 15_000;

/**
 * Activity options for `graphRequest` from the retry settings that connectors know: delay, count and exponential
 * backoff. The fourth, `retryOnAllErrors`, is part of the request.
 *
 * Only a GET, PUT or DELETE is repeated after an attempt whose outcome is unknown, or what the caller declares to be
 * idempotent. A POST of a message never is.
 */
export function graphRetryOptions(request: GraphRequestInput, retry: GraphRetryOptions = {}): ActivityOptions {
  const { retryDelayMs = 0, maxRetryCount = 0, useExponentialBackoff = false } = retry;
  const timing = useExponentialBackoff
    ? ({ initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' } as const)
    : { initialInterval: Math.max(retryDelayMs, 1), backoffCoefficient: 1 };
  return {
    startToCloseTimeout: (request.timeoutMs ?? defaultTimeoutMs) + marginMs,
    retry: {
      ...timing,
      maximumAttempts: maxRetryCount + 1,
      ...(!mayBeRepeated(request) && { nonRetryableErrorTypes: [...unknownOutcomeTypes] }),
    },
  };
}
