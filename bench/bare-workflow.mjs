/** The floor of a workflow that sends: one activity on the task queue of sends, with a timeout and nothing else. */
import { proxyActivities, workflowInfo } from '@temporalio/workflow';

export function bareSendWorkflow(body) {
  const taskQueue = `${workflowInfo().taskQueue}-send`;
  const { postMessage } = proxyActivities({ taskQueue, startToCloseTimeout: '45 seconds' });
  return postMessage(body);
}
