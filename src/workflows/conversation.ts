import { condition, continueAsNew, setCurrentDetails, setHandler, workflowInfo } from '@temporalio/workflow';
import { conversationWorkflowInputSchema } from '../common/inputs/index.js';
import { conversationStateQuery, whatsAppEventsSignal } from './definitions.js';
import { checkWorkflowInput } from './lib/failures.js';
import { Mailbox, type MailboxState } from './lib/mailbox.js';

/** How many signals one run takes; the server refuses the 10,001st, and a long history is slow to replay. */
const signalsPerRun = 2_000;

export interface ConversationWorkflowInput {
  phoneNumberId: string;
  /** The user's key in the workflow id: business-scoped user id, wa_id or phone number, whichever is known first. */
  userId: string;
  /** What the previous run left; only the workflow itself sets it. */
  carried?: MailboxState;
}

/**
 * The mailbox of one user at one business number: keeps the latest messages, each once however often Meta delivers it.
 *
 * - Workflow id: `whatsapp-conversation:<phone number id>:<user>`; the receiver starts it with signalWithStart.
 * - Signals: `whatsAppEvents`. Queries: `conversationState`. Updates: none.
 * - Continues as new: when the server suggests it, or after 2,000 signals. Nothing is lost: messages and the ids of the
 *   last eight days are carried over.
 *
 * It never returns: an idle conversation costs nothing.
 */
export async function conversationWorkflow(input: ConversationWorkflowInput): Promise<never> {
  const { phoneNumberId, userId } = checkWorkflowInput(conversationWorkflowInputSchema, input, 'conversationWorkflow');
  const mailbox = new Mailbox(input.carried);
  let signals = 0;
  setHandler(whatsAppEventsSignal, (events) => {
    signals += 1;
    mailbox.add(events, Date.now());
    setCurrentDetails(mailbox.describe());
  });
  setHandler(conversationStateQuery, () => ({ phoneNumberId, userId, ...mailbox.summary }));
  setCurrentDetails(mailbox.describe());
  await condition(() => signals >= signalsPerRun || workflowInfo().continueAsNewSuggested);
  return continueAsNew<typeof conversationWorkflow>({ phoneNumberId, userId, carried: mailbox.state });
}
