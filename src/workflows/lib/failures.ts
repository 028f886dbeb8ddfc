/** The only place in the sandbox that makes failures, and the one that reads those of activities. */
import { ActivityFailure, ApplicationFailure, isCancellation } from '@temporalio/workflow';
import type { z } from 'zod';
import {
  InvalidInputError,
  WhatsAppFailureType,
  type InputProblem,
  type WhatsAppFailureDetails,
} from '../../common/failures.js';
import { parseInput } from '../../common/schema/parse-input.js';
import { outcomeOfError, type UnknownSend } from '../../common/sending/send-outcome.js';

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
 * Checks the input of a workflow. A plain error would fail the workflow task, which is tried forever. So a wrong input
 * ends the workflow with `WhatsApp.InvalidInput`.
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
    throw invalidFailure(error);
  }
}

/** The failure for an input of which a schema cannot tell what is wrong. */
export function invalidInput(workflow: string, problems: readonly InputProblem[]): ApplicationFailure {
  return invalidFailure(new InvalidInputError(workflow, problems));
}

function invalidFailure({ message, problems }: InvalidInputError): ApplicationFailure {
  return whatsAppWorkflowFailure(WhatsAppFailureType.InvalidInput, message, {}, problems);
}

/**
 * Whether an activity ended without anybody knowing what Meta did with the request. Its worker vanished, was stopped
 * too hard, or lost the answer.
 */
export function isOutcomeUnknown(error: unknown): boolean {
  if (!(error instanceof ActivityFailure) || isCancellation(error)) return false;
  return outcomeOfError(error, '')?.kind === 'unknown';
}

/** The failure of a send that has to end while its outcome is unknown. */
export function sendOutcomeUnknown({ sendKey, message, advice }: UnknownSend): ApplicationFailure {
  const details: WhatsAppFailureDetails = { outcome: 'unknown', sendKey, advice };
  return whatsAppWorkflowFailure(WhatsAppFailureType.SendOutcomeUnknown, message, details);
}
