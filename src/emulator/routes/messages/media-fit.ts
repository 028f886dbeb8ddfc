/** Whether a file fits the kind that it is sent as: Meta takes the message, and reports later that it has failed. */
import { findMediaKind } from '../../../common/limits.js';
import type { Parameters } from '../../http/graph-call.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import type { FailedStatus } from '../../state/requests/fault.js';
import { mediaReferences } from './message-references.js';

/** The failure of a message with a file that does not fit; undefined when all do. A document may be anything. */
export function misfitFailure(message: Parameters, { media }: EmulatorState): FailedStatus | undefined {
  for (const { kind, id } of mediaReferences(message)) {
    const mimeType = media.find(id)?.mimeType;
    if (mimeType === undefined || kind === 'document' || findMediaKind(mimeType) === kind) continue;
    return { code: 131053, details: `Media ${id} is ${mimeType}, which cannot be sent as ${kind}.` };
  }
  return undefined;
}
