/** Asks a route of the application, and checks its answer: it is code that the receiver does not know. */
import type { WhatsAppEvent } from '../../common/events/types.js';
import type { WebhookRoute } from './application-route.js';
import type { DeadLetterFate, IgnoredFate, WorkflowStart } from './item.js';

/** A workflow that a route names. */
export interface NamedWorkflow {
  workflowId: string;
  start?: WorkflowStart;
  /** Absent when the workflow is started, or the route does not say. */
  otherwise?: 'next' | 'ignore' | 'dead-letter';
}

/** The workflows that a route names. */
export interface NamedWorkflows {
  kind: 'workflows';
  workflows: readonly NamedWorkflow[];
  /** Whether whoever would get the event without the route gets it, too. */
  isForNext: boolean;
}

type Failure = DeadLetterFate;

/**
 * @param taskQueue of a start that names none
 * @param name of the route, for the problem
 * @returns undefined for "not mine"
 */
export function askRoute(
  route: WebhookRoute,
  event: WhatsAppEvent,
  taskQueue: string,
  name: string,
): NamedWorkflows | IgnoredFate | DeadLetterFate | undefined {
  let answer: unknown;
  try {
    answer = route(event);
  } catch (error) {
    return failed(`${name} threw ${error instanceof Error ? error.name : 'what is no error'}`);
  }
  if (answer === undefined || answer === null) return undefined;
  if (answer === 'ignore') return { kind: 'ignored', reason: 'route-ignores' };
  if (answer === 'dead-letter') return { kind: 'dead-letter', reason: 'no-route', problem: `${name} says dead-letter` };
  if (Array.isArray(answer)) return readList(answer, taskQueue, name);
  if (typeof answer !== 'object') return failed(`${name} gave neither a target nor undefined`);
  if (answer instanceof Promise) {
    answer.catch(() => undefined);
    return failed(`${name} gave a promise: a route has to be synchronous`);
  }
  const workflow = readWorkflow(answer, taskQueue, name);
  return isFailure(workflow) ? workflow : { kind: 'workflows', workflows: [workflow], isForNext: false };
}

/** One wrong target spoils the list: the event is kept, and a redrive with the corrected route reaches all of it. */
function readList(list: unknown[], taskQueue: string, name: string): NamedWorkflows | Failure | undefined {
  if (list.length === 0) return undefined;
  const workflows: NamedWorkflow[] = [];
  for (const target of list) {
    if (target === 'next') continue;
    if (typeof target !== 'object' || target === null) return failed(`${name} gave a list with what is no workflow`);
    const workflow = readWorkflow(target, taskQueue, name);
    if (isFailure(workflow)) return workflow;
    workflows.push(workflow);
  }
  return { kind: 'workflows', workflows, isForNext: list.includes('next') };
}

function readWorkflow(target: object, taskQueue: string, name: string): NamedWorkflow | Failure {
  const members = target as Record<string, unknown>;
  const { workflowId, workflowType, args = [], taskQueue: queue = taskQueue, otherwise } = members;
  if (!isWorkflowId(workflowId)) return failed(`${name} gave a workflowId that is not text of 1 to 1000 bytes`);
  if (workflowType === undefined) return readRunning(workflowId, otherwise, name);
  if (!isText(workflowType)) return failed(`${name} gave a workflowType that is not text`);
  if (!isText(queue)) return failed(`${name} gave a taskQueue that is not text`);
  if (!Array.isArray(args)) return failed(`${name} gave args that are no list`);
  if (otherwise !== undefined) return failed(`${name} gave otherwise for a workflow that is started`);
  return { workflowId, start: { workflowType, args, taskQueue: queue } };
}

function readRunning(workflowId: string, otherwise: unknown, name: string): NamedWorkflow | Failure {
  if (otherwise === undefined) return { workflowId };
  if (otherwise === 'next' || otherwise === 'ignore' || otherwise === 'dead-letter') return { workflowId, otherwise };
  return failed(`${name} gave an otherwise that is none of next, ignore and dead-letter`);
}

function isFailure(answer: NamedWorkflow | Failure): answer is Failure {
  return 'kind' in answer;
}

function failed(problem: string): Failure {
  return { kind: 'dead-letter', reason: 'route-failed', problem };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** Temporal's default limit of a workflow id, in bytes. */
const maxWorkflowIdBytes = 1_000;

/** Whether Temporal takes it as a workflow id. */
export function isWorkflowId(id: unknown): id is string {
  return typeof id === 'string' && id !== '' && Buffer.byteLength(id) <= maxWorkflowIdBytes;
}
