/** Which workflow is the conversation of an application, and whether its file has what the receiver starts. */
import { isConversation } from '../../common/ids/conversation-mark.js';
import { workflowNames } from '../../common/ids/wire-names.js';
import { defined } from '../../common/schema/defined.js';
import type { ConversationChoices } from '../../webhook/index.js';
import type { ModuleExports } from './load-module.js';
import type { CodeFlags } from './options.js';

/** What the receiver starts on the queue of the worker, whatever the application is. */
const needed: readonly string[] = [workflowNames.conversation, workflowNames.deadLetter];

/** The library's own, which no message about an application needs to list. */
const own: readonly string[] = Object.values(workflowNames);

/** The variable that names the workflow of groups, for messages. */
export const groupVariable = 'WHATSAPP_GROUP_CONVERSATION_WORKFLOW';

/** The names of the library's workflows that the receiver starts, and this worker does not have. */
export function missingWorkflows(names: readonly string[]): string[] {
  return needed.filter((name) => !names.includes(name));
}

/** The names under which a module exports what `defineConversation` has made. */
export function listConversations(exports: ModuleExports): string[] {
  return Object.entries(exports).flatMap(([name, value]) => (isConversation(value) ? [name] : []));
}

/**
 * The only conversation that a file exports.
 *
 * @param ofGroups The names of those that are for groups, and do not count.
 * @returns undefined when it has none
 * @throws Error that lists them when there are several
 */
export function onlyConversation(
  file: string,
  exports: ModuleExports,
  ofGroups: readonly string[] = [],
): string | undefined {
  const [first, ...others] = listConversations(exports).filter((name) => !ofGroups.includes(name));
  if (others.length === 0) return first;
  throw new Error(
    `${file} exports several conversations: ${[first, ...others].join(', ')}. ` +
      `Name the one that users talk to: --conversation ${first}`,
  );
}

/** The names of the workflows that are for groups, on the worker's own queue. */
export function groupWorkflows({
  groupConversation,
  taskQueue,
}: Pick<ConversationSettings, 'groupConversation' | 'taskQueue'>): string[] {
  return startedWorkflows({ taskQueue, ...defined({ conversation: groupConversation }) });
}

/** What has named the workflow of conversations, for messages. */
export function whoNamesConversation({ conversation }: Pick<CodeFlags, 'conversation'>): string {
  return conversation === undefined ? 'WHATSAPP_CONVERSATION_WORKFLOW' : '--conversation';
}

/** The receiver's settings that decide about the workflow of a conversation. */
export interface ConversationSettings {
  taskQueue: string;
  conversation?: ConversationChoices;
  /** The workflow of conversations with groups. */
  groupConversation?: ConversationChoices;
  /** What said so, for messages. @default the option `--conversation` */
  saidBy?: string;
}

/** @throws Error that names what the file exports, when the workflow of a conversation is not among it */
export function checkConversation(file: string, names: readonly string[], settings: ConversationSettings): void {
  const absent = startedWorkflows(settings).find((name) => !names.includes(name));
  if (absent === undefined) return;
  const { saidBy = '--conversation' } = settings;
  const others = names.filter((name) => !own.includes(name));
  throw new Error(
    `${saidBy} ${absent}: ${file} exports no workflow of this name, but ${others.join(', ') || 'none at all'}`,
  );
}

/**
 * What goes to users: what is set, else the only conversation that the file exports.
 *
 * @returns undefined for the library's own
 * @throws Error when the file has no such workflow, or several where none is named
 */
export function settleConversation(
  file: string,
  exports: ModuleExports,
  settings: ConversationSettings,
): ConversationChoices | undefined {
  const { conversation, groupConversation, taskQueue } = settings;
  const names = Object.keys(exports);
  const ofGroups = { taskQueue, ...defined({ conversation: groupConversation }), saidBy: groupVariable };
  checkConversation(file, names, ofGroups);
  if (!conversation) return onlyConversation(file, exports, groupWorkflows(settings));
  checkConversation(file, names, settings);
  return conversation;
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
