/** Where an event goes. Pure: an event and its envelope in, a route out. */
import type { CallbackEnvelope } from '../common/callback-data.js';
import type { ParsedEvent } from '../common/events/parse.js';
import type { EchoEvent, MessageEvent, UserIdentity } from '../common/events/types.js';
import { conversationWorkflowId } from '../common/ids.js';
import type { MessageStatus } from '../common/message-status.js';

/** Why a status goes nowhere, which is normal. */
export type IgnoredReason =
  /** The status carries no envelope of ours: sent by somebody else, or nobody asked for its statuses. */
  | 'status-foreign'
  /** The workflow that sent the message did not ask for this status. */
  | 'status-not-wanted';

/** Why an event has no place to go. */
export type UnroutedReason =
  /** A field that no workflow takes: account, template, call, group, history, errors, or unknown. */
  | 'field-not-routed'
  /** Not as Meta documents it. */
  | 'malformed'
  /** A message without the business number's id, or with one that cannot be part of a workflow id. */
  | 'phone-number-id-missing'
  /** A message from which no id of the user can be read. */
  | 'user-missing'
  /** The event is too large for a signal, or too deep to be written as JSON. */
  | 'event-too-large';

export type Route =
  /** Signal a workflow that waits for it; one that has ended is no error. */
  | { kind: 'workflow'; workflowId: string }
  /** Signal the conversation, and start it when it does not run. */
  | { kind: 'conversation'; workflowId: string; phoneNumberId: string; userId: string }
  | { kind: 'ignored'; reason: IgnoredReason }
  | { kind: 'unrouted'; reason: UnroutedReason };

/** Temporal's default limit of a workflow id, in bytes. */
const maxWorkflowIdBytes = 1_000;

/** What Meta's ids are made of. Anything else would make a workflow id that Temporal refuses again at each redelivery. */
const usableId = /^[\x21-\x7e]{1,200}$/;

export function routeEvent({ event, envelope }: ParsedEvent): Route {
  switch (event.kind) {
    case 'status':
      return routeStatus(event.status, envelope);
    case 'message':
    case 'echo':
      return routeToConversation(event);
    case 'change':
      return { kind: 'unrouted', reason: 'field-not-routed' };
    case 'malformed':
      return { kind: 'unrouted', reason: 'malformed' };
  }
}

/** The id by which a conversation knows its user: the one that survives a change of the phone number comes first. */
export function conversationUserId(user: UserIdentity): string | undefined {
  return user.userId ?? user.waId ?? user.phone ?? user.parentUserId;
}

function routeStatus(status: string | undefined, envelope: CallbackEnvelope | undefined): Route {
  if (!envelope || !isWorkflowId(envelope.workflowId)) return { kind: 'ignored', reason: 'status-foreign' };
  if (!envelope.wanted.includes(status as MessageStatus)) return { kind: 'ignored', reason: 'status-not-wanted' };
  return { kind: 'workflow', workflowId: envelope.workflowId };
}

function routeToConversation({ phoneNumberId, user }: MessageEvent | EchoEvent): Route {
  if (phoneNumberId === undefined || !usableId.test(phoneNumberId)) {
    return { kind: 'unrouted', reason: 'phone-number-id-missing' };
  }
  const userId = conversationUserId(user);
  if (userId === undefined || !usableId.test(userId)) return { kind: 'unrouted', reason: 'user-missing' };
  return { kind: 'conversation', workflowId: conversationWorkflowId(phoneNumberId, userId), phoneNumberId, userId };
}

function isWorkflowId(id: string): boolean {
  return id !== '' && Buffer.byteLength(id) <= maxWorkflowIdBytes;
}
