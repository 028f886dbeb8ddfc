/** Keeps an item: starts its dead letter workflow. */
import type { DeadLetterWorkflowInput } from '../../common/dead-letter.js';
import { deadLetterWorkflowId } from '../../common/workflow-ids.js';
import { signalNames, workflowNames } from '../../common/wire-names.js';
import { isAlreadyStarted, isWorkflowNotFound } from './temporal-errors.js';
import type { RunCall } from './deadline.js';
import type { KeptItem } from './kept-item.js';
import type { ProcessingSettings } from '../options.js';

/**
 * @returns Whether the item is new. One that was kept before is kept still, or somebody has decided about it.
 * @throws What the client throws when Temporal did not accept it.
 */
export async function startDeadLetter(
  item: KeptItem,
  settings: Pick<ProcessingSettings, 'client' | 'taskQueue' | 'deadLetterRetentionMs'>,
  run: RunCall,
): Promise<boolean> {
  const { client, taskQueue, deadLetterRetentionMs: retentionMs } = settings;
  const { summary, hash, webhook, parts, encoding } = item;
  const workflowId = deadLetterWorkflowId(hash);
  const input: DeadLetterWorkflowInput = { ...summary, retentionMs };
  if (webhook) input.webhook = webhook;
  else Object.assign(input, { text: parts[0], parts: parts.length, ...(encoding && { encoding }) });
  const isNew = await unless(isAlreadyStarted, () =>
    run('start', () =>
      client.workflow.start(workflowNames.deadLetter, {
        ...{ workflowId, taskQueue, args: [input] },
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        workflowIdConflictPolicy: 'FAIL',
        memo: { deadLetter: summary },
        staticSummary: [summary.reason, summary.kind, summary.field].filter(Boolean).join(' '),
      }),
    ),
  );
  for (let index = 1; index < parts.length; index += 1) {
    const part = { index, text: parts[index]! };
    // The receiver that started it may have failed before this part. One that has ended needs none.
    await unless(isWorkflowNotFound, () =>
      run('signal', () => client.workflow.getHandle(workflowId).signal(signalNames.deadLetterPart, part)),
    );
  }
  return isNew;
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
