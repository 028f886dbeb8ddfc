import { defined } from '../../../common/schema/defined.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import type { Group, JoinRequest, Participant } from '../../state/groups/groups.js';
import { unixSeconds, webhookPlace } from '../bodies/payloads.js';
import type { WebhookDelivery } from '../delivery/webhook-delivery.js';
import type { WebhookDispatcher } from '../delivery/webhook-dispatcher.js';

type Field = 'group_lifecycle_update' | 'group_participants_update' | 'group_settings_update' | 'group_status_update';
type Posted = Promise<WebhookDelivery | undefined>;

/** Who made a participant come or go. */
type Initiator = 'business' | 'participant';

/**
 * Tells by webhook what happens to groups.
 *
 * @see "Group webhooks" https://developers.facebook.com/docs/whatsapp/cloud-api/groups/webhooks (read 2026-11)
 */
export class GroupWebhooks {
  readonly #state: EmulatorState;
  readonly #dispatcher: WebhookDispatcher;

  constructor(state: EmulatorState, dispatcher: WebhookDispatcher) {
    this.#state = state;
    this.#dispatcher = dispatcher;
  }

  /** An id of a request that is answered by webhook. */
  createRequestId(): string {
    return this.#state.settings.ids.uuid('group request');
  }

  created(group: Group, requestId: string): Posted {
    const { subject, description, inviteLink, joinApprovalMode } = group;
    return this.#post('group_lifecycle_update', group, 'group_create', {
      request_id: requestId,
      subject,
      ...defined({ description }),
      invite_link: inviteLink,
      join_approval_mode: joinApprovalMode,
    });
  }

  deleted(group: Group, requestId: string): Posted {
    return this.#post('group_lifecycle_update', group, 'group_delete', { request_id: requestId });
  }

  settings(group: Group, requestId: string, changes: Record<string, unknown>): Posted {
    return this.#post('group_settings_update', group, 'group_settings_update', { request_id: requestId, ...changes });
  }

  joined(group: Group, participants: readonly Participant[], reason: string): Posted {
    return this.#post('group_participants_update', group, 'group_participants_add', {
      reason,
      added_participants: participants.map(shownParticipant),
    });
  }

  /** `removal` has who is gone, and who could not be removed. */
  left(group: Group, initiatedBy: Initiator, removal: Record<string, unknown>): Posted {
    return this.#post('group_participants_update', group, 'group_participants_remove', {
      ...removal,
      initiated_by: initiatedBy,
    });
  }

  asked(group: Group, request: JoinRequest): Posted {
    return this.#joinRequest(group, request, 'group_join_request_created');
  }

  revoked(group: Group, request: JoinRequest): Posted {
    return this.#joinRequest(group, request, 'group_join_request_revoked');
  }

  suspension(group: Group): Posted {
    const type = group.isSuspended ? 'group_suspend' : 'group_suspend_cleared';
    return this.#post('group_status_update', group, type, {});
  }

  #joinRequest(group: Group, request: JoinRequest, type: string): Posted {
    const members = { join_request_id: request.id, ...shownParticipant(request) };
    return this.#post('group_participants_update', group, type, members);
  }

  /** Nobody is told of a group whose number is gone. */
  async #post(
    field: Field,
    { id, phoneNumberId }: Group,
    type: string,
    members: Record<string, unknown>,
  ): Promise<WebhookDelivery | undefined> {
    const { phoneNumbers, settings } = this.#state;
    const phoneNumber = phoneNumbers.find(phoneNumberId);
    if (!phoneNumber) return undefined;
    const item = { timestamp: unixSeconds(settings.clock()), group_id: id, type, ...members };
    return this.#dispatcher.post({ part: { ...webhookPlace(phoneNumber, field), at: 'item', list: 'groups', item } });
  }
}

export function shownParticipant({ waId, userId }: Participant): Record<string, unknown> {
  return defined({ wa_id: waId, user_id: userId });
}
