/**
 * `GET`, `POST` and `DELETE /{waba-id}/assigned_users`: who may work with an account, and what each may do.
 *
 * @see "WhatsApp Business Account Assigned Users"
 * https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/assigned_users (read 2026-11)
 */
import { selectFields } from '../../http/fields.js';
import type { Answer, GraphCall, Parameters } from '../../http/graph-call.js';
import { graphRouter, type GraphRoutes } from '../../http/graph-pipeline.js';
import { page } from '../../http/paging.js';
import { calledAccount, enumValue, listParameter, required } from '../../http/parameters.js';
import { invalidParameter, missingParameter, unknownObject } from '../../meta/graph-error.js';
import type { NodeType } from '../../meta/node-types.js';
import type { EmulatorState } from '../../state/emulator-state.js';

const userType: NodeType = {
  type: 'AssignedUser',
  defaults: ['id', 'name', 'tasks'],
  known: ['business', 'id', 'name', 'tasks', 'user_type'],
};

const tasks = [
  'MANAGE',
  'DEVELOP',
  'MANAGE_TEMPLATES',
  'MANAGE_PHONE',
  'VIEW_COST',
  'MANAGE_EXTENSIONS',
  'VIEW_PHONE_ASSETS',
  'MANAGE_PHONE_ASSETS',
  'VIEW_TEMPLATES',
  'VIEW_INSIGHTS',
  'RECEIVE_INCOMING_MESSAGES',
  'MANAGE_BILLING',
  'MANAGE_USERS',
  'MESSAGING',
  'FULL_CONTROL',
];

export function assignedUserRoutes(state: EmulatorState): GraphRoutes {
  return graphRouter(state, {
    'GET /:wabaId/assigned_users': (call) => list(call, state),
    'POST /:wabaId/assigned_users': (call) => assign(call, state),
    'DELETE /:wabaId/assigned_users': (call) => remove(call, state),
  });
}

function list(call: GraphCall, state: EmulatorState): Answer {
  const { users } = calledAccount(call, state);
  const { business } = state.accounts;
  const businessId = required(call.parameters, 'business');
  if (businessId !== business.id) throw unknownObject(call.method, businessId);
  const data = [...users.values()].map(({ id, tasks: granted }) =>
    selectFields(
      { id, name: `User ${id}`, tasks: granted, business, user_type: 'BUSINESS_USER' },
      call.parameters,
      userType,
    ),
  );
  const summary = call.parameters['summary'] === undefined ? {} : { summary: { total_count: users.size } };
  return { body: { ...page(data, call), ...summary } };
}

/** The tasks of a user who is there already are replaced. */
function assign(call: GraphCall, state: EmulatorState): Answer {
  const { users } = calledAccount(call, state);
  const id = userId(call.parameters);
  const granted = listParameter(call.parameters, 'tasks').map((task) => enumValue(task, 'tasks', tasks));
  if (granted.length === 0) throw missingParameter('tasks');
  users.set(id, { id, tasks: [...new Set(granted)] });
  return { body: { success: true } };
}

function remove(call: GraphCall, state: EmulatorState): Answer {
  const { users } = calledAccount(call, state);
  const id = userId(call.parameters);
  if (!users.delete(id)) throw invalidParameter(`Param user: ${id} is not assigned to this account.`);
  return { body: { success: true } };
}

function userId(parameters: Parameters): string {
  const id = required(parameters, 'user');
  if (!/^\d+$/.test(id)) throw invalidParameter('Param user must be a user id of digits.');
  return id;
}
