/** Decides where an event goes: by the application's routes, then the receiver's own rules, then the fallback. */
import type { CallbackEnvelope } from '../../common/sending/callback-data.js';
import type { ParsedEvent } from '../../common/events/parse.js';
import type { WhatsAppEchoEvent, WhatsAppMessageEvent, WhatsAppEvent } from '../../common/events/types.js';
import { conversationWorkflowId, isUsableId } from '../../common/ids/workflow-ids.js';
import type { MessageStatus } from '../../common/sending/message-status.js';
import { workflowNames } from '../../common/ids/wire-names.js';
import type { WebhookRoute } from './application-route.js';
import { setConversationKeys } from './conversation-keys.js';
import type { DeadLetterFate, IgnoredFate, TargetKind } from './item.js';

/** What starts a workflow that does not run. */
export interface WorkflowStart {
  workflowType: string;
  args: unknown[];
  taskQueue: string;
}

/** The workflow that is signaled, and started when it does not run and `start` is there. */
export interface WorkflowTarget {
  kind: TargetKind;
  workflowId: string;
  start?: WorkflowStart;
}

/** The target of an event, or its fate when it goes to no workflow. */
export type Route = WorkflowTarget | IgnoredFate | DeadLetterFate;

export type Router = (parsed: ParsedEvent) => Route;

/** What routing depends on: options of the same names. */
export interface RoutingSettings {
  taskQueue: string;
  phoneNumberIds: readonly string[] | 'any';
  routes: readonly WebhookRoute[];
  fallback: 'dead-letter' | 'ignore' | WebhookRoute;
  idKey?: string;
}

/** Never throws: a route of the application that does becomes a dead letter. */
export function createRouter(settings: RoutingSettings): Router {
  const { taskQueue, routes, fallback, idKey } = settings;
  const isKnown = numberCheck(settings.phoneNumberIds);
  return ({ event, envelope }) => {
    if (event.kind === 'unknown' && event.reason === 'malformed') {
      return { kind: 'dead-letter', reason: 'malformed', problem: event.problem };
    }
    setConversationKeys(event, idKey);
    for (const [index, ask] of routes.entries()) {
      const route = askRoute(ask, event, taskQueue, `routes[${index}]`);
      if (route) return route;
    }
    if (event.kind === 'status' && envelope) return routeStatus(event.status, envelope);
    if (event.phoneNumberId !== undefined && !isKnown(event.phoneNumberId)) return unknownNumber(event);
    if (event.kind === 'status') return { kind: 'ignored', reason: 'status-foreign' };
    if (isOfConversation(event)) return routeToConversation(event, taskQueue);
    if (fallback === 'ignore') return { kind: 'ignored', reason: 'route-ignores' };
    const route = fallback === 'dead-letter' ? undefined : askRoute(fallback, event, taskQueue, 'fallback');
    return route ?? { kind: 'dead-letter', reason: 'no-route' };
  };
}

function numberCheck(ids: RoutingSettings['phoneNumberIds']): (id: string) => boolean {
  if (ids === 'any') return () => true;
  const known = new Set(ids);
  return (id) => known.has(id);
}

function unknownNumber({ phoneNumberId }: WhatsAppEvent): Route {
  const reason = isUsableId(phoneNumberId) ? 'phone-number-id-unknown' : 'phone-number-id-missing';
  return { kind: 'dead-letter', reason };
}

/** The workflow of a status is the one that its envelope names. */
function routeStatus(status: string | undefined, { workflowId, wanted }: CallbackEnvelope): Route {
  if (!isWorkflowId(workflowId)) return { kind: 'ignored', reason: 'status-foreign' };
  if (!wanted.includes(status as MessageStatus)) return { kind: 'ignored', reason: 'status-not-wanted' };
  return { kind: 'workflow', workflowId };
}

/** The media of an old chat come as messages of the field `history`: nobody is writing at this moment. */
function isOfConversation(event: WhatsAppEvent): event is WhatsAppMessageEvent | WhatsAppEchoEvent {
  return (event.kind === 'message' || event.kind === 'echo') && event.field !== 'history';
}

function routeToConversation(
  { phoneNumberId, conversationKeys }: WhatsAppMessageEvent | WhatsAppEchoEvent,
  taskQueue: string,
): Route {
  if (!isUsableId(phoneNumberId)) return { kind: 'dead-letter', reason: 'phone-number-id-missing' };
  const userKey = conversationKeys?.[0];
  if (userKey === undefined) return { kind: 'dead-letter', reason: 'user-missing' };
  return {
    kind: 'conversation',
    workflowId: conversationWorkflowId(phoneNumberId, userKey),
    start: { workflowType: workflowNames.conversation, args: [{ phoneNumberId, userKey }], taskQueue },
  };
}

/**
 * Asks a route of the application, and checks its answer: it is code that the receiver does not know.
 *
 * @param name of the route, for the problem
 * @returns undefined for "not mine"
 */
function askRoute(route: WebhookRoute, event: WhatsAppEvent, taskQueue: string, name: string): Route | undefined {
  let answer: unknown;
  try {
    answer = route(event);
  } catch (error) {
    return failed(`${name} threw ${error instanceof Error ? error.name : 'what is no error'}`);
  }
  if (answer === undefined || answer === null) return undefined;
  if (answer === 'ignore') return { kind: 'ignored', reason: 'route-ignores' };
  if (answer === 'dead-letter') return { kind: 'dead-letter', reason: 'no-route', problem: `${name} says dead-letter` };
  if (typeof answer !== 'object') return failed(`${name} gave neither a target nor undefined`);
  if (answer instanceof Promise) {
    answer.catch(() => undefined);
    return failed(`${name} gave a promise: a route has to be synchronous`);
  }
  return checkedTarget(answer, taskQueue, name);
}

function checkedTarget(target: object, taskQueue: string, name: string): Route {
  const { workflowId, workflowType, args = [], taskQueue: queue = taskQueue } = target as Record<string, unknown>;
  if (!isWorkflowId(workflowId)) return failed(`${name} gave a workflowId that is not text of 1 to 1000 bytes`);
  if (workflowType === undefined) return { kind: 'route', workflowId };
  if (!isText(workflowType)) return failed(`${name} gave a workflowType that is not text`);
  if (!isText(queue)) return failed(`${name} gave a taskQueue that is not text`);
  if (!Array.isArray(args)) return failed(`${name} gave args that are no list`);
  return { kind: 'route', workflowId, start: { workflowType, args, taskQueue: queue } };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function failed(problem: string): Route {
  return { kind: 'dead-letter', reason: 'route-failed', problem };
}

/** Temporal's default limit of a workflow id, in bytes. */
const maxWorkflowIdBytes = 1_000;

/** Whether Temporal takes it as a workflow id. */
function isWorkflowId(id: unknown): id is string {
  return typeof id === 'string' && id !== '' && Buffer.byteLength(id) <= maxWorkflowIdBytes;
}
