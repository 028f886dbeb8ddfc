/** Reads which conversations run, and why one stands still. */
import { conversationWorkflowId } from '../../../common/ids/workflow-ids.js';
import type { Namespace } from '../setup.js';

/** A conversation that runs. */
export interface RunningConversation {
  workflowId: string;
  /** The name of its workflow. */
  type: string;
  /** Why its workflow task fails. Absent: it does not. */
  problem?: string;
}

/** How many are looked at. */
const mostRead = 50;

/** A failed task is tried again at once, so the second attempt has a failure before it. */
const firstRepetition = 2;

const [prefix] = conversationWorkflowId('', '').split(':');

/** The latest 50 of a task queue. */
export async function readConversations(target: Namespace, taskQueue: string): Promise<RunningConversation[]> {
  const { executions } = await target.connection.workflowService.listWorkflowExecutions({
    namespace: target.namespace,
    pageSize: mostRead,
    query: `WorkflowId STARTS_WITH "${prefix}:" AND ExecutionStatus = "Running" AND TaskQueue = "${taskQueue}"`,
  });
  return Promise.all(
    executions.map(async ({ execution, type }) => {
      const workflowId = execution?.workflowId ?? '';
      const problem = await findProblem(target, workflowId);
      return { workflowId, type: type?.name ?? '', ...(problem !== undefined && { problem }) };
    }),
  );
}

async function findProblem({ connection, namespace }: Namespace, workflowId: string): Promise<string | undefined> {
  const { workflowService } = connection;
  const execution = { workflowId };
  const { pendingWorkflowTask } = await workflowService.describeWorkflowExecution({ namespace, execution });
  const attempt = pendingWorkflowTask?.attempt ?? 0;
  if (attempt < firstRepetition) return undefined;
  const { history } = await workflowService.getWorkflowExecutionHistoryReverse({
    namespace,
    execution,
    maximumPageSize: 10,
  });
  const failed = history?.events?.find(({ workflowTaskFailedEventAttributes: failure }) => failure);
  const reason = failed?.workflowTaskFailedEventAttributes?.failure?.message ?? 'no worker has ended it in time';
  return `its workflow task fails (attempt ${attempt}): ${reason}`;
}
