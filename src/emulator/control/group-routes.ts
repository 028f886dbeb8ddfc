/** What users and Meta do with groups. */
import type { EmulatorParts } from '../emulator-parts.js';
import type { GroupMember, GroupSuspension } from '../outbound-webhooks/groups/group-members.js';
import type { ControlRoute } from './control-router.js';

export function groupControlRoutes({ state, groupMembers: members }: EmulatorParts): ControlRoute[] {
  const member = { group: 'https://chat.whatsapp.com/…', from: '491701234567' };
  return [
    {
      method: 'GET',
      path: '/groups',
      does: 'Lists the groups with their links and people.',
      handle: () => state.groups.all(),
    },
    {
      method: 'POST',
      path: '/groups/join',
      does: 'A user follows the invite link of a group: joins it, or asks to, as its approval mode says.',
      body: member,
      handle: async ({ body }) => ({ delivery: (await members.join(body as GroupMember)) ?? null }),
    },
    {
      method: 'POST',
      path: '/groups/leave',
      does: 'A user leaves a group, or takes back the request to join it.',
      body: member,
      handle: async ({ body }) => ({ delivery: (await members.leave(body as GroupMember)) ?? null }),
    },
    {
      method: 'POST',
      path: '/groups/suspend',
      does: 'Meta suspends a group, or ends that; nothing can be sent to a suspended one.',
      body: { group: 'Y2FwaV9ncm91cDox…', suspended: true },
      handle: async ({ body }) => ({ delivery: (await members.suspend(body as GroupSuspension)) ?? null }),
    },
  ];
}
