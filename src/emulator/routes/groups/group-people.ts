/** Who is in a group: the invite link, requests to join, participants. */
import { isRecord } from '../../../common/events/json.js';
import { defined } from '../../../common/schema/defined.js';
import type { Answer, GraphCall, Parameters } from '../../http/graph-call.js';
import { graphRouter, type GraphRoutes } from '../../http/graph-pipeline.js';
import { page } from '../../http/paging.js';
import { fromJson, required } from '../../http/parameters.js';
import { GraphError, invalidParameter, missingParameter } from '../../meta/graph-error.js';
import { mostParticipants } from '../../outbound-webhooks/groups/group-members.js';
import { shownParticipant, type GroupWebhooks } from '../../outbound-webhooks/groups/group-webhooks.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import type { Group, JoinRequest } from '../../state/groups/groups.js';
import { calledGroup } from './groups.js';

/**
 * @see "Group management" https://developers.facebook.com/docs/whatsapp/cloud-api/groups/reference (read 2026-11)
 */
export function groupPeopleRoutes(state: EmulatorState, webhooks: GroupWebhooks): GraphRoutes {
  return graphRouter(state, {
    'GET /:groupId/invite_link': (call) => inviteLink(calledGroup(call, state)),
    'POST /:groupId/invite_link': (call) => resetInviteLink(calledGroup(call, state), call, state),
    'DELETE /:groupId/invite_link': (call) => deleteInviteLink(calledGroup(call, state), call),
    'GET /:groupId/join_requests': (call) => listRequests(call, calledGroup(call, state)),
    'POST /:groupId/join_requests': (call) => approve(call, calledGroup(call, state), webhooks),
    'DELETE /:groupId/join_requests': (call) => reject(call, calledGroup(call, state)),
    'POST /:groupId/participants': (call) => addParticipants(call, calledGroup(call, state), state, webhooks),
    'DELETE /:groupId/participants': (call) => removeParticipants(call, calledGroup(call, state), state, webhooks),
  });
}

const product = { messaging_product: 'whatsapp' };

function inviteLink({ inviteLink: link }: Group): Answer {
  return { body: { ...product, ...defined({ invite_link: link }) } };
}

function resetInviteLink(group: Group, { parameters }: GraphCall, { groups }: EmulatorState): Answer {
  required(parameters, 'messaging_product');
  group.inviteLink = groups.createInviteLink();
  return inviteLink(group);
}

/** Meta's OpenAPI file says that `success` is a text here. */
function deleteInviteLink(group: Group, { parameters }: GraphCall): Answer {
  required(parameters, 'messaging_product');
  group.inviteLink = undefined;
  return { body: { ...product, success: 'true' } };
}

function listRequests(call: GraphCall, { joinRequests }: Group): Answer {
  const requests = joinRequests.map(({ id, createdAtMs, ...user }) => ({
    join_request_id: id,
    ...shownParticipant(user),
    creation_timestamp: Math.floor(createdAtMs / 1000),
  }));
  return { body: page(requests, call) };
}

function approve(call: GraphCall, group: Group, webhooks: GroupWebhooks): Answer {
  const { found, failed } = takeRequests(call, group);
  const room = mostParticipants - group.participants.length;
  if (found.length > room) {
    group.joinRequests.push(...found);
    throw new GraphError({ code: 131204, details: `A group has at most ${mostParticipants} participants.` });
  }
  const joined = found.map(({ userId, waId }) => ({ userId, waId }));
  group.participants.push(...joined);
  if (joined.length > 0) void webhooks.joined(group, joined, 'invite_link');
  return { body: { ...product, approved_join_requests: found.map(({ id }) => id), ...failures(failed) } };
}

function reject(call: GraphCall, group: Group): Answer {
  const { found, failed } = takeRequests(call, group);
  return { body: { ...product, rejected_join_requests: found.map(({ id }) => id), ...failures(failed) } };
}

/** Takes the named requests off the group. */
function takeRequests({ parameters }: GraphCall, group: Group): { found: JoinRequest[]; failed: string[] } {
  required(parameters, 'messaging_product');
  const given = fromJson(parameters['join_requests']);
  if (given === undefined) throw missingParameter('join_requests');
  if (!Array.isArray(given) || given.length === 0) throw invalidParameter('Param join_requests must be a list of ids.');
  const ids = given.map(String);
  const found = group.joinRequests.filter(({ id }) => ids.includes(id));
  group.joinRequests = group.joinRequests.filter((request) => !found.includes(request));
  return { found, failed: ids.filter((id) => !found.some((request) => request.id === id)) };
}

/** Those that failed come in a list of their own, beside an error for all. */
function failures(ids: readonly string[]): Parameters {
  if (ids.length === 0) return {};
  const reason = failure(131213, 'Join request does not exist');
  return {
    failed_join_requests: ids.map((id) => ({ join_request_id: id, errors: [reason] })),
    errors: [failure(131201, 'Only a part of the request succeeded')],
  };
}

function failure(code: number, title: string): Parameters {
  return { code, title, message: `(#${code}) ${title}`, error_data: { details: `${title}.` } };
}

/** Meta's pages say that people come by the link only; its OpenAPI file has the operation. */
function addParticipants(call: GraphCall, group: Group, state: EmulatorState, webhooks: GroupWebhooks): Answer {
  const users = namedUsers(call).map((from) => state.users.meet({ from }));
  const added = users
    .map(({ userId, waId }) => ({ userId, waId }))
    .filter(({ userId }) => !group.participants.some((one) => one.userId === userId));
  if (group.participants.length + added.length > mostParticipants) {
    throw new GraphError({ code: 131204, details: `A group has at most ${mostParticipants} participants.` });
  }
  group.participants.push(...added);
  if (added.length > 0) void webhooks.joined(group, added, 'business_request');
  return { body: { ...product, request_id: webhooks.createRequestId() } };
}

function removeParticipants(call: GraphCall, group: Group, state: EmulatorState, webhooks: GroupWebhooks): Answer {
  const named = namedUsers(call);
  const isThere = (input: string): boolean =>
    group.participants.some(({ userId }) => userId === state.users.userId(input));
  const removed = named.filter(isThere);
  const failed = named.filter((input) => !removed.includes(input));
  const removedIds = removed.map((input) => state.users.userId(input));
  group.participants = group.participants.filter(({ userId }) => !removedIds.includes(userId));
  const requestId = webhooks.createRequestId();
  void webhooks.left(group, 'business', {
    request_id: requestId,
    ...(removed.length > 0 && { removed_participants: removed.map((input) => ({ input })) }),
    ...(failed.length > 0 && {
      failed_participants: failed.map((input) => ({
        input,
        errors: [failure(131212, 'Participant is not in the group')],
      })),
    }),
  });
  return { body: { ...product, request_id: requestId } };
}

/** `participants: [{ "user": "+491701234567" }]` */
function namedUsers({ parameters }: GraphCall): string[] {
  required(parameters, 'messaging_product');
  const given = fromJson(parameters['participants']);
  if (given === undefined) throw missingParameter('participants');
  if (!Array.isArray(given) || given.length === 0)
    throw invalidParameter('Param participants must be a list of users.');
  const names = given.map((entry: unknown) => {
    const user = isRecord(entry) ? (entry['user'] ?? entry['user_id']) : undefined;
    if (typeof user !== 'string' || user === '') throw invalidParameter('Each of participants must have a user.');
    return user;
  });
  if (new Set(names).size === names.length) return names;
  throw new GraphError({ code: 131202, details: 'A participant was named twice.' });
}
