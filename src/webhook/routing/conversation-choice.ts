/** Which workflow is the conversation of a number: the library's own, or one that the application names. */
import { workflowNames } from '../../common/ids/wire-names.js';

/** A conversation's workflow, and where it runs. */
export interface ConversationChoice {
  /** The name under which a worker has the workflow, such as one that `defineConversation` has made. */
  workflow: string;
  /** The task queue of that worker. @default the receiver's */
  taskQueue?: string;
}

/** One workflow for all numbers, or one for each number by its phone number id. */
export type ConversationChoices = string | ConversationChoice | Readonly<Record<string, string | ConversationChoice>>;

/** The workflow that is started for a message to a number. */
export interface ConversationStart {
  workflowType: string;
  taskQueue: string;
  /** Whether the application has chosen it, so that it takes what the library's own does not. */
  isChosen: boolean;
}

/** Finds the workflow for a number. A number that is not listed has the library's own. */
export function chooseConversation(
  choices: ConversationChoices | undefined,
  taskQueue: string,
): (phoneNumberId: string) => ConversationStart {
  const ours: ConversationStart = { workflowType: workflowNames.conversation, taskQueue, isChosen: false };
  if (choices === undefined) return () => ours;
  if (isOne(choices)) {
    const one = toStart(choices, taskQueue);
    return () => one;
  }
  const byNumber = new Map(Object.entries(choices).map(([id, choice]) => [id, toStart(choice, taskQueue)]));
  return (phoneNumberId) => byNumber.get(phoneNumberId) ?? ours;
}

function isOne(choices: ConversationChoices): choices is string | ConversationChoice {
  return typeof choices === 'string' || 'workflow' in choices;
}

function toStart(choice: string | ConversationChoice, taskQueue: string): ConversationStart {
  const { workflow, taskQueue: queue = taskQueue } = typeof choice === 'string' ? { workflow: choice } : choice;
  return { workflowType: workflow, taskQueue: queue, isChosen: true };
}

/** What is wrong with the option. @returns undefined when nothing is */
export function findChoiceProblem(choices: unknown): string | undefined {
  if (choices === undefined || isName(choices)) return undefined;
  if (typeof choices !== 'object' || choices === null) return 'must be the name of a workflow';
  if ('workflow' in choices) return isChoice(choices) ? undefined : wrongChoice;
  for (const [id, choice] of Object.entries(choices)) {
    if (!/^\d{5,20}$/.test(id)) return `has "${id}", which is no phone number id`;
    if (!isName(choice) && !isChoice(choice)) return `of ${id} ${wrongChoice}`;
  }
  return undefined;
}

const wrongChoice = 'must be the name of a workflow, or { workflow, taskQueue } as texts';

function isChoice(choice: unknown): boolean {
  const { workflow, taskQueue } = (choice ?? {}) as Partial<Record<keyof ConversationChoice, unknown>>;
  return isName(workflow) && (taskQueue === undefined || isName(taskQueue));
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
