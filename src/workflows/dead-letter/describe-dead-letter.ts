/** What Temporal UI shows of a dead letter. */
import type { DeadLetterReason, DeadLetterState } from '../../common/dead-letter.js';

const reasons: Record<DeadLetterReason, string> = {
  malformed: 'not as Meta documents it',
  'not-json': 'signed, but no JSON',
  'too-deep': 'nested too deeply to be passed on',
  'too-large': 'larger than what Temporal takes in one signal',
  'phone-number-id-missing': 'without the id of the business number',
  'phone-number-id-unknown': 'for a business number that the receiver was not told about',
  'user-missing': 'without any id of the user',
  'no-route': 'no route takes it',
  'route-failed': 'a route of the application failed',
  'workflow-not-found': 'its workflow does not run',
  'refused-by-temporal': 'refused by Temporal for good',
};

/** A dead letter in plain words. Its content may be personal, so it is not shown. */
export function describeDeadLetter(state: DeadLetterState, holder: string | undefined): string {
  const { reason, kind, field, problem } = state;
  const what = [kind && `a ${kind} event`, field && `field \`${field}\``].filter(Boolean).join(', ') || 'a webhook';
  const why = problem === undefined ? '' : ` (${problem})`;
  return `Dead letter (${what}): ${reasons[reason] ?? reason}${why}. ${describePhase(state, holder)}`;
}

function describePhase({ phase, lastProblem, retainedUntilMs }: DeadLetterState, holder = 'unknown'): string {
  switch (phase) {
    case 'expired':
      return 'It was given up, as nobody needed it in time.';
    case 'redriven':
    case 'discarded':
      return `It was ${phase}.`;
    case 'redriving':
      return `Claim ${holder} is redriving it.`;
    case 'kept': {
      const tried = lastProblem === undefined ? '' : ` The last redrive did not deliver it: ${lastProblem}.`;
      return `It waits to be redriven or discarded until ${new Date(retainedUntilMs).toISOString()}.${tried}`;
    }
  }
}
