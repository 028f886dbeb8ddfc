/** What the failure of a phone says of groups, whose messages no phone of a test shows. */
import type { EmulatedGroup } from '../../emulator/index.js';

/** @param userIds all ids of the user @returns one line for all groups that the user is in; none without one */
export function describeGroups(groups: readonly EmulatedGroup[], userIds: readonly string[]): string[] {
  const own = groups.filter(({ participants }) => participants.some(({ userId }) => userIds.includes(userId)));
  if (own.length === 0) return [];
  const names = own.map(({ id, subject }) => `${id} (${subject})`).join(', ');
  return [
    `The phone shows private messages only, and the user is in ${names}: what went there is in ` +
      'kit.emulator.messages({ to: groupId }).',
  ];
}
