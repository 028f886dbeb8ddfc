/** The way of what users write to the conversation of a test. */
import { conversationWorkflowId } from '../common/ids/workflow-ids.js';
import type { WebhookRoute } from '../webhook/index.js';

/** @param workflowType the name of the conversation's workflow */
export function routeToConversation(workflowType: string): WebhookRoute {
  return (event) => {
    if ((event.kind !== 'message' && event.kind !== 'echo') || event.field === 'history') return undefined;
    const { phoneNumberId, conversationKeys: [userKey] = [] } = event;
    if (phoneNumberId === undefined || userKey === undefined) return undefined;
    const workflowId = conversationWorkflowId(phoneNumberId, userKey);
    return { workflowId, workflowType, args: [{ phoneNumberId, userKey }] };
  };
}
