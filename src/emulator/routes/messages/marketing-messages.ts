/** `POST /{phone-number-id}/marketing_messages`: marketing templates, as `/messages` takes them. */
import { isRecord } from '../../../common/events/json.js';
import type { Answer, GraphCall, Parameters } from '../../http/graph-call.js';
import { graphRouter, type GraphRoutes } from '../../http/graph-pipeline.js';
import { calledPhoneNumber, enumValue, optional, required } from '../../http/parameters.js';
import { GraphError } from '../../meta/graph-error.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import type { PhoneNumber } from '../../state/numbers/phone-numbers.js';
import { sendMessage, type SendConsequences } from './messages.js';
import { tolerated } from './message-tolerance.js';

const policies = ['CLOUD_API_FALLBACK', 'STRICT'];

/**
 * @see "Marketing Messages API for WhatsApp" https://developers.facebook.com/docs/whatsapp/marketing-messages-lite-api
 * (read 2026-11)
 */
export function marketingMessageRoutes(state: EmulatorState, consequences: SendConsequences): GraphRoutes {
  return graphRouter(state, {
    'POST /:phoneNumberId/marketing_messages': (call) => send(call, state, consequences),
  });
}

function send(call: GraphCall, state: EmulatorState, consequences: SendConsequences): Promise<Answer> {
  const { product_policy: policy, message_activity_sharing: _sharing, ...message } = tolerated(call.parameters);
  required(message, 'messaging_product');
  if (required(message, 'type') !== 'template') throw notMarketing('a message of another type than template');
  if (policy !== undefined) enumValue(optional({ policy }, 'policy') ?? '', 'product_policy', policies);
  checkCategory(message, calledPhoneNumber(call, state), state);
  return sendMessage(call, message, state, { ...consequences, via: 'marketing_messages' });
}

/** A template that is not there is refused with the reason of its own. */
function checkCategory({ template }: Parameters, { wabaId }: PhoneNumber, { templates }: EmulatorState): void {
  const name = isRecord(template) ? template['name'] : undefined;
  const known = templates.ofAccount(wabaId).find((one) => one.name === name);
  if (known && known.category !== 'MARKETING') throw notMarketing(`a template of the category ${known.category}`);
}

function notMarketing(what: string): GraphError {
  return new GraphError({ code: 131055, details: `Only marketing templates can be sent here; this is ${what}.` });
}
