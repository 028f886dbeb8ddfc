/** Whether a raw request sends a message, and the ends of an attempt that leave it unknown. */
import { WhatsAppFailureType } from '../failures.js';

/** The edges that make one more message each time a POST on them is accepted. */
const messageEdge = /\/(messages|marketing_messages|messages_encrypted)\/*$/i;

/** The members of a raw request that tell whether it sends a message. */
interface RawRequest {
  method?: string | undefined;
  path: string;
  data?: unknown;
}

/** Whether repeating the request would send the message again. Marking a message as read is a POST on the same edge. */
export function sendsMessage({ method, path, data }: RawRequest): boolean {
  if (method !== 'POST' || !messageEdge.test(decoded(path))) return false;
  const status = typeof data === 'object' && data !== null ? (data as { status?: unknown }).status : undefined;
  return status !== 'read';
}

/** A path may be percent-encoded. A path that cannot be decoded is matched as it stands. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

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
