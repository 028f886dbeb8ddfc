import type { SendOutcome } from '../../common/send-outcome.js';

/** The outcome in plain words, for Temporal UI. */
export function describeOutcome(outcome: SendOutcome): string {
  switch (outcome.kind) {
    case 'accepted': {
      const how = outcome.templateInstead ? 'The window was closed; the template was accepted' : 'Accepted';
      const last = outcome.statuses.at(-1)?.status;
      return `${how} as \`${outcome.messageId}\`${last ? `, ${last}` : ''}.`;
    }
    case 'refused':
      return `Refused: ${outcome.message}`;
    case 'unknown':
      return `Unknown: ${outcome.message} ${outcome.advice}`;
  }
}
