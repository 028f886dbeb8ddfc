/** The part of Temporal's client that the receiver needs. A `Client` of `@temporalio/client` fits as it is. */
import type { DeadLetterSummary, DeadLetterWorkflowInput } from '../../common/dead-letter.js';
import type { WhatsAppEvent } from '../../common/events/types.js';
import type { InboundMediaWorkflowInput } from '../../common/inputs/media/inbound-media.js';

/** What delivers. A `Client` of `@temporalio/client` is one. */
export interface WebhookTemporalClient {
  /** Lets every call made inside `fn` fail at `deadline`, in Unix milliseconds. */
  withDeadline<R>(deadline: number, fn: () => Promise<R>): Promise<R>;
  /** Reaches workflows. */
  readonly workflow: {
    signalWithStart(workflowType: string, options: EventSignal): Promise<unknown>;
    start(workflowType: string, options: DeadLetterStart | InboundMediaStart): Promise<unknown>;
    getHandle(workflowId: string): WebhookWorkflowHandle;
  };
}

/** What the receiver needs of one workflow. A `WorkflowHandle` of `@temporalio/client` fits as it is. */
interface WebhookWorkflowHandle {
  /** Sends a signal. */
  signal(signal: string, argument: unknown): Promise<void>;
  /** Says how large its history is: asked before much is added to it. */
  describe(): Promise<DescribedWorkflow>;
}

/** How large the history of a workflow is. */
export interface DescribedWorkflow {
  /** Whether it runs: `RUNNING`. */
  status: { name: string };
  /** The number of events. */
  historyLength: number;
  /** The size in bytes. */
  historySize?: number;
  /** What it has to do. */
  raw?: PendingWork;
}

/** What starts a workflow with its first events, or reaches the one that runs. */
export interface EventSignal {
  workflowId: string;
  taskQueue: string;
  /** The arguments of a conversation are one object with `phoneNumberId` and `userKey`. */
  args: unknown[];
  signal: string;
  signalArgs: [WhatsAppEvent[]];
}

/** What starts a workflow whose id is made from what it is about: it is started once. */
interface StartOnce {
  workflowId: string;
  taskQueue: string;
  workflowIdReusePolicy: 'REJECT_DUPLICATE';
  workflowIdConflictPolicy: 'FAIL';
  staticSummary: string;
}

/** What keeps an item. */
export interface DeadLetterStart extends StartOnce {
  args: [DeadLetterWorkflowInput];
  memo: { deadLetter: DeadLetterSummary };
}

/** What stores a file of a user. */
export interface InboundMediaStart extends StartOnce {
  args: [InboundMediaWorkflowInput];
}

/** What a workflow has to do, as the server says it. */
interface PendingWork {
  /** The workflow task that waits for a worker, or that one runs. */
  pendingWorkflowTask?: object | null;
  /** Activities that have not ended. */
  pendingActivities?: readonly object[] | null;
}

/** What is asked to find out whether Temporal can be reached and has the namespace. */
export interface TemporalProbe {
  readonly options: { readonly namespace: string };
  readonly connection: {
    withDeadline<R>(deadline: number, fn: () => Promise<R>): Promise<R>;
    readonly workflowService: { describeNamespace(request: { namespace: string }): Promise<unknown> };
  };
}

/**
 * Resolves when Temporal answers and knows the client's namespace.
 *
 * @throws What the client throws: no connection, no answer in time, no such namespace, no permission.
 */
export async function probeTemporal({ options, connection }: TemporalProbe, timeoutMs: number): Promise<void> {
  await connection.withDeadline(Date.now() + timeoutMs, () =>
    connection.workflowService.describeNamespace({ namespace: options.namespace }),
  );
}
