/** What the memory of a conversation has to know, from its definition. */
import { durationMs } from '../../common/inputs/index.js';
import type { ConversationDefinition } from './definition.js';
import type { BotSettings } from './memory/bot.js';

/**
 * What the memory of a conversation has to know of its definition.
 *
 * @param isGroup whether the conversation is one of a group
 */
export function toBotSettings<State>(definition: ConversationDefinition<State>, isGroup = false): BotSettings {
  const { turns = {}, commands = {}, state, consent, transcript = true, phoneAppTakesOverFor } = definition;
  const { debounce = 0, supersede = false } = turns;
  return {
    debounceMs: debounce === 0 ? 0 : durationMs(debounce),
    joinsMessages: supersede || debounce !== 0,
    isGroup,
    commands: Object.entries(commands).map(([name, command]) => ({
      name,
      ...(typeof command === 'object' && { words: command.words, matches: command.matches }),
    })),
    initialState: state,
    consentWords: consent,
    keepsTranscript: transcript,
    phoneAppLeaseMs: phoneAppTakesOverFor === undefined ? undefined : durationMs(phoneAppTakesOverFor),
  };
}
