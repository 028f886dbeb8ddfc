import { allHandlersFinished, condition, setCurrentDetails, setHandler, workflowInfo } from '@temporalio/workflow';
import type { DeadLetterState, DeadLetterWorkflowInput } from '../../common/dead-letter.js';
import {
  claimDeadLetterUpdate,
  deadLetterPartSignal,
  deadLetterStateQuery,
  discardDeadLetterUpdate,
  reportRedriveUpdate,
} from '../definitions.js';
import { autoUpgrade } from '../lib/auto-upgrade.js';
import { KeptDeadLetter } from './kept-dead-letter.js';
import { summaryFor } from '../../common/summaries.js';
import { about } from '../lib/about.js';

/**
 * Keeps a part of a webhook that could not be read or delivered. It ends when somebody redrives or discards the part,
 * or after a retention time (30 days by default).
 *
 * - Workflow id: `whatsapp-dead-letter:<hash of the content>`, so that a redelivery makes no second one.
 * - Signals: `deadLetterPart`. Queries: `deadLetterState`.
 * - Updates: `claimDeadLetter` takes it for a redrive, for one minute. `reportRedrive` says what came of the redrive,
 *   and ends the workflow when the part was delivered. `discardDeadLetter` ends it. Each is refused with
 *   `WhatsApp.InvalidInput`, and says why, when another claim holds the dead letter or it has ended.
 * - Continues as new: never. Its retention bounds its history, and so does the server, which takes 2,000 updates: 1,000
 *   redrives.
 * - Never fails because of its input: what it does not understand it keeps as it is.
 *
 * A dead letter costs a start and a timer. A redrive costs two updates and a timer, or two timers when the part stays.
 *
 * @returns its last state
 */
export async function deadLetterWorkflow(input: DeadLetterWorkflowInput): Promise<DeadLetterState> {
  const letter = new KeptDeadLetter(input, workflowInfo().startTime.getTime());
  connect(letter);
  while (!letter.isEnded) {
    setCurrentDetails(letter.describe());
    const claim = letter.currentClaim;
    const isOver = (): boolean => letter.isEnded || letter.currentClaim !== claim;
    await condition(isOver, Math.max(1, letter.nextMs - Date.now()), {
      summary: summaryFor('timers', 'deadLetter'),
    });
    letter.expire();
  }
  setCurrentDetails(letter.describe());
  await condition(allHandlersFinished);
  return letter.state;
}
autoUpgrade(deadLetterWorkflow);

function connect(letter: KeptDeadLetter): void {
  const changed = <Result>(result: Result): Result => {
    setCurrentDetails(letter.describe());
    return result;
  };
  setHandler(deadLetterStateQuery, () => letter.state, about(deadLetterStateQuery));
  setHandler(deadLetterPartSignal, (part) => changed(letter.addPart(part)), about(deadLetterPartSignal));
  setHandler(claimDeadLetterUpdate, (claimId) => changed(letter.claim(claimId)), {
    ...about(claimDeadLetterUpdate),
    validator: (claimId) => letter.refuseClaim(claimId),
  });
  setHandler(reportRedriveUpdate, (_claimId, report) => changed(letter.report(report)), {
    ...about(reportRedriveUpdate),
    validator: (claimId, report) => letter.refuseReport(claimId, report),
  });
  setHandler(discardDeadLetterUpdate, () => changed(letter.discard()), {
    ...about(discardDeadLetterUpdate),
    validator: () => letter.refuseDiscard(),
  });
}
