/** What the phone page can ask of Temporal, which the emulator itself knows nothing of. */
import type { TemporalActivityView, TemporalConversationView, TemporalCostView } from '../phone-views.js';

/** An activity of a conversation that has not ended. */
export interface TemporalActivity extends TemporalActivityView {}

/** What a dialogue has cost. */
export interface TemporalCost extends TemporalCostView {}

/** What Temporal does for one conversation. */
export interface TemporalConversation extends TemporalConversationView {}

/** The conversation that is asked about. */
export interface TemporalQuestion {
  /** The business number. */
  phoneNumberId: string;
  /** All ids of the user that are known: phone number and business-scoped user id. */
  userIds: readonly string[];
  /** Id of the group whose conversation it is. Absent for a private one. */
  groupId?: string;
}

/** Answers what the phone page shows beside a chat: who waits for what, who owns it, what it has cost. */
export interface TemporalSide {
  /** The address of a workflow in Temporal UI; undefined where there is none. */
  linkTo(workflowId: string): string | undefined;
  /** The conversation; undefined when there is none. A rejection is shown as it is. */
  conversation(question: TemporalQuestion): Promise<TemporalConversation | undefined>;
}
