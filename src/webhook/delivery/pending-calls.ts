import type { WebhookTemporalClient } from '../calls/temporal.js';

/**
 * A client that knows which of its calls have not settled.
 *
 * A POST is answered at its deadline, but the SDK may still sleep before its next try. When the connection is closed
 * under it, that try throws where nothing can catch it.
 */
export class PendingCalls implements WebhookTemporalClient {
  readonly workflow: WebhookTemporalClient['workflow'];
  private readonly client: WebhookTemporalClient;
  private readonly pending = new Set<Promise<unknown>>();

  constructor(client: WebhookTemporalClient) {
    this.client = client;
    this.workflow = {
      signalWithStart: (...args) => this.track(client.workflow.signalWithStart(...args)),
      start: (...args) => this.track(client.workflow.start(...args)),
      getHandle: (workflowId) => {
        const handle = client.workflow.getHandle(workflowId);
        return {
          signal: (...args) => this.track(handle.signal(...args)),
          describe: () => this.track(handle.describe()),
        };
      },
    };
  }

  withDeadline<R>(deadline: number, fn: () => Promise<R>): Promise<R> {
    return this.client.withDeadline(deadline, fn);
  }

  /** Resolves when every call has settled, whatever came of it, and so has every call that followed one. */
  async settled(): Promise<void> {
    while (this.pending.size > 0) await Promise.allSettled(this.pending);
  }

  /** Counts a call until it has settled. */
  track<Result>(call: Promise<Result>): Promise<Result> {
    this.pending.add(call);
    const forget = (): void => void this.pending.delete(call);
    call.then(forget, forget);
    return call;
  }
}
