/** What Temporal UI shows of a dead letter. */
import { deadLetterReasons } from '../../common/dead-letter-reasons.js';
import type { DeadLetterState } from '../../common/dead-letter.js';

/** A dead letter in plain words. Its content may be personal, so it is not shown. */
export function describeDeadLetter(state: DeadLetterState, holder: string | undefined): string {
  const { reason, field, problem } = state;
  const what = [describeItems(state), field && `field \`${field}\``].filter(Boolean).join(', ') || 'a webhook';
  // A workflow that another client started may have any reason.
  const meaning = Object.hasOwn(deadLetterReasons, reason) ? deadLetterReasons[reason].meaning : reason;
  const why = problem === undefined ? '' : ` (${problem})`;
  return `Dead letter (${what}): ${meaning}${why}. ${describePhase(state, holder)}`;
}

function describeItems({ kind, items = 1 }: DeadLetterState): string | undefined {
  if (items > 1) return [items, kind, 'events'].filter(Boolean).join(' ');
  return kind && `a ${kind} event`;
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
