/** Calls to a dead letter's workflow, with errors that say what somebody at a command line can do. */
import {
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
  type WorkflowHandle,
} from '@temporalio/client';
import type { DeadLetterState } from '../../common/dead-letter.js';
import { deadLetterWorkflowId } from '../../common/ids/workflow-ids.js';
import { workflowNames } from '../../common/ids/wire-names.js';
import { errorCode } from '../calls/temporal-errors.js';
import { describeError } from '../../common/describe-error.js';

/** Why nothing was done with a dead letter. */
export type DeadLetterErrorReason =
  /** There is none with this id, or Temporal has forgotten it: the namespace's retention is over. */
  | 'not-found'
  /** It was redriven or discarded, or its retention time is over. */
  | 'ended'
  /** Another redrive holds it, or has taken it meanwhile. */
  | 'refused'
  /** No worker answered. */
  | 'no-worker';

/** Nothing was done with a dead letter. */
export class DeadLetterError extends Error {
  /** Always `DeadLetterError`. */
  override name = 'DeadLetterError';
  /** Why nothing was done. */
  readonly reason: DeadLetterErrorReason;
  /** The id of the dead letter, without its prefix. */
  readonly id: string;
  /** The message without the id. */
  readonly problem: string;

  /** @param problem The message without the id. */
  constructor(reason: DeadLetterErrorReason, id: string, problem: string, options?: ErrorOptions) {
    super(`dead letter ${id}: ${problem}`, options);
    this.reason = reason;
    this.id = id;
    this.problem = problem;
  }
}

/** How long a worker may take to answer, in milliseconds. */
const answerTimeoutMs = 10_000;

const prefix = deadLetterWorkflowId('');

/** The part of the workflow id that tells one dead letter from another. */
export function deadLetterId(workflowId: string): string {
  return workflowId.startsWith(prefix) ? workflowId.slice(prefix.length) : workflowId;
}

/**
 * Runs a query or an update of a dead letter's workflow, for at most 10 seconds.
 *
 * @param id with or without the prefix of the workflow id
 * @throws DeadLetterError when there is no such dead letter, or it refuses; else what Temporal's client throws
 */
export async function callDeadLetter<Answer>(
  client: Client,
  id: string,
  call: (handle: WorkflowHandle) => Promise<Answer>,
): Promise<Answer> {
  const handle = client.workflow.getHandle(deadLetterWorkflowId(deadLetterId(id)));
  try {
    return await ask(client, () => call(handle));
  } catch (error) {
    throw await explain(error, client, handle);
  }
}

function ask<Answer>(client: Client, work: () => Promise<Answer>): Promise<Answer> {
  return client.withDeadline(Date.now() + answerTimeoutMs, work);
}

async function explain(error: unknown, client: Client, handle: WorkflowHandle): Promise<unknown> {
  const id = deadLetterId(handle.workflowId);
  if (error instanceof WorkflowUpdateFailedError) {
    return new DeadLetterError('refused', id, describeError(error.cause ?? error), { cause: error });
  }
  if (error instanceof WorkflowNotFoundError) return explainAbsence(error, client, handle);
  if (!isWithoutWorker(error)) return error;
  const { taskQueue } = await ask(client, () => handle.describe());
  const seconds = answerTimeoutMs / 1_000;
  const problem = `no worker answered within ${seconds} seconds on the task queue ${taskQueue}: start one, then try again`;
  return new DeadLetterError('no-worker', id, problem, { cause: error });
}

/** The server says "not found" of an update for a workflow that has ended, too. */
async function explainAbsence(cause: Error, client: Client, handle: WorkflowHandle): Promise<unknown> {
  const id = deadLetterId(handle.workflowId);
  try {
    const { status, type } = await ask(client, () => handle.describe());
    if (type !== workflowNames.deadLetter) return new DeadLetterError('not-found', id, `is a ${type}`, { cause });
    if (status.name !== 'COMPLETED') {
      return new DeadLetterError('ended', id, `was ${status.name.toLowerCase()}`, { cause });
    }
    const { phase } = (await ask(client, () => handle.result())) as DeadLetterState;
    return new DeadLetterError('ended', id, `was already ${phase}`, { cause });
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) return error;
    const problem = 'does not exist, or Temporal has forgotten it: see "dead-letters list"';
    return new DeadLetterError('not-found', id, problem, { cause });
  }
}

/** A query is refused when no worker has asked for work lately, and an update waits for one. */
function isWithoutWorker(error: unknown): boolean {
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return true;
  return ['DEADLINE_EXCEEDED', 'FAILED_PRECONDITION'].includes(errorCode(error));
}
