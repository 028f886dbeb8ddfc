/** What users and Meta do with groups. */
import type { EmulatorParts } from '../emulator-parts.js';
import type { WebhookDelivery } from '../outbound-webhooks/delivery/webhook-delivery.js';
import type { GroupMember, GroupSuspension } from '../outbound-webhooks/groups/group-members.js';
import type { ControlRoute } from './control-router.js';

const member = { group: 'https://chat.whatsapp.com/…', from: '491701234567' };

export function groupControlRoutes({ state, groupMembers: members }: EmulatorParts): ControlRoute[] {
  const does = 'Lists the groups with their links and people.';
  return [
    { method: 'GET', path: '/groups', does, handle: () => state.groups.all() },
    action(
      'join',
      'A user follows the invite link of a group: joins it, or asks to, as its approval mode says.',
      member,
      (body) => members.join(body as GroupMember),
    ),
    action('leave', 'A user leaves a group, or takes back the request to join it.', member, (body) =>
      members.leave(body as GroupMember),
    ),
    action(
      'suspend',
      'Meta suspends a group, or ends that; nothing can be sent to a suspended one.',
      { group: 'Y2FwaV9ncm91cDox…', suspended: true },
      (body) => members.suspend(body as GroupSuspension),
    ),
  ];
}

function action(
  name: string,
  does: string,
  body: object,
  act: (body: unknown) => Promise<WebhookDelivery | undefined>,
): ControlRoute {
  const handle: ControlRoute['handle'] = async (request) => ({ delivery: (await act(request.body)) ?? null });
  return { method: 'POST', path: `/groups/${name}`, does, body, handle };
}
