/** Temporal's default limit of a workflow id, in bytes. */
const maxWorkflowIdBytes = 1_000;

/** Whether Temporal takes it as a workflow id. */
export function isWorkflowId(id: unknown): id is string {
  return typeof id === 'string' && id !== '' && Buffer.byteLength(id) <= maxWorkflowIdBytes;
}
