/** What an error of Temporal's client means for the events of the call. */
import { isGrpcServiceError, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import { ValueError } from '@temporalio/common';

/** Temporal has not answered by the deadline. */
export class DeadlinePassedError extends Error {
  override name = 'DeadlinePassedError';
  constructor(deadlineMs: number) {
    super(`no answer from Temporal within ${deadlineMs} ms`);
  }
}

/** The names of gRPC's status codes; the place of each is its number. */
const grpcCodes = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];

const finalCodes: ReadonlySet<string> = new Set(['INVALID_ARGUMENT', 'FAILED_PRECONDITION', 'OUT_OF_RANGE']);

/** How both ends of gRPC say that a message is too large. The code is that of a rate limit, which passes. */
const messageTooLarge = /message\b.{0,40} larger than/i;

/** How the server says that a run has had all signals that it takes. The code is that of a wrong argument. */
const signalLimit = /limit for signal events/i;

/** The name of an error's gRPC status, `DEADLINE` for the receiver's own deadline, else `OTHER`. */
export function errorCode(error: unknown): string {
  if (error instanceof DeadlinePassedError) return 'DEADLINE';
  const status = grpcStatus(error);
  return (status && grpcCodes[status.code]) ?? 'OTHER';
}

/** Whether Temporal refused it in a way that no redelivery can change. */
export function isFinalRefusal(error: unknown): boolean {
  const code = errorCode(error);
  if (code === 'RESOURCE_EXHAUSTED') return messageTooLarge.test(grpcStatus(error)?.message ?? '');
  return finalCodes.has(code);
}

/** Whether this run of the workflow takes no more signals. The next run does. */
export function isSignalLimit(error: unknown): boolean {
  return errorCode(error) === 'INVALID_ARGUMENT' && signalLimit.test(grpcStatus(error)?.message ?? '');
}

/** Whether a workflow is missing. The client has an error of its own for a missing namespace. */
export function isWorkflowNotFound(error: unknown): boolean {
  return error instanceof WorkflowNotFoundError;
}

export function isAlreadyStarted(error: unknown): boolean {
  return error instanceof WorkflowExecutionAlreadyStartedError;
}

/** Whether the client's data converter cannot write the arguments. */
export function isUnwritable(error: unknown): boolean {
  return error instanceof ValueError;
}

function grpcStatus(error: unknown): { code: number; message: string } | undefined {
  if (isGrpcServiceError(error)) return error;
  return error instanceof Error && error.cause !== undefined ? grpcStatus(error.cause) : undefined;
}
