/** Routes of the application: what it adds to the receiver's own routing. */
import type { WhatsAppEvent } from '../../common/events/types.js';

/**
 * A route says where an event goes, or returns undefined for "not mine". It is pure and quick, as it runs once for each
 * event of each POST, before the answer. When it throws, the event becomes a dead letter with the reason
 * `route-failed`.
 */
export type WebhookRoute = (event: WhatsAppEvent) => RouteTarget | RouteTargets | undefined;

/**
 * The target of an event: a workflow, which gets the signal `whatsAppEvents` with a list of events, or none.
 * `'ignore'` counts the event and forgets it, `'dead-letter'` keeps it to be redriven later.
 */
export type RouteTarget = RunningWorkflowTarget | StartedWorkflowTarget | 'ignore' | 'dead-letter';

/**
 * Several targets of an event: each gets it. `'next'` stands for all that would get it without this route: by the
 * routes behind this one, then by the receiver's own rules. An empty list is "not mine".
 */
export type RouteTargets = readonly (RunningWorkflowTarget | StartedWorkflowTarget | 'next')[];

/** A workflow that runs. `otherwise` says what becomes of the event when it does not. */
export interface RunningWorkflowTarget {
  /** The id of the workflow, text of 1 to 1,000 bytes. */
  workflowId: string;
  /**
   * The fate of an event whose workflow does not run. `'next'` goes on with the routes behind this one and the
   * receiver's own rules, `'ignore'` forgets it, `'dead-letter'` keeps it.
   *
   * @default 'next' for what the receiver's own rules give to a conversation, 'dead-letter' for all else
   */
  otherwise?: 'next' | 'ignore' | 'dead-letter';
}

/** A workflow that is started when it does not run. */
export interface StartedWorkflowTarget {
  /** The id of the workflow, text of 1 to 1,000 bytes. */
  workflowId: string;
  /** The name of the workflow's type. */
  workflowType: string;
  /** Arguments of the start. @default none */
  args?: unknown[];
  /** The task queue of the start. @default the receiver's */
  taskQueue?: string;
}
