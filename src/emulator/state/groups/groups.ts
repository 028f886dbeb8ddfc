import { createHash } from 'node:crypto';
import type { IdSource } from '../../meta/id-source.js';
import { addToRecord } from '../kept-records.js';

/**
 * Most groups of a number.
 *
 * @see "Groups API" https://developers.facebook.com/documentation/business-messaging/whatsapp/groups (read 2026-11)
 */
const mostGroups = 10_000;

/** A user in a group, or one who asks to be. */
export interface Participant {
  /** Business-scoped user id. */
  userId: string;
  waId?: string | undefined;
}

/** A user's wish to join a group. */
export interface JoinRequest extends Participant {
  id: string;
  createdAtMs: number;
}

/** How users join: at once, or after somebody has approved them. */
export type JoinApprovalMode = 'auto_approve' | 'approval_required';

/** What a group is made from. */
export interface NewGroup {
  phoneNumberId: string;
  subject: string;
  description?: string | undefined;
  joinApprovalMode: JoinApprovalMode;
}

export interface Group extends NewGroup {
  id: string;
  /** Absent after the link was deleted. */
  inviteLink?: string | undefined;
  isSuspended: boolean;
  createdAtMs: number;
  /** Everybody but the business. */
  participants: Participant[];
  joinRequests: JoinRequest[];
}

/** Who writes in which group. */
interface GroupWriter {
  groupId: string;
  phoneNumberId: string;
  userId: string;
}

/** The groups of all numbers. */
export class Groups {
  readonly #byId = new Map<string, Group>();
  readonly #clock: () => number;
  readonly #ids: IdSource;

  constructor(clock: () => number, ids: IdSource) {
    this.#clock = clock;
    this.#ids = ids;
  }

  /** Undefined when the number has too many groups. */
  add(group: NewGroup): Group | undefined {
    if (this.of(group.phoneNumberId).length >= mostGroups) return undefined;
    const added: Group = {
      ...group,
      id: this.#createId(group.phoneNumberId),
      inviteLink: this.createInviteLink(),
      isSuspended: false,
      createdAtMs: this.#clock(),
      participants: [],
      joinRequests: [],
    };
    this.#byId.set(added.id, added);
    return added;
  }

  get(id: string): Group | undefined {
    return this.#byId.get(id);
  }

  /** A group by its id, or by the link with which users join it. */
  find(idOrLink: string): Group | undefined {
    return this.get(idOrLink) ?? this.all().find(({ inviteLink }) => inviteLink === idOrLink);
  }

  /**
   * Refuses what nobody can write in a group.
   *
   * @param anyId whether groups are there that nobody has made
   * @throws Error that names the group and its participants
   */
  checkWriter({ groupId, phoneNumberId, userId }: GroupWriter, anyId: boolean): void {
    const group = this.get(groupId);
    if (group === undefined && anyId) return;
    if (group?.phoneNumberId !== phoneNumberId) {
      const known = this.of(phoneNumberId).map(({ id, subject }) => `${id} (${subject})`);
      throw new Error(
        `no group ${groupId} at the number ${phoneNumberId}; it has ${known.join(', ') || 'none'}. ` +
          'POST /{phone-number-id}/groups makes one',
      );
    }
    if (group.participants.some((one) => one.userId === userId)) return;
    const names = group.participants.map((one) => one.waId ?? one.userId).join(', ') || 'nobody';
    throw new Error(
      `${userId} is not in the group ${groupId} (${group.subject}), and cannot write there; in it: ${names}. ` +
        'Let the user join first: groups.join({ group, from }), POST /_emulator/groups/join',
    );
  }

  /** @throws Error when an id that is to be of a user is of a group */
  checkUser(id: string): void {
    if (this.get(id)) throw new Error(`${id} is a group: name one of its participants, and the group in "groupId"`);
  }

  /** Groups of a number, oldest first. */
  of(phoneNumberId: string): Group[] {
    return this.all().filter((group) => group.phoneNumberId === phoneNumberId);
  }

  all(): Group[] {
    return [...this.#byId.values()];
  }

  /** Keeps a user's wish to join; one who has asked already asks only once. */
  request(group: Group, user: Participant): JoinRequest {
    const known = group.joinRequests.find(({ userId }) => userId === user.userId);
    if (known) return known;
    const request = { ...user, id: joinRequestId(group, user), createdAtMs: this.#clock() };
    addToRecord(group.joinRequests, request);
    return request;
  }

  delete(id: string): void {
    this.#byId.delete(id);
  }

  createInviteLink(): string {
    return `https://chat.whatsapp.com/${this.#ids.bytes('invite link', 16).toString('base64url')}`;
  }

  /** What is saved and brought back with the state. */
  kept(): Record<string, Map<string, unknown>> {
    return { byId: this.#byId };
  }

  clear(): void {
    this.#byId.clear();
  }

  /** An id in the shape of Meta's: base64 of a text with two numbers. */
  #createId(phoneNumberId: string): string {
    const serial = String(1e14 + this.#ids.integer('group', 1e14));
    return `${Buffer.from(`capi_group:${phoneNumberId}:120363${serial}`).toString('base64').replace(/=+$/, '')}ZD`;
  }
}

function joinRequestId({ id }: Group, { userId }: Participant): string {
  return createHash('sha256').update(`${id} ${userId}`).digest('base64url').slice(0, 32);
}
