/** The floors of workflows: one activity on the task queue of sends, with a timeout and nothing else. */
import {
  condition,
  continueAsNew,
  defineSignal,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';

export function bareSendWorkflow(body) {
  const taskQueue = `${workflowInfo().taskQueue}-send`;
  const { postMessage } = proxyActivities({ taskQueue, startToCloseTimeout: '45 seconds' });
  return postMessage(body);
}

export const turnSignal = defineSignal('turn');

/** The floor of a conversation: a signal in, a message out, and a new run. It remembers nothing. */
export async function bareTurnWorkflow(waiting = []) {
  setHandler(turnSignal, (event) => void waiting.push(event));
  await condition(() => waiting.length > 0);
  const event = waiting.shift();
  await bareSendWorkflow({ to: event.user.userId, type: 'text', text: { body: 'Yes, it is still there.' } });
  await continueAsNew(waiting);
}
