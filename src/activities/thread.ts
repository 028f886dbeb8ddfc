/** The activity that controls who answers a thread. */
import type { WhatsAppActivities } from '../common/activity-contract.js';
import { controlThreadInputSchema } from '../common/inputs/index.js';
import { defined } from '../common/schema/defined.js';
import { defineActivity } from './attempt/activity.js';
import { member, type Call, type GraphCaller } from './graph-caller.js';

export function threadActivities(graph: GraphCaller): Pick<WhatsAppActivities, 'controlWhatsAppThread'> {
  return {
    controlWhatsAppThread: defineActivity('controlWhatsAppThread', controlThreadInputSchema, async (input, attempt) => {
      const { phoneNumberId, credential, action, to, recipient, targetRole, metadata } = input;
      const call: Call = { attempt, credential, phoneNumberId, idempotent: true };
      const control_pass = targetRole && { target_role: targetRole };
      const json = { messaging_product: 'whatsapp', action, ...defined({ to, recipient, control_pass, metadata }) };
      const path = `/${phoneNumberId}/thread_control`;
      const response = await graph.request(call, { method: 'POST', path, json });
      // Meta answers with the product, and without the usual "success".
      if (member(response.body, 'messaging_product') === undefined) {
        throw graph.unexpectedAnswer(call, response, '"messaging_product"');
      }
      return { success: true };
    }),
  };
}
