/**
 * The retry table: for every activity what may be retried, until when, and how long one attempt may take.
 *
 * The activity decides whether a failure is retryable, since it knows Meta's code. This table adds what only the engine
 * knows: an attempt that vanished with its worker. Sources: Temporal's retry policy reference and Meta's error codes,
 * both read 2026-11.
 */
import type { ActivityOptions } from '@temporalio/workflow';
import type { WhatsAppActivities } from '../../common/activity-contract.js';
import { attemptTimeoutMs } from '../../common/attempt-timeout.js';
import { unknownOutcomeTypes } from '../../common/sending/vanished-attempt.js';

/** 1 s, 2 s, 4 s, … up to a minute; Meta's own delay replaces a step through `nextRetryDelay`. */
const backoff = { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' } as const;

/** Activities that do no harm when they are repeated: retried after anything that is not a refusal. */
const repeatable: ActivityOptions = {
  startToCloseTimeout: attemptTimeoutMs,
  scheduleToCloseTimeout: '1 hour',
  retry: backoff,
};

/** Activities that would do it twice: retried only when the request surely was not accepted. */
const onlyOnce: ActivityOptions = {
  startToCloseTimeout: attemptTimeoutMs,
  scheduleToCloseTimeout: '1 hour',
  retry: { ...backoff, nonRetryableErrorTypes: [...unknownOutcomeTypes] },
};

/**
 * The deadline of a send. A send that no worker has taken by then surely did not happen. A later end leaves it open.
 */
export const sendDeadline = '1 hour';

/** Activities that report progress, so that a vanished worker is noticed long before the attempt's own limit. */
const streaming: ActivityOptions = {
  startToCloseTimeout: '15 minutes',
  heartbeatTimeout: '30 seconds',
  scheduleToCloseTimeout: '6 hours',
  retry: backoff,
};

/** A conversation comes back to a write that failed, after a longer pause. Its run does not end before the write. */
const consentWrite: ActivityOptions = {
  startToCloseTimeout: '30 seconds',
  scheduleToCloseTimeout: '1 minute',
  retry: backoff,
};

/** A conversation goes on without a store that does not answer: it carries what it has, or hears the small part. */
const contentAccess: ActivityOptions = {
  startToCloseTimeout: '30 seconds',
  scheduleToCloseTimeout: '1 minute',
  retry: backoff,
};

/** A raw request is retried only when its caller says so: see `graphRetryOptions`. */
const rawRequest: ActivityOptions = {
  startToCloseTimeout: attemptTimeoutMs,
  scheduleToCloseTimeout: '1 day',
  retry: { maximumAttempts: 1 },
};

type RetryTable = Readonly<Record<keyof WhatsAppActivities, Readonly<ActivityOptions>>>;

/** The retry table: activity options by activity name, as `proxyWhatsAppActivities()` applies them. */
export const whatsAppActivityOptions: RetryTable = {
  // Sends have a task queue of their own, set where the workflow's is known. Eager dispatch would go around its limits.
  sendWhatsAppMessage: { ...onlyOnce, scheduleToStartTimeout: sendDeadline, allowEagerDispatch: false },
  markWhatsAppMessageRead: { ...repeatable, scheduleToCloseTimeout: '15 minutes' },
  controlWhatsAppThread: { ...repeatable, scheduleToCloseTimeout: '15 minutes' },
  uploadWhatsAppMedia: streaming,
  uploadWhatsAppFile: streaming,
  getWhatsAppMedia: repeatable,
  downloadWhatsAppMedia: streaming,
  deleteWhatsAppMedia: repeatable,
  requestWhatsAppVerificationCode: { ...onlyOnce, scheduleToCloseTimeout: '15 minutes' },
  verifyWhatsAppCode: { ...onlyOnce, scheduleToCloseTimeout: '15 minutes' },
  registerWhatsAppPhoneNumber: onlyOnce,
  deregisterWhatsAppPhoneNumber: onlyOnce,
  getWhatsAppPhoneNumber: repeatable,
  getWhatsAppBusinessProfile: repeatable,
  updateWhatsAppBusinessProfile: streaming,
  listWhatsAppConversationKeys: { ...repeatable, scheduleToCloseTimeout: '15 minutes' },
  storeWhatsAppConsent: consentWrite,
  storeWhatsAppContent: contentAccess,
  loadWhatsAppContent: contentAccess,
  graphRequest: rawRequest,
  callGraph: rawRequest,
};
