import type { AcceptedSend, RefusedSend, SendOutcome } from '../../src/client.js';

/** The accepted outcome; any other fails the test with what it says. */
export function accepted(outcome: SendOutcome | undefined): AcceptedSend {
  if (outcome?.kind === 'accepted') return outcome;
  throw new Error(`expected an accepted send, got ${JSON.stringify(outcome)}`);
}

/** The refused outcome; any other fails the test. */
export function refused(outcome: SendOutcome): RefusedSend {
  if (outcome.kind === 'refused') return outcome;
  throw new Error(`expected a refused send, got ${JSON.stringify(outcome)}`);
}
