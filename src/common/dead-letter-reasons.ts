/** What a reason for a dead letter means, and what usually helps. */
interface ReasonTexts {
  /** What is wrong with the item, in a few words. */
  meaning: string;
  /** What an operator can do about it. */
  advice: string;
}

const discard = 'nobody can be answered: look at it, discard it';

/** Every reason for a dead letter. Temporal UI, the command line and docs/webhooks.md show these texts. */
export const deadLetterReasons = {
  malformed: {
    meaning: 'not as Meta documents it',
    advice: 'a newer version may read it: update, then redrive',
  },
  'not-json': {
    meaning: 'signed, but no JSON',
    advice: 'it is no webhook of Meta: find out who else has the app secret',
  },
  'too-deep': {
    meaning: 'nested too deeply to be passed on',
    advice: 'look at its content, discard it',
  },
  'too-large': {
    meaning: 'larger than what Temporal takes in one signal',
    advice: 'give the receiver a media store (`media`), then redrive',
  },
  'phone-number-id-missing': { meaning: 'without a valid id of the business number', advice: discard },
  'phone-number-id-unknown': {
    meaning: 'for a business number that the receiver was not told about',
    advice: 'add the number, restart the receiver, redrive',
  },
  'user-missing': { meaning: 'without any id of the user', advice: discard },
  'no-route': {
    meaning: 'no route takes it',
    advice: 'add a route or choose another fallback, then redrive; or discard it',
  },
  'route-failed': {
    meaning: 'a route of the application failed',
    advice: 'correct the route, then redrive',
  },
  'workflow-not-found': {
    meaning: 'its workflow does not run',
    advice: 'start the workflow or correct the route, then redrive',
  },
  'workflow-full': {
    meaning: 'its workflow has had a full history for an hour',
    advice: 'have its worker run, or let it continue as new, then redrive',
  },
  'refused-by-temporal': {
    meaning: 'refused by Temporal for good',
    advice: 'its problem says why: correct that, then redrive',
  },
} as const satisfies Record<string, ReasonTexts>;

/** Why an item is kept as a dead letter. */
export type DeadLetterReason = keyof typeof deadLetterReasons;
