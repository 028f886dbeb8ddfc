/**
 * `GET`, `POST` and `DELETE /{phone-number-id}/block_users`. A number can block who has written to it within 24 hours.
 *
 * @see "Block users" https://developers.facebook.com/docs/whatsapp/cloud-api/block-users (read 2026-11)
 */
import { isPhoneNumber } from '../../../common/ids/user-reference.js';
import { isRecord } from '../../../common/events/json.js';
import { defined } from '../../../common/schema/defined.js';
import type { Answer, GraphCall, Parameters } from '../../http/graph-call.js';
import { graphRouter, type GraphRoutes } from '../../http/graph-pipeline.js';
import { page } from '../../http/paging.js';
import { calledPhoneNumber, fromJson, required } from '../../http/parameters.js';
import { GraphError, invalidParameter, missingParameter } from '../../meta/graph-error.js';
import { phoneDigits } from '../../meta/identifiers.js';
import type { EmulatorState } from '../../state/emulator-state.js';

/** Most users that a number can block. */
const largestList = 64_000;

const notActive = { code: 131_047, message: '(#131047) Re-engagement message' };

/** A user as the request names one. */
interface NamedUser {
  input: string;
  userId: string;
  waId?: string;
}

export function blockUserRoutes(state: EmulatorState): GraphRoutes {
  return graphRouter(state, {
    'GET /:phoneNumberId/block_users': (call) => list(call, state),
    'POST /:phoneNumberId/block_users': (call) => block(call, state),
    'DELETE /:phoneNumberId/block_users': (call) => unblock(call, state),
  });
}

function list(call: GraphCall, state: EmulatorState): Answer {
  const { id } = calledPhoneNumber(call, state);
  const data = state.blocked.list(id).map((shown) => {
    const key = /^\d+$/.test(shown) ? 'wa_id' : 'user_id';
    return { messaging_product: 'whatsapp', [key]: shown };
  });
  return { body: page(data, call) };
}

/** Those who cannot be blocked come in a list of their own, beside an error. */
function block(call: GraphCall, state: EmulatorState): Answer {
  const { id } = calledPhoneNumber(call, state);
  const users = namedUsers(call.parameters, state);
  const good = users.filter(({ userId }) => state.windows.isOpen(id, userId));
  const failed = users.filter((user) => !good.includes(user));
  if (state.blocked.list(id).length + good.length > largestList) {
    throw new GraphError({ code: 139_101, details: `A number can block ${largestList} users.` });
  }
  for (const { userId, waId } of good) state.blocked.block(id, userId, waId ?? userId);
  const blockUsers = {
    added_users: good.map(shownUser),
    ...(failed.length > 0 && { failed_users: failed.map((user) => ({ ...shownUser(user), errors: [notActive] })) }),
  };
  const body = { messaging_product: 'whatsapp', block_users: blockUsers };
  if (failed.length === 0) return { body };
  const details = 'A user has to have written to the number within 24 hours.';
  const error = new GraphError({ code: 139_100, message: '(#139100) Failed to block/unblock users', details });
  return { status: 400, body: { ...body, ...error.toBody() } };
}

function unblock(call: GraphCall, state: EmulatorState): Answer {
  const { id } = calledPhoneNumber(call, state);
  const users = namedUsers(call.parameters, state);
  for (const { userId } of users) state.blocked.unblock(id, userId);
  return { body: { messaging_product: 'whatsapp', block_users: { removed_users: users.map(shownUser) } } };
}

function namedUsers(parameters: Parameters, { users }: EmulatorState): NamedUser[] {
  required(parameters, 'messaging_product');
  const given = fromJson(parameters['block_users']);
  if (given === undefined) throw missingParameter('block_users');
  if (!Array.isArray(given) || given.length === 0) throw invalidParameter('Param block_users must be a list of users.');
  return given.map((entry: unknown) => {
    const { user, user_id: userId } = isRecord(entry) ? entry : {};
    const input = user ?? userId;
    if (typeof input !== 'string' || input === '') throw invalidParameter('Each of block_users must have a user.');
    const waId = userId === undefined && isPhoneNumber(input) ? phoneDigits(input) : undefined;
    return { input, userId: users.userId(input), ...defined({ waId }) };
  });
}

function shownUser({ input, userId, waId }: NamedUser): Parameters {
  return { input, ...(waId === undefined ? { user_id: userId } : { wa_id: waId }) };
}
