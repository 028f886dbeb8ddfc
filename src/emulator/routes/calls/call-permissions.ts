/** `GET /{phone-number-id}/call_permissions`: whether a user can be called, and be asked for it. */
import { isRecord } from '../../../common/events/json.js';
import type { Answer, GraphCall, Parameters } from '../../http/graph-call.js';
import { calledPhoneNumber, optional, required } from '../../http/parameters.js';
import { GraphError } from '../../meta/graph-error.js';
import type { CountedUse, Usage } from '../../state/calls/call-permissions.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import type { EmulatedMessage } from '../../state/messages/message-log.js';

/**
 * Meta's pages name the states `no_permission`, `temporary` and `permanent`; its OpenAPI file has other ones.
 *
 * @see "User call permissions" https://developers.facebook.com/docs/whatsapp/cloud-api/calling/user-call-permissions
 * (read 2026-11)
 */
export function readPermission(call: GraphCall, state: EmulatorState): Answer {
  const { id } = calledPhoneNumber(call, state);
  const user = optional(call.parameters, 'recipient') ?? required(call.parameters, 'user_wa_id');
  const userId = state.users.userId(user);
  const permission = state.callPermissions.get(id, userId);
  const mayCall = permission.status !== 'no_permission';
  const action = (name: string, use: CountedUse, isAllowed: boolean): Parameters => {
    const usage = state.callPermissions.usage(use, id, userId);
    const isFree = usage.every(({ used, most }) => used < most);
    return { action_name: name, can_perform_action: isAllowed && isFree, limits: usage.map(describeUsage) };
  };
  return {
    body: {
      messaging_product: 'whatsapp',
      permission: {
        status: permission.status,
        ...(permission.status === 'temporary' && { expiration_time: Math.floor(permission.expiresAtMs / 1000) }),
      },
      actions: [
        action('send_call_permission_request', 'request', permission.status !== 'permanent'),
        action('start_call', 'call', mayCall),
      ],
    },
  };
}

function describeUsage({ period, used, most, endsAtMs }: Usage): Parameters {
  return {
    time_period: period,
    current_usage: used,
    max_allowed: most,
    ...(used >= most && endsAtMs !== undefined && { limit_expiration_time: Math.floor(endsAtMs / 1000) }),
  };
}

/** Counts a message that asks for the permission. @throws GraphError 138009 when the user was asked too often. */
export function countPermissionRequest(
  message: Parameters,
  { phoneNumberId, to, recipient }: Pick<EmulatedMessage, 'phoneNumberId' | 'to' | 'recipient'>,
  { users, callPermissions }: EmulatorState,
): void {
  const { interactive } = message;
  if (!isRecord(interactive) || interactive['type'] !== 'call_permission_request') return;
  const userId = users.userId(recipient ?? to ?? '');
  if (callPermissions.usage('request', phoneNumberId, userId).some(({ used, most }) => used >= most)) {
    throw new GraphError({ code: 138009, details: 'The user was asked once in 24 hours, or twice in 7 days.' });
  }
  callPermissions.count('request', phoneNumberId, userId);
}
