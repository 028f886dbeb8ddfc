/**
 * Groups of a number: made, listed, read, changed, deleted. What Meta does later, it tells by webhook.
 *
 * @see "Group management" https://developers.facebook.com/docs/whatsapp/cloud-api/groups/reference (read 2026-11)
 */
import { defined } from '../../../common/schema/defined.js';
import { selectFields } from '../../http/fields.js';
import type { Answer, GraphCall, Parameters } from '../../http/graph-call.js';
import { graphRouter, type GraphRoutes } from '../../http/graph-pipeline.js';
import { page } from '../../http/paging.js';
import { calledPhoneNumber, optional, required } from '../../http/parameters.js';
import { GraphError, invalidParameter, missingParameter, unknownObject } from '../../meta/graph-error.js';
import type { NodeType } from '../../meta/node-types.js';
import { shownParticipant, type GroupWebhooks } from '../../outbound-webhooks/groups/group-webhooks.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import type { Group, JoinApprovalMode } from '../../state/groups/groups.js';

const longestSubject = 128;
const longestDescription = 2048;
const approvalModes: readonly JoinApprovalMode[] = ['auto_approve', 'approval_required'];

const groupFields = [
  'id',
  'messaging_product',
  'subject',
  'description',
  'join_approval_mode',
  'suspended',
  'creation_timestamp',
  'participants',
  'total_participant_count',
];
const groupType: NodeType = { type: 'WhatsAppGroup', defaults: groupFields, known: groupFields };

export function groupRoutes(state: EmulatorState, webhooks: GroupWebhooks): GraphRoutes {
  return graphRouter(state, {
    'GET /:phoneNumberId/groups': (call) => list(call, state),
    'POST /:phoneNumberId/groups': (call) => create(call, state, webhooks),
  });
}

/** @throws GraphError when the path names no group. */
export function calledGroup({ method, objectId }: GraphCall, { groups }: EmulatorState): Group {
  const group = groups.get(objectId);
  if (!group) throw unknownObject(method, objectId);
  return group;
}

function list(call: GraphCall, state: EmulatorState): Answer {
  const { id } = calledPhoneNumber(call, state);
  const groups = state.groups
    .of(id)
    .map((group) => ({ id: group.id, subject: group.subject, created_at: unixTime(group.createdAtMs) }));
  const { data, ...paging } = page(groups, call);
  return { body: { data: { groups: data }, ...paging } };
}

function create(call: GraphCall, state: EmulatorState, webhooks: GroupWebhooks): Answer {
  const phoneNumber = calledPhoneNumber(call, state);
  const { parameters } = call;
  required(parameters, 'messaging_product');
  const mode = optional(parameters, 'join_approval_mode') ?? 'auto_approve';
  const joinApprovalMode = approvalModes.find((known) => known === mode);
  if (!joinApprovalMode) throw invalidParameter(`Param join_approval_mode must be one of ${approvalModes.join(', ')}.`);
  const group = state.groups.add({
    phoneNumberId: phoneNumber.id,
    subject: checkedText(required(parameters, 'subject'), 'subject', longestSubject),
    description: checkedDescription(parameters),
    joinApprovalMode,
  });
  if (!group) throw new GraphError({ code: 131211, details: 'The number has as many groups as it may have.' });
  const requestId = webhooks.createRequestId();
  void webhooks.created(group, requestId);
  return { body: { messaging_product: 'whatsapp', request_id: requestId } };
}

export function describeGroup({ parameters }: GraphCall, group: Group): Answer {
  const { id, subject, description, joinApprovalMode, isSuspended, createdAtMs, participants } = group;
  const described = {
    id,
    messaging_product: 'whatsapp',
    subject,
    ...defined({ description }),
    join_approval_mode: joinApprovalMode,
    suspended: isSuspended,
    creation_timestamp: Math.floor(createdAtMs / 1000),
    participants: participants.map(shownParticipant),
    total_participant_count: participants.length,
  };
  return { body: selectFields(described, parameters, groupType) };
}

/** Subject, description and picture; each has a result of its own in the webhook. */
export function updateGroup(call: GraphCall, group: Group, webhooks: GroupWebhooks): Answer {
  const { parameters, file } = call;
  required(parameters, 'messaging_product');
  const subject = optional(parameters, 'subject');
  const description = checkedDescription(parameters);
  if (subject !== undefined) group.subject = checkedText(subject, 'subject', longestSubject);
  if (description !== undefined) group.description = description;
  const changes = defined({
    group_subject: subject === undefined ? undefined : { text: subject, update_successful: true },
    group_description: description === undefined ? undefined : { text: description, update_successful: true },
    profile_picture: file && { mime_type: file.mimeType, sha256: file.file.sha256, update_successful: true },
  });
  if (Object.keys(changes).length === 0) throw missingParameter('subject');
  const requestId = webhooks.createRequestId();
  void webhooks.settings(group, requestId, changes);
  return { body: { messaging_product: 'whatsapp', request_id: requestId } };
}

export function deleteGroup(group: Group, state: EmulatorState, webhooks: GroupWebhooks): Answer {
  state.groups.delete(group.id);
  const requestId = webhooks.createRequestId();
  void webhooks.deleted(group, requestId);
  return { body: { messaging_product: 'whatsapp', request_id: requestId, success: true } };
}

function checkedDescription(parameters: Parameters): string | undefined {
  const description = optional(parameters, 'description');
  return description === undefined ? undefined : checkedText(description, 'description', longestDescription);
}

function checkedText(text: string, name: string, longest: number): string {
  if (text.length <= longest) return text;
  throw invalidParameter(`Param ${name} must have at most ${longest} characters.`);
}

function unixTime(atMs: number): string {
  return String(Math.floor(atMs / 1000));
}
