import { allHandlersFinished, condition, setCurrentDetails, setHandler, workflowInfo } from '@temporalio/workflow';
import type { DeadLetterState, DeadLetterWorkflowInput } from '../../common/dead-letter.js';
import {
  claimDeadLetterUpdate,
  deadLetterPartSignal,
  deadLetterStateQuery,
  discardDeadLetterUpdate,
  reportRedriveUpdate,
} from '../definitions.js';
import { KeptDeadLetter } from './kept-dead-letter.js';

/**
 * Keeps a part of a webhook that could not be read or delivered, until somebody redrives or discards it, or for a retention time
 * (30 days by default).
 *
 * - Workflow id: `whatsapp-dead-letter:<hash of the content>`, so that a redelivery makes no second one.
 * - Signals: `deadLetterPart`. Queries: `deadLetterState`.
 * - Updates: `claimDeadLetter` takes it for a redrive, for one minute; `reportRedrive` says what came of it, and ends the workflow when
 *   it was delivered; `discardDeadLetter` ends it. Each is refused with `WhatsApp.InvalidInput`, and says why, when another
 *   claim holds it or it has come to its end.
 * - Continues as new: never. Its retention bounds its history, and so does the server, which takes 2,000 updates: 1,000 redrives.
 * - Never fails because of its input: what it does not understand it keeps as it is.
 *
 * A kept one costs a start and a timer; a redrive two updates and a timer, or two when it stays.
 *
 * @returns its last state
 */
export async function deadLetterWorkflow(input: DeadLetterWorkflowInput): Promise<DeadLetterState> {
  const letter = new KeptDeadLetter(input, workflowInfo().startTime.getTime());
  const changed = <Result>(result: Result): Result => {
    setCurrentDetails(letter.describe());
    return result;
  };
  setHandler(deadLetterStateQuery, () => letter.state);
  setHandler(deadLetterPartSignal, (part) => changed(letter.addPart(part)));
  setHandler(claimDeadLetterUpdate, (claimId) => changed(letter.claim(claimId)), {
    validator: (claimId) => letter.refuseClaim(claimId),
  });
  setHandler(reportRedriveUpdate, (_claimId, report) => changed(letter.report(report)), {
    validator: (claimId, report) => letter.refuseReport(claimId, report),
  });
  setHandler(discardDeadLetterUpdate, () => changed(letter.discard()), { validator: () => letter.refuseDiscard() });

  while (!letter.isEnded) {
    changed(undefined);
    const claim = letter.currentClaim;
    const isOver = (): boolean => letter.isEnded || letter.currentClaim !== claim;
    await condition(isOver, Math.max(1, letter.nextMs - Date.now()), {
      summary: 'end of the claim or of the retention',
    });
    letter.expire();
  }
  changed(undefined);
  await condition(allHandlersFinished);
  return letter.state;
}
