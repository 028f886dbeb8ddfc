/** What the shop calls when an order is placed. */
import type { Client, WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import type { Order, orderWorkflow } from './workflows.js';

/** Starts the confirmation of an order. A second call for the same order is refused. */
export function startOrder(
  client: Client,
  order: Order,
  taskQueue = 'whatsapp',
): Promise<WorkflowHandleWithFirstExecutionRunId<typeof orderWorkflow>> {
  return client.workflow.start<typeof orderWorkflow>('orderWorkflow', {
    workflowId: `order-${order.number}`,
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    taskQueue,
    args: [order],
  });
}
