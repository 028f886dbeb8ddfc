import { log, setCurrentDetails } from '@temporalio/workflow';
import type { KeptFile } from '../../common/events/stored-content.js';
import { inboundMediaWorkflowInputSchema, type InboundMediaWorkflowInput } from '../../common/inputs/index.js';
import { autoUpgrade } from '../lib/auto-upgrade.js';
import { checkWorkflowInput } from '../lib/failures.js';
import { keepFile } from '../lib/keep-file.js';
import type { InboundMediaResult } from '../states.js';
import { tellTarget } from './tell-target.js';

/**
 * Puts a file of a user into the media store of the worker, and tells the workflows that have got the message. They get
 * an event of the kind `media`. The receiver starts it, with `storeMedia`.
 *
 * - Workflow id: `whatsapp-inbound-media:<phone number id>:<media id>:<hash>`. The hash is of the message's id, the
 *   media id and the workflows that are told. So a webhook that comes again starts nothing.
 * - Signals, queries, updates: none. Its result has the file, also when nobody could be told.
 * - Continues as new: never.
 * - Temporal actions: three for a file of one workflow. They are the start, the download and the signal.
 *
 * @returns the file, stored or lost, and who was told. A lost file is no failure.
 * @throws ApplicationFailure `WhatsApp.InvalidInput`
 */
export async function inboundMediaWorkflow(input: InboundMediaWorkflowInput): Promise<InboundMediaResult> {
  const checked = checkWorkflowInput(inboundMediaWorkflowInputSchema, input, 'inboundMediaWorkflow');
  const { phoneNumberId, credential, mediaId, within = '1 day', targets } = checked;
  setCurrentDetails('Downloading the file.');
  const file = await keepFile({ phoneNumberId, credential, mediaId }, within);
  if (file.lost) log.warn('a file of a user is lost', { mediaId, ...file.lost });
  setCurrentDetails(describe(file));
  const event = { ...checked.event, file };
  const told = await Promise.all(targets.map((target) => tellTarget(target, event)));
  const idsWhere = (wasTold: boolean): string[] =>
    targets.filter((_, index) => told[index] === wasTold).map(({ workflowId }) => workflowId);
  return { file, told: idsWhere(true), missed: idsWhere(false) };
}
autoUpgrade(inboundMediaWorkflow);

/** One line for Temporal UI. */
function describe({ mediaId, stored, lost }: KeptFile): string {
  if (stored) return `Stored as ${stored.media} (${stored.mimeType}, ${stored.size} bytes).`;
  return `The file \`${mediaId}\` is lost: ${lost?.message}`;
}
