/** What Meta takes in a group, told before anything is sent. */
import { WhatsAppFailureType } from '../../common/failures.js';
import { groupMessageTypes } from '../../common/messages/group-types.js';
import { whatsAppWorkflowFailure } from '../lib/failures.js';

/** @throws ApplicationFailure `WhatsApp.InvalidInput` for a message that no group takes */
export function checkForGroup(message: unknown, path: string): void {
  const { type } = (message ?? {}) as { type?: unknown };
  // What is no message at all is refused by its schema, which says why.
  if (typeof type !== 'string' || groupMessageTypes.has(type)) return;
  const problem = `a group takes no message of the type "${type}", but ${[...groupMessageTypes].join(', ')}`;
  throw inGroup(path, problem);
}

/** The parts of a question that are sent. */
interface Asked {
  question: unknown;
  otherwise?: unknown;
  remind?: readonly { with?: unknown }[] | undefined;
}

/** Checks all that a question would send. @throws ApplicationFailure `WhatsApp.InvalidInput` that names the part */
export function checkQuestionForGroup({ question, otherwise, remind }: Asked): void {
  checkForGroup(question, 'ask: question');
  checkForGroup(otherwise, 'ask: otherwise');
  if (!Array.isArray(remind)) return;
  (remind as readonly ({ with?: unknown } | null)[]).forEach((reminder, index) =>
    checkForGroup(reminder?.with, `ask: remind[${index}].with`),
  );
}

/** The failure of what cannot be done in a group. */
export function inGroup(path: string, problem: string): Error {
  return whatsAppWorkflowFailure(WhatsAppFailureType.InvalidInput, `${path} ${problem}`, {}, [
    { path, message: problem },
  ]);
}
