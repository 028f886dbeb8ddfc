/** Decides where an event goes: by the application's routes, then the receiver's own rules, then the fallback. */
import type { CallbackEnvelope } from '../../common/sending/callback-data.js';
import type { ParsedEvent } from '../../common/events/parse.js';
import type {
  WhatsAppEchoEvent,
  WhatsAppEvent,
  WhatsAppHandoverEvent,
  WhatsAppMessageEvent,
  WhatsAppUserPreferenceEvent,
} from '../../common/events/types.js';
import { isPhoneNumberId } from '../../common/ids/workflow-ids.js';
import { defined } from '../../common/schema/defined.js';
import type { MessageStatus } from '../../common/sending/message-status.js';
import type { WebhookRoute } from './application-route.js';
import { askRoute, isWorkflowId, type NamedWorkflow, type NamedWorkflows } from './ask-route.js';
import { ConversationIds } from './conversation-ids.js';
import { chooseConversation, type ConversationChoices, type ConversationStart } from './conversation-choice.js';
import { setConversationKeys } from './conversation-keys.js';
import type { DeadLetterFate, IgnoredFate, Route, WorkflowTarget } from './item.js';

/** Gives the targets of an event, each workflow once, or one fate. The list is never empty. */
export type Router = (parsed: ParsedEvent) => readonly Route[];

/** What routing depends on: options of the same names. */
export interface RoutingSettings {
  taskQueue: string;
  phoneNumberIds: readonly string[] | 'any';
  routes: readonly WebhookRoute[];
  fallback: 'dead-letter' | 'ignore' | WebhookRoute;
  conversation?: ConversationChoices;
  groupConversation?: ConversationChoices;
  idKey?: string;
}

/** Never throws: a route of the application that does becomes a dead letter. */
export function createRouter(settings: RoutingSettings): Router {
  const { taskQueue, routes, idKey } = settings;
  const followOwnRules = createOwnRules(settings);
  const askRoutes = (parsed: ParsedEvent, first: number): readonly Route[] => {
    for (let index = first; index < routes.length; index += 1) {
      const answer = askRoute(routes[index] as WebhookRoute, parsed.event, taskQueue, `routes[${index}]`);
      if (answer) return follow(answer, parsed.event, () => askRoutes(parsed, index + 1));
    }
    return followOwnRules(parsed);
  };
  return (parsed) => {
    const { event } = parsed;
    if (event.kind === 'unknown' && event.reason === 'malformed') {
      return [{ kind: 'dead-letter', reason: 'malformed', problem: event.problem }];
    }
    setConversationKeys(event, idKey);
    return routes.length === 0 ? followOwnRules(parsed) : askRoutes(parsed, 0);
  };
}

function createOwnRules({
  taskQueue,
  phoneNumberIds,
  fallback,
  conversation,
  groupConversation,
}: RoutingSettings): Router {
  const isKnown = numberCheck(phoneNumberIds);
  const choose = chooseConversation(conversation, taskQueue);
  const chooseForGroup = chooseConversation(groupConversation, taskQueue);
  const ids = new ConversationIds();
  const fallBack = (event: WhatsAppEvent): readonly Route[] => {
    if (fallback === 'ignore') return [{ kind: 'ignored', reason: 'route-ignores' }];
    const answer = fallback === 'dead-letter' ? undefined : askRoute(fallback, event, taskQueue, 'fallback');
    return answer ? follow(answer, event, () => [noRoute()]) : [noRoute()];
  };
  return ({ event, envelope }) => {
    if (event.kind === 'status' && envelope) return [routeStatus(event.status, envelope)];
    if (event.phoneNumberId !== undefined && !isKnown(event.phoneNumberId)) return [unknownNumber(event)];
    // The status of a call is as much an event of it as its beginning and its end.
    const isOfMessage = event.kind === 'status' && event.callId === undefined;
    if (isOfMessage) return [{ kind: 'ignored', reason: 'status-foreign' }];
    if (isOfConversation(event)) {
      return [routeToConversation(event, event.groupId === undefined ? choose : chooseForGroup, ids)];
    }
    return [tellConversation(event, choose, ids, () => fallBack(event))].flat();
  };
}

function noRoute(): DeadLetterFate {
  return { kind: 'dead-letter', reason: 'no-route' };
}

/** Whether an item came to the end of all rules and nobody took it. Whoever gets it besides, makes up for that. */
export function isTakenByNobody(route: Route): boolean {
  return route.kind === 'ignored' || (route.kind === 'dead-letter' && route.reason === 'no-route' && !route.problem);
}

/** @param next who would get the event without this answer */
function follow(
  answer: NamedWorkflows | IgnoredFate | DeadLetterFate,
  event: WhatsAppEvent,
  next: () => readonly Route[],
): readonly Route[] {
  if (answer.kind !== 'workflows') return [answer];
  const targets = answer.workflows.map((workflow) => routeTarget(workflow, event, next));
  if (!answer.isForNext) return withoutRepetition(targets);
  const more = next();
  return withoutRepetition(
    targets.length === 0 ? more : [...targets, ...more.filter((each) => !isTakenByNobody(each))],
  );
}

function routeTarget(named: NamedWorkflow, event: WhatsAppEvent, next: () => readonly Route[]): WorkflowTarget {
  const { workflowId, start, otherwise = isOfConversation(event) ? 'next' : 'dead-letter' } = named;
  if (start) return { kind: 'route', workflowId, start };
  return { kind: 'route', workflowId, otherwise: otherwise === 'next' ? next : otherwise };
}

function withoutRepetition(routes: readonly Route[]): readonly Route[] {
  if (routes.length === 1) return routes;
  const workflowIds = new Set<string>();
  return routes.filter((route) => {
    if (!isTarget(route)) return true;
    const isNew = !workflowIds.has(route.workflowId);
    workflowIds.add(route.workflowId);
    return isNew;
  });
}

export function isTarget(route: Route): route is WorkflowTarget {
  return route.kind !== 'ignored' && route.kind !== 'dead-letter';
}

function numberCheck(ids: RoutingSettings['phoneNumberIds']): (id: string) => boolean {
  if (ids === 'any') return () => true;
  const known = new Set(ids);
  return (id) => known.has(id);
}

function unknownNumber({ phoneNumberId }: WhatsAppEvent): Route {
  const reason = isPhoneNumberId(phoneNumberId) ? 'phone-number-id-unknown' : 'phone-number-id-missing';
  return { kind: 'dead-letter', reason };
}

/** The workflow of a status is the one that its envelope names. When it has ended, nobody waits for the status. */
function routeStatus(status: string | undefined, { workflowId, wanted }: CallbackEnvelope): Route {
  if (!isWorkflowId(workflowId)) return { kind: 'ignored', reason: 'status-foreign' };
  if (!wanted.includes(status as MessageStatus)) return { kind: 'ignored', reason: 'status-not-wanted' };
  return { kind: 'workflow', workflowId };
}

/**
 * The fields whose messages and echoes are of a conversation. The field decides, not the list in which an item stands.
 * Under `standby` Meta's own agent has the thread, and under `history` stand the media of an old chat. A change without
 * a field says nothing against a conversation.
 */
const conversationFields: ReadonlySet<string | undefined> = new Set([
  undefined,
  'messages',
  'smb_message_echoes',
  'message_echoes',
]);

function isOfConversation(event: WhatsAppEvent): event is WhatsAppMessageEvent | WhatsAppEchoEvent {
  return (event.kind === 'message' || event.kind === 'echo') && conversationFields.has(event.field);
}

type ChooseConversation = (phoneNumberId: string) => ConversationStart;

/**
 * What a conversation with dialogues should know, and what starts none: who has the thread, and what the user wants to
 * get. It goes to the fallback where no such conversation runs.
 */
function tellConversation(
  event: WhatsAppEvent,
  choose: ChooseConversation,
  ids: ConversationIds,
  next: () => readonly Route[],
): Route | readonly Route[] {
  if (!isAboutConversation(event)) return next();
  const { phoneNumberId, conversationKeys } = event;
  const userKey = conversationKeys?.[0];
  if (!isPhoneNumberId(phoneNumberId) || userKey === undefined || !choose(phoneNumberId).isChosen) return next();
  return { kind: 'conversation', workflowId: ids.find(phoneNumberId, userKey), otherwise: next };
}

function isAboutConversation(
  event: WhatsAppEvent,
): event is WhatsAppMessageEvent | WhatsAppEchoEvent | WhatsAppHandoverEvent | WhatsAppUserPreferenceEvent {
  if (event.kind === 'handover' || event.kind === 'user_preference') return true;
  return (
    (event.kind === 'message' || event.kind === 'echo') && event.field === 'standby' && event.groupId === undefined
  );
}

function routeToConversation(
  event: WhatsAppMessageEvent | WhatsAppEchoEvent,
  choose: ChooseConversation,
  ids: ConversationIds,
): Route {
  const { phoneNumberId, conversationKeys, groupId } = event;
  if (!isPhoneNumberId(phoneNumberId)) return { kind: 'dead-letter', reason: 'phone-number-id-missing' };
  const userKey = conversationKeys?.[0];
  if (userKey === undefined) {
    const problem = groupId === undefined ? undefined : 'the id of its group cannot be part of a workflow id';
    return { kind: 'dead-letter', reason: 'user-missing', ...defined({ problem }) };
  }
  const { workflowType, taskQueue } = choose(phoneNumberId);
  return {
    kind: 'conversation',
    workflowId: ids.find(phoneNumberId, userKey),
    start: { workflowType, args: [{ phoneNumberId, userKey, ...defined({ groupId }) }], taskQueue },
  };
}
