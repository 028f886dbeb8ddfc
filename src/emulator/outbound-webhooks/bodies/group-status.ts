/** What becomes of a message to a group, with each of its participants. */
import { defined } from '../../../common/schema/defined.js';
import type { Recipient } from '../../state/messages/users.js';
import type { ItemPart } from './compose-webhook.js';

/**
 * The status of a message to a group once for each participant, in one webhook.
 *
 * @see "Status messages webhook"
 * https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference/messages/status (read 2026-11)
 */
export function forParticipants(part: ItemPart, participants: readonly Recipient[]): ItemPart {
  const [first, ...others] = participants.map(({ name, username, waId, userId }) => ({
    item: {
      ...(part.item as Record<string, unknown>),
      ...defined({ recipient_participant_id: waId }),
      recipient_participant_user_id: userId,
    },
    contact: defined({
      profile: name === undefined ? undefined : defined({ name, username }),
      wa_id: waId,
      user_id: userId,
    }),
  }));
  return first ? { ...part, ...first, others } : part;
}
