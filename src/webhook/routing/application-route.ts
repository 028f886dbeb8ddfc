/** Routes of the application: what it adds to the receiver's own routing. */
import type { WhatsAppEvent } from '../../common/events/types.js';

/**
 * A route says where an event goes, or returns undefined for "not mine". It is pure and quick, as it runs once for each
 * event of each POST, before the answer. When it throws, the event becomes a dead letter with the reason
 * `route-failed`.
 */
export type WebhookRoute = (event: WhatsAppEvent) => RouteTarget | undefined;

/**
 * The target of an event: a workflow, which gets the signal `whatsAppEvents` with a list of events, or none.
 * `'ignore'` counts the event and forgets it, `'dead-letter'` keeps it to be redriven later.
 */
export type RouteTarget = RunningWorkflowTarget | StartedWorkflowTarget | 'ignore' | 'dead-letter';

/** A workflow that runs. When it does not, the event becomes a dead letter. */
export interface RunningWorkflowTarget {
  /** The id of the workflow, text of 1 to 1,000 bytes. */
  workflowId: string;
}

/** A workflow that is started when it does not run. */
export interface StartedWorkflowTarget extends RunningWorkflowTarget {
  /** The name of the workflow's type. */
  workflowType: string;
  /** Arguments of the start. @default none */
  args?: unknown[];
  /** The task queue of the start. @default the receiver's */
  taskQueue?: string;
}
