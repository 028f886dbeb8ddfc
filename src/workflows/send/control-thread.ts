/** Who answers a thread, from a workflow. */
import type { SuccessResult } from '../../common/activity-contract.js';
import { controlThreadInputSchema, type ControlThreadInput } from '../../common/inputs/index.js';
import { proxyWhatsAppActivities } from '../activities/proxies.js';
import { checkWorkflowInput } from '../lib/failures.js';

/**
 * Passes, takes or releases the thread of a user at Meta. It needs Conversation Routing: several apps, or Meta's own
 * agent, answer for one number.
 *
 * `chat.handOver()` is another thing: it silences the bot of a conversation, and Meta does not hear of it. Call both to
 * give a user to Meta's agent.
 *
 * @throws ApplicationFailure `WhatsApp.InvalidInput`; an ActivityFailure with what Meta refused with
 * @example await controlThread({ phoneNumberId, to, action: 'pass', targetRole: 'ai_agent' });
 */
export async function controlThread(input: ControlThreadInput): Promise<SuccessResult> {
  checkWorkflowInput(controlThreadInputSchema, input, 'controlThread');
  return proxyWhatsAppActivities().controlWhatsAppThread(input);
}
