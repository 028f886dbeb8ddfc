/** Keeps an item: starts its dead letter workflow. */
import type { DeadLetterSummary, DeadLetterWorkflowInput } from '../../common/dead-letter.js';
import { defined } from '../../common/schema/defined.js';
import { deadLetterWorkflowId } from '../../common/ids/workflow-ids.js';
import { signalNames, workflowNames } from '../../common/ids/wire-names.js';
import type { RunCall } from '../calls/deadline.js';
import type { KeptItem } from './kept-item.js';
import type { DeadLetterStart, WebhookTemporalClient } from '../calls/temporal.js';
import { isAlreadyStarted, isWorkflowNotFound } from '../calls/temporal-errors.js';

interface KeepSettings {
  client: WebhookTemporalClient;
  taskQueue: string;
  deadLetterRetentionMs: number;
}

/**
 * @returns Whether the item is new. One that was kept before is kept still, or somebody has decided about it.
 * @throws What the client throws when Temporal did not accept it.
 */
export async function startDeadLetter(item: KeptItem, settings: KeepSettings, run: RunCall): Promise<boolean> {
  const { client, taskQueue, deadLetterRetentionMs } = settings;
  const { summary, hash, parts } = item;
  const workflowId = deadLetterWorkflowId(hash);
  const options: DeadLetterStart = {
    workflowId,
    taskQueue,
    args: [deadLetterInput(item, deadLetterRetentionMs)],
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    workflowIdConflictPolicy: 'FAIL',
    memo: { deadLetter: summary },
    staticSummary: describe(summary),
  };
  const start = () => run('start', () => client.workflow.start(workflowNames.deadLetter, options));
  const isNew = await unless(isAlreadyStarted, start);
  for (const [index, text] of parts.entries()) {
    if (index === 0) continue;
    const sendPart = () => client.workflow.getHandle(workflowId).signal(signalNames.deadLetterPart, { index, text });
    // The receiver that started it may have failed before this part. One that has ended needs none.
    await unless(isWorkflowNotFound, () => run('signal', sendPart));
  }
  return isNew;
}

/** Temporal takes a summary of up to 400 bytes. */
function describe({ reason, kind, field }: DeadLetterSummary): string {
  return [reason, kind, field].filter(Boolean).join(' ').slice(0, 100);
}

function deadLetterInput(
  { summary, webhook, parts, encoding }: KeptItem,
  retentionMs: number,
): DeadLetterWorkflowInput {
  if (webhook) return { ...summary, retentionMs, webhook };
  const [text = ''] = parts;
  return { ...summary, retentionMs, text, parts: parts.length, ...defined({ encoding }) };
}

/** @returns false when the call failed in the expected way */
async function unless(isExpected: (error: unknown) => boolean, call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (error) {
    if (isExpected(error)) return false;
    throw error;
  }
}
