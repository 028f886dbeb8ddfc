/** The ends of an attempt that leave unknown whether Meta got its request. */
import { WhatsAppFailureType } from '../failures.js';

/** The types under which the server matches the end of an attempt that vanished with its worker. */
export const vanishedAttempt = {
  startToClose: 'TemporalTimeout:StartToClose',
  heartbeat: 'TemporalTimeout:Heartbeat',
} as const;

/**
 * Ends of an attempt after which nobody knows whether Meta got the request. A retry policy that lists them never
 * repeats an ambiguous request. The server makes the first two itself. A worker that was stopped too hard reports the
 * third.
 */
export const unknownOutcomeTypes: readonly string[] = [
  vanishedAttempt.startToClose,
  vanishedAttempt.heartbeat,
  'WorkerShutdown',
  WhatsAppFailureType.SendOutcomeUnknown,
];
