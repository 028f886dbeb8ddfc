/** Checks of what a file of workflows exports: what the receiver starts has to be there. */
import type { ConversationChoices } from '../../../webhook/index.js';

/** What the receiver starts on the queue of the worker, whatever the application is. */
const needed = ['conversationWorkflow', 'deadLetterWorkflow'];

/** The names of the library's workflows that the receiver starts, and this worker does not have. */
export function missingWorkflows(names: readonly string[]): string[] {
  return needed.filter((name) => !names.includes(name));
}

/** The receiver's settings that decide about the workflow of a conversation. */
export interface ConversationSettings {
  taskQueue: string;
  conversation?: ConversationChoices;
}

/** @throws Error that names what the file exports, when the workflow of a conversation is not among it */
export function checkConversation(file: string, names: readonly string[], settings: ConversationSettings): void {
  const absent = startedWorkflows(settings).find((name) => !names.includes(name));
  if (absent === undefined) return;
  const others = names.filter((name) => !needed.includes(name));
  throw new Error(
    `--conversation ${absent}: ${file} exports no workflow of this name, but ${others.join(', ') || 'none at all'}`,
  );
}

/** The workflows of conversations on the worker's own queue. */
function startedWorkflows({ conversation, taskQueue }: ConversationSettings): string[] {
  if (!conversation) return [];
  const choices = isOneChoice(conversation) ? [conversation] : Object.values(conversation);
  return choices.flatMap((choice) => {
    if (typeof choice === 'string') return [choice];
    return choice.taskQueue === undefined || choice.taskQueue === taskQueue ? [choice.workflow] : [];
  });
}

type OneChoice = string | { workflow: string; taskQueue?: string };

function isOneChoice(conversation: ConversationChoices): conversation is ConversationChoices & OneChoice {
  return typeof conversation === 'string' || typeof (conversation as { workflow?: unknown }).workflow === 'string';
}
