import { z } from 'zod';
import { phoneNumberSchema, userIdSchema } from '../../../common/ids/user-reference.js';
import { defined } from '../../../common/schema/defined.js';
import { parseInput } from '../../../common/schema/parse-input.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import type { Group } from '../../state/groups/groups.js';
import type { WebhookDelivery } from '../delivery/webhook-delivery.js';
import { shownParticipant, type GroupWebhooks } from './group-webhooks.js';

/** A user and a group. One of `from` and `userId` is required. */
export interface GroupMember {
  /** Id of the group, or the link with which users join it. */
  group: string;
  /** The user's phone number, in any notation. */
  from?: string;
  /** The user's business-scoped user id. */
  userId?: string;
  /** Profile name. @default the name the user had before */
  name?: string;
}

/** A group that Meta suspends, or no longer does. */
export interface GroupSuspension {
  /** Id of the group. */
  group: string;
  /** Whether the group is suspended from now on. */
  suspended: boolean;
}

/** A group as it is now. */
export interface EmulatedGroup {
  /** Id of the group. */
  id: string;
  /** Id of the number that has made it. */
  phoneNumberId: string;
  /** Its name. */
  subject: string;
  /** The link with which users join; absent after it was deleted. */
  inviteLink?: string;
  /** Whether nothing can be sent to it. */
  isSuspended: boolean;
  /** Everybody but the business. */
  participants: {
    /** Business-scoped user id. */
    userId: string;
    /** WhatsApp id, where the number is known. */
    waId?: string;
  }[];
}

/** Most people in a group beside the business. */
export const mostParticipants = 8;

const groupMemberSchema = z
  .strictObject({
    group: z.string().min(1),
    from: phoneNumberSchema.optional(),
    userId: userIdSchema.optional(),
    name: z.string().optional(),
  })
  .refine(({ from, userId }) => from !== undefined || userId !== undefined, {
    error: 'must have a user: a phone number in "from" or a business-scoped user id in "userId"',
  });

const groupSuspensionSchema = z.strictObject({ group: z.string().min(1), suspended: z.boolean() });

/**
 * What users and Meta do with groups. Each call resolves after the first attempt to deliver the webhook that tells it;
 * undefined without a webhook URL. Each rejects with InvalidInputError for a wrong input, and with Error for a group
 * that is not there.
 */
export interface GroupActions {
  /** The groups of all numbers, oldest first. The business makes them at the Graph API. */
  list(): EmulatedGroup[];
  /** A user follows the invite link: is in the group, or asks to be, as the group's approval mode says. */
  join(member: GroupMember): Promise<WebhookDelivery | undefined>;
  /** A user leaves the group, or no longer wants to join it. */
  leave(member: GroupMember): Promise<WebhookDelivery | undefined>;
  /** Meta suspends a group, or ends that. Nothing can be sent to a group that is suspended. */
  suspend(suspension: GroupSuspension): Promise<WebhookDelivery | undefined>;
}

/** @internal */
export class GroupMembers implements GroupActions {
  readonly #state: EmulatorState;
  readonly #webhooks: GroupWebhooks;

  constructor(state: EmulatorState, webhooks: GroupWebhooks) {
    this.#state = state;
    this.#webhooks = webhooks;
  }

  list(): EmulatedGroup[] {
    return this.#state.groups.all().map(({ id, phoneNumberId, subject, inviteLink, isSuspended, participants }) => ({
      id,
      phoneNumberId,
      subject,
      isSuspended,
      ...defined({ inviteLink }),
      participants: participants.map(({ userId, waId }) => ({ userId, ...defined({ waId }) })),
    }));
  }

  async join(member: GroupMember): Promise<WebhookDelivery | undefined> {
    const { group: key, ...reference } = parseInput(groupMemberSchema, member, 'joinGroup');
    const group = this.#group(key);
    const { userId, waId } = this.#state.users.meet(reference);
    const user = { userId, waId };
    if (group.participants.some((one) => one.userId === userId)) throw new Error(`${key} has this user already`);
    if (group.joinApprovalMode === 'approval_required') {
      return this.#webhooks.asked(group, this.#state.groups.request(group, user));
    }
    if (group.participants.length >= mostParticipants) throw new Error(`${key} has ${mostParticipants} people already`);
    group.participants.push(user);
    return this.#webhooks.joined(group, [user], 'invite_link');
  }

  async leave(member: GroupMember): Promise<WebhookDelivery | undefined> {
    const { group: key, ...reference } = parseInput(groupMemberSchema, member, 'leaveGroup');
    const group = this.#group(key);
    const { userId } = this.#state.users.meet(reference);
    const request = group.joinRequests.find((one) => one.userId === userId);
    if (request) {
      group.joinRequests = group.joinRequests.filter((one) => one !== request);
      return this.#webhooks.revoked(group, request);
    }
    const participant = group.participants.find((one) => one.userId === userId);
    if (!participant) throw new Error(`${key} does not have this user`);
    group.participants = group.participants.filter((one) => one !== participant);
    return this.#webhooks.left(group, 'participant', { removed_participants: [shownParticipant(participant)] });
  }

  async suspend(suspension: GroupSuspension): Promise<WebhookDelivery | undefined> {
    const { group: key, suspended } = parseInput(groupSuspensionSchema, suspension, 'suspendGroup');
    const group = this.#group(key);
    group.isSuspended = suspended;
    return this.#webhooks.suspension(group);
  }

  #group(key: string): Group {
    const group = this.#state.groups.find(key);
    if (!group) throw new Error(`no group ${key} in the emulator; POST /{phone-number-id}/groups makes one`);
    return group;
  }
}
