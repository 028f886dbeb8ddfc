/** The part of Temporal's client that the receiver needs. A `Client` of @temporalio/client fits as it is. */
import type { WhatsAppEvent } from '../common/events/types.js';

export interface WebhookTemporalClient {
  /** Lets every call made inside `fn` fail at `deadline`, in Unix milliseconds. */
  withDeadline<R>(deadline: number, fn: () => Promise<R>): Promise<R>;
  readonly workflow: {
    signalWithStart(workflowType: string, options: ConversationSignal): Promise<unknown>;
    getHandle(workflowId: string): { signal(signal: string, events: WhatsAppEvent[]): Promise<void> };
  };
}

/** What starts a conversation, or reaches the one that runs. */
export interface ConversationSignal {
  workflowId: string;
  taskQueue: string;
  args: [{ phoneNumberId: string; userId: string }];
  signal: string;
  signalArgs: [WhatsAppEvent[]];
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
