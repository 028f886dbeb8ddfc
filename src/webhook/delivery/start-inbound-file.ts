/** Starts the workflow that stores a file. */
import { workflowNames } from '../../common/ids/wire-names.js';
import type { InboundMediaWorkflowInput } from '../../common/inputs/media/inbound-media.js';
import { defined } from '../../common/schema/defined.js';
import { summaryFor } from '../../common/summaries.js';
import { inboundFileId } from '../storing/inbound-files.js';
import type { RunCall } from '../calls/deadline.js';
import type { InboundMediaStart, WebhookTemporalClient } from '../calls/temporal.js';
import { isAlreadyStarted } from '../calls/temporal-errors.js';

interface StartSettings {
  client: WebhookTemporalClient;
  taskQueue: string;
}

/**
 * One that was started before stores the file, or has stored it.
 *
 * @throws What the client throws when Temporal did not accept it.
 */
export async function startInboundFile(
  input: InboundMediaWorkflowInput,
  { client, taskQueue }: StartSettings,
  run: RunCall,
): Promise<void> {
  const options: InboundMediaStart = {
    workflowId: inboundFileId(input),
    taskQueue,
    args: [input],
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    workflowIdConflictPolicy: 'FAIL',
    staticSummary: summaryFor('workflows', workflowNames.inboundMedia, defined({ type: input.event.type })),
  };
  try {
    await run('start', () => client.workflow.start(workflowNames.inboundMedia, options));
  } catch (error) {
    if (!isAlreadyStarted(error)) throw error;
  }
}
