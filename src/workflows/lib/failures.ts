/** The only place in the sandbox that makes failures, and the one that reads those of activities. */
import { ActivityFailure, ApplicationFailure, TimeoutFailure, isCancellation } from '@temporalio/workflow';
import type { z } from 'zod';
import {
  InvalidInputError,
  WhatsAppFailureType,
  whatsAppFailure,
  type WhatsAppFailureDetails,
} from '../../common/failures.js';
import { parseInput } from '../../common/parse-input.js';

/** A non-retryable failure of one of our types, with the details that every failure of ours carries first. */
export function whatsAppWorkflowFailure(
  type: WhatsAppFailureType,
  message: string,
  details: WhatsAppFailureDetails = {},
  ...more: unknown[]
): ApplicationFailure {
  return ApplicationFailure.create({ type, message, nonRetryable: true, details: [details, ...more] });
}

/**
 * Checks the input of a workflow. A plain error would fail the workflow task and be tried forever, so what is wrong ends the
 * workflow with `WhatsApp.InvalidInput`.
 */
export function checkWorkflowInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  workflow: string,
): z.output<Schema> {
  try {
    return parseInput(schema, input, workflow);
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    throw whatsAppWorkflowFailure(WhatsAppFailureType.InvalidInput, error.message, {}, error.problems);
  }
}

/**
 * Whether an attempt of an activity ended without anybody knowing what Meta did with the request: its worker vanished, was
 * stopped too hard, or lost the answer.
 */
export function isOutcomeUnknown(error: unknown): boolean {
  if (!(error instanceof ActivityFailure) || isCancellation(error)) return false;
  const { cause } = error;
  if (cause instanceof TimeoutFailure) return cause.timeoutType !== 'SCHEDULE_TO_START';
  if (cause instanceof ApplicationFailure && cause.type === 'WorkerShutdown') return true;
  return whatsAppFailure(error)?.details.outcome === 'unknown';
}

/** The failure of a send with an unknown outcome, whichever way it became unknown. */
export function sendOutcomeUnknown(error: unknown, sendKey: string): ApplicationFailure {
  const known = whatsAppFailure(error);
  const details: WhatsAppFailureDetails = {
    ...(known?.type === WhatsAppFailureType.SendOutcomeUnknown && known.details),
    sendKey,
    advice: 'The message may have been accepted. Look for a status with this send key before sending it again.',
  };
  const reason = known ? 'the answer was lost' : 'the worker stopped before the answer came';
  return whatsAppWorkflowFailure(
    WhatsAppFailureType.SendOutcomeUnknown,
    `The outcome of send ${sendKey} is unknown: ${reason}. It was not tried again.`,
    details,
  );
}
