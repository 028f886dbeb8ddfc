/** The workflow of conversations in `dev`: settled before a user can write, since whoever has written keeps it. */
import { defined } from '../../../common/schema/defined.js';
import type { Config } from '../../../environment/config.js';
import type { ConversationChoices } from '../../../webhook/index.js';
import { importFresh, type ModuleExports } from '../../code/load-module.js';
import {
  checkConversation,
  groupVariable,
  groupWorkflows,
  listConversations,
  onlyConversation,
  settleConversation,
  whoNamesConversation,
} from '../../code/workflow-names.js';
import type { DevFlags } from '../flags.js';
import type { DevSession } from '../session.js';
import { FileWatch } from './file-watch.js';
import { Reloader } from './reloader.js';

/** What messages go to. Absent: the library's own. */
export interface SettledConversation {
  conversation?: ConversationChoices;
}

/**
 * Checks the names of conversations before anything is started. A file that cannot be read is left to the session,
 * which waits for its repair, and so is the workflow of a task queue that is named.
 *
 * @throws Error when the file has no such workflow, or several where none is named
 */
export async function checkConversationNames(flags: DevFlags, { webhook }: Pick<Config, 'webhook'>): Promise<void> {
  const { workflows: file = '' } = flags;
  const exports = await readOnce(file);
  if (!exports) return;
  const { conversation, groupConversation } = webhook;
  if (!conversation && !groupConversation) onlyConversation(file, exports);
  const names = Object.keys(exports);
  const ofGroups = { ...defined({ conversation: groupConversation }), saidBy: groupVariable };
  const ofUsers = { ...defined({ conversation }), saidBy: whoNamesConversation(flags) };
  for (const settings of [ofGroups, ofUsers]) checkConversation(file, names, { taskQueue: '', ...settings });
}

/**
 * Takes what is set, else the only conversation that the file exports, and says so. Waits for the repair of a file that
 * cannot be read, unless the conversation is set.
 *
 * @returns undefined when the session ends before
 * @throws Error when the file has no such workflow, or several where none is named
 */
export async function settleLiveConversation(session: DevSession): Promise<SettledConversation | undefined> {
  const { io, flags, stack } = session;
  const { workflows: file = '' } = flags;
  const { conversation, groupConversation } = stack.config.webhook;
  const exports = conversation ? await readOnce(file) : await readWhenRepaired(session, file);
  // What is wrong with a file that cannot be read is said when it is bundled.
  if (!exports) return conversation && { conversation };
  const saidBy = whoNamesConversation(flags);
  const settings = { taskQueue: stack.taskQueue, saidBy, ...defined({ conversation, groupConversation }) };
  const settled = settleConversation(file, exports, settings);
  const ofGroups = groupWorkflows(settings);
  const besides = ofGroups.length === 0 ? '' : `, beside ${ofGroups.join(', ')} for groups`;
  if (typeof settled === 'string') io.note(`conversations: ${settled}, the only one that ${file} exports${besides}`);
  if (settled === undefined && ofGroups[0] !== undefined) tellOfGroupsOnly(session, ofGroups[0]);
  return settled === undefined ? {} : { conversation: settled };
}

function tellOfGroupsOnly({ io, flags }: DevSession, ofGroups: string): void {
  io.note(
    `conversations: ${ofGroups} for groups; ${flags.workflows} exports none for users, so what they write in private is ` +
      `only kept. If it is for both: --conversation ${ofGroups}`,
  );
}

/** Tells of a conversation that has come into a file which had none: the receiver starts the library's own. */
export async function tellOfNewConversation({ io, stack }: DevSession, file: string): Promise<void> {
  const { taskQueue, config } = stack;
  const ofGroups = groupWorkflows({ taskQueue, ...defined({ groupConversation: config.webhook.groupConversation }) });
  const [name] = listConversations((await readOnce(file)) ?? {}).filter((each) => !ofGroups.includes(each));
  if (name !== undefined) io.note(`${file} exports the conversation ${name} now: start "dev" again to talk to it.`);
}

async function readOnce(file: string): Promise<ModuleExports | undefined> {
  const loaded = await importFresh('--workflows', file);
  return 'value' in loaded ? loaded.value : undefined;
}

/** @returns undefined when the session ends before */
async function readWhenRepaired({ io, stopped }: DevSession, file: string): Promise<ModuleExports | undefined> {
  let reader: Reloader<ModuleExports> | undefined;
  const read = new Promise<ModuleExports>((resolve) => {
    const failed = ({ message }: Error): void =>
      io.note(`conversations: waits for a change that repairs the file, or for --conversation\n${message}`);
    const use = async (exports: ModuleExports): Promise<void> => resolve(exports);
    const make = (): ReturnType<typeof importFresh> => importFresh('--workflows', file);
    reader = new Reloader({ make, use, failed }, (onChange) => new FileWatch(onChange));
    void reader.reload();
  });
  const exports = await Promise.race([read, stopped.then(() => undefined)]);
  await reader?.close();
  return exports;
}
