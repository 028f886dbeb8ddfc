/** What can be wrong with a question, found before anything is sent. */
import type { z } from 'zod';
import { InvalidInputError, WhatsAppFailureType } from '../../common/failures.js';
import { durationMs, durationSchema } from '../../common/inputs/index.js';
import { groupMessageTypes } from '../../common/messages/group-types.js';
import { outboundMessageSchema, type OutboundMessage } from '../../common/messages/outbound-message.js';
import { parseInput } from '../../common/schema/parse-input.js';
import { whatsAppWorkflowFailure } from '../lib/failures.js';
import { prepareQuestion, type OptionLabels, type PreparedQuestion, type Question } from '../questions/question.js';
import type { RequestedReminder } from '../questions/requests.js';
import type { AskOptions } from './chat.js';

const defaultTimeout = '1 day';

/** The most tries that a question allows. */
const maxTries = 20;

/** A message that is sent while a question waits. */
export interface CheckedReminder {
  /** How long after the question, in milliseconds. */
  afterMs: number;
  with: OutboundMessage;
}

/** A question whose parts are all right. */
export interface CheckedQuestion {
  prepared: PreparedQuestion;
  timeoutMs: number;
  /** The earliest first. */
  reminders: CheckedReminder[];
}

type Checkable = Pick<AskOptions<unknown>, 'timeout' | 'remind' | 'otherwise' | 'tries' | 'listButton' | 'nextPage'>;

/** @throws ApplicationFailure `WhatsApp.InvalidInput` that names the part */
export function checkQuestion(question: Question, options: Checkable, waitId: string): CheckedQuestion {
  const { timeout = defaultTimeout, remind = [], otherwise, tries = 1 } = options;
  const labels = { listButton: options.listButton ?? '☰', nextPage: options.nextPage ?? '…' };
  const prepared = prepare(question, waitId, labels);
  if (typeof prepared === 'string') throw wrongPart('question', prepared);
  for (const page of prepared.pages) checkPart(outboundMessageSchema, page, 'ask question');
  if (otherwise) checkPart(outboundMessageSchema, otherwise, 'ask otherwise');
  if (!Number.isInteger(tries) || tries < 1 || tries > maxTries) {
    throw wrongPart('tries', `must be 1 to ${maxTries}, not ${String(tries)}`);
  }
  if (!Array.isArray(remind)) throw wrongPart('remind', 'must be a list');
  const reminders = (remind as readonly (RequestedReminder | null | undefined)[])
    .map((reminder, index) => {
      if (typeof reminder !== 'object' || reminder === null) throw wrongPart(`remind[${index}]`, 'must be an object');
      const { after, with: message } = reminder;
      checkPart(outboundMessageSchema, message, `ask remind[${index}].with`);
      return { afterMs: checkedDurationMs(after, `ask remind[${index}].after`), with: message };
    })
    .sort((one, other) => one.afterMs - other.afterMs);
  return { prepared, timeoutMs: checkedDurationMs(timeout, 'ask timeout'), reminders };
}

/** What was not built here can be anything, and the schema says best what is wrong with it. */
function prepare(question: Question, waitId: string, labels: OptionLabels): PreparedQuestion | string {
  try {
    return prepareQuestion(question, waitId, labels);
  } catch {
    checkPart(outboundMessageSchema, question, 'ask question');
    return 'is no message that can be asked';
  }
}

function checkPart<Schema extends z.ZodType>(schema: Schema, value: unknown, path: string): z.output<Schema> {
  try {
    return parseInput(schema, value, path);
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    throw whatsAppWorkflowFailure(WhatsAppFailureType.InvalidInput, error.message, {}, error.problems);
  }
}

/** A duration in milliseconds. @throws ApplicationFailure `WhatsApp.InvalidInput` that names the part */
export function checkedDurationMs(duration: unknown, path: string): number {
  return durationMs(checkPart(durationSchema, duration, path));
}

/** The failure of a question whose part is wrong. */
export function wrongPart(path: string, message: string): Error {
  return whatsAppWorkflowFailure(WhatsAppFailureType.InvalidInput, `ask: ${path} ${message}`, {}, [{ path, message }]);
}

/** @throws ApplicationFailure `WhatsApp.InvalidInput` for a message that no group takes */
export function checkForGroup(message: unknown, path: string): void {
  const { type } = (message ?? {}) as { type?: unknown };
  // What is no message at all is refused by its schema, which says why.
  if (typeof type !== 'string' || groupMessageTypes.has(type)) return;
  throw notInGroup(path, `a group takes no message of the type "${type}", but ${[...groupMessageTypes].join(', ')}`);
}

/** Checks all that a question would send to a group. @throws ApplicationFailure `WhatsApp.InvalidInput` */
export function checkQuestionForGroup(
  question: unknown,
  { otherwise, remind }: Pick<AskOptions<unknown>, 'otherwise' | 'remind'>,
): void {
  checkForGroup(question, 'ask: question');
  checkForGroup(otherwise, 'ask: otherwise');
  if (!Array.isArray(remind)) return;
  (remind as readonly (RequestedReminder | null | undefined)[]).forEach((reminder, index) =>
    checkForGroup(reminder?.with, `ask: remind[${index}].with`),
  );
}

/** The failure of what cannot be done in a group. */
export function notInGroup(path: string, message: string): Error {
  return whatsAppWorkflowFailure(WhatsAppFailureType.InvalidInput, `${path} ${message}`, {}, [{ path, message }]);
}
