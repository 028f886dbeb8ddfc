/** Asks a route of the application, and checks its answer: it is code that the receiver does not know. */
import type { WhatsAppEvent } from '../common/events/types.js';
import type { Route } from './route.js';
import type { WebhookRoute } from './routes.js';
import { isWorkflowId } from './workflow-id.js';

/**
 * @param name of the route, for the problem
 * @returns undefined for "not mine"
 */
export function askRoute(
  route: WebhookRoute,
  event: WhatsAppEvent,
  taskQueue: string,
  name: string,
): Route | undefined {
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
  return targetOf(answer, taskQueue, name);
}

function targetOf(target: object, taskQueue: string, name: string): Route {
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
