/** What a message to a group has to keep to. */
import { groupMessageTypes } from '../../../common/messages/group-types.js';
import { GraphError } from '../../meta/graph-error.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import type { EmulatedMessage } from '../../state/messages/message-log.js';

type Sent = Pick<EmulatedMessage, 'phoneNumberId' | 'to' | 'type'>;

/**
 * @see "Groups API" https://developers.facebook.com/documentation/business-messaging/whatsapp/groups (read 2026-11)
 * @throws GraphError 131051, 131020 or 131207. With `anyId` every group is there.
 */
export function checkGroup({ phoneNumberId, to = '', type }: Sent, { groups, settings }: EmulatorState): void {
  if (!groupMessageTypes.has(type)) {
    throw new GraphError({ code: 131051, details: `A message of the type ${type} cannot be sent to a group.` });
  }
  const group = groups.get(to);
  if (group === undefined && settings.anyId) return;
  if (group?.phoneNumberId !== phoneNumberId) {
    throw new GraphError({ code: 131020, details: `Group ${to} does not exist, or is not one of this number.` });
  }
  if (group.isSuspended) throw new GraphError({ code: 131207, details: `Group ${to} is suspended.` });
  if (group.participants.length === 0) {
    throw new GraphError({ code: 131020, details: `Group ${to} has nobody else in it.` });
  }
}
