/** The conversation of a command that has the file of the workflows at hand. */
import { defined } from '../../common/schema/defined.js';
import type { Config } from '../../environment/config.js';
import type { ConversationChoices } from '../../webhook/index.js';
import { importModule } from './load-module.js';
import type { CodeFlags } from './options.js';
import { settleConversation, whoNamesConversation } from './workflow-names.js';

/**
 * What is set, else the only conversation that the file of `--workflows` exports.
 *
 * @returns undefined for the library's own
 * @throws Error when the file has no such workflow, has several where none is named, or cannot be read to find one
 */
export async function findConversation(
  flags: CodeFlags,
  {
    webhook,
    taskQueue,
  }: Pick<Config, 'taskQueue'> & {
    webhook: Pick<Config['webhook'], 'conversation' | 'groupConversation'>;
  },
): Promise<ConversationChoices | undefined> {
  const { conversation, groupConversation } = webhook;
  const { workflows: file } = flags;
  if (file === undefined) return conversation;
  const loaded = await importModule('--workflows', file).catch((error: Error) => error);
  if (!(loaded instanceof Error)) {
    const settings = {
      taskQueue,
      saidBy: whoNamesConversation(flags),
      ...defined({ conversation, groupConversation }),
    };
    return settleConversation(file, loaded, settings);
  }
  // The worker's bundler says what is wrong with it, where nothing has to be found.
  if (conversation) return conversation;
  throw new Error(`${loaded.message}\nOr name the conversation: --conversation`, { cause: loaded });
}
