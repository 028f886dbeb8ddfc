/** The keys under which the receiver finds a user's conversation, where an id key hides the ids. */
import type { WhatsAppActivities } from '../common/activity-contract.js';
import { listConversationKeysInputSchema } from '../common/inputs/index.js';
import { defined } from '../common/schema/defined.js';
import { conversationKeys } from '../id-keys/conversation-keys.js';
import { defineActivity } from './attempt/activity.js';
import { configurationFailure } from './attempt/failure.js';

export function conversationKeyActivities(
  idKey: string | undefined,
): Pick<WhatsAppActivities, 'listWhatsAppConversationKeys'> {
  return {
    listWhatsAppConversationKeys: defineActivity(
      'listWhatsAppConversationKeys',
      listConversationKeysInputSchema,
      async ({ userId, waId }, { activity }) => {
        if (idKey === undefined) throw configurationFailure(activity, withoutIdKey);
        return { keys: conversationKeys(defined({ userId, waId }), idKey) };
      },
    ),
  };
}

const withoutIdKey =
  'this worker has no id key: set WHATSAPP_ID_KEY, or pass "idKey" to WhatsAppPlugin or createWhatsAppActivities(), ' +
  'with the value that the receiver has';
