/** What an application adds to the receiver's own routing. */
import type { WhatsAppEvent } from '../../common/events/types.js';

/** Where an event goes by a route of the application: always the signal `whatsAppEvents`, with a list of events. */
export type RouteTarget =
  /** A workflow that runs. When it does not, the event becomes a dead letter. */
  | { workflowId: string }
  /** A workflow that is started when it does not run. */
  | {
      workflowId: string;
      workflowType: string;
      /** Arguments of a start. @default none */
      args?: unknown[];
      /** @default the receiver's */
      taskQueue?: string;
    }
  /** Nowhere: counted, and forgotten. */
  | 'ignore'
  /** Kept as a dead letter, to be redriven later. */
  | 'dead-letter';

/**
 * Says where an event goes, or undefined for "not mine". Pure and quick: it runs once for each event of each POST, before the
 * answer. When it throws, the event becomes a dead letter with the reason `route-failed`.
 */
export type WebhookRoute = (event: WhatsAppEvent) => RouteTarget | undefined;
