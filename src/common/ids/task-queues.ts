/**
 * Name of the task queue on which the sends of a main task queue run.
 *
 * Sends have a queue of their own, so that its backlog, its fairness between phone numbers and its rate limits touch
 * nothing but sends. Only activities are polled there.
 */
export function sendTaskQueue(taskQueue: string): string {
  return `${taskQueue}-send`;
}
