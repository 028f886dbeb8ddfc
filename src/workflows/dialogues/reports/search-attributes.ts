/** Tells Temporal's visibility who has the conversation, and what it does. Only a change costs an action. */
import { defineSearchAttributeKey, type SearchAttributeUpdatePair } from '@temporalio/common';
import { patched, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { searchAttributeNames } from '../../../common/ids/search-attributes.js';
import type { ConversationView } from './describe-conversation.js';

/** A run that went on before it had search attributes goes on as it did. */
const patch = 'temporal-whatsapp-search-attributes';

const keys = {
  number: defineSearchAttributeKey(searchAttributeNames.number, 'KEYWORD'),
  owner: defineSearchAttributeKey(searchAttributeNames.owner, 'KEYWORD'),
  state: defineSearchAttributeKey(searchAttributeNames.state, 'KEYWORD'),
  dialogue: defineSearchAttributeKey(searchAttributeNames.dialogue, 'KEYWORD'),
};

/** Longest value, in characters. */
const longestValue = 200;

/** Called whenever the conversation begins to wait, so that a dialogue which only answers changes nothing. */
export function updateSearchAttributes(phoneNumberId: string, view: ConversationView): void {
  const { typedSearchAttributes: known } = workflowInfo();
  const owner = findOwner(view);
  const dialogue = nameDialogue(view.dialogue);
  const wanted: SearchAttributeUpdatePair[] = [
    { key: keys.number, value: phoneNumberId },
    { key: keys.owner, value: owner?.slice(0, longestValue) ?? null },
    { key: keys.state, value: findState(view, owner) },
    { key: keys.dialogue, value: dialogue?.slice(0, longestValue) ?? null },
  ];
  const changes = wanted.filter(({ key, value }) => (known.get(key) ?? null) !== value);
  if (changes.length > 0 && patched(patch)) upsertSearchAttributes(changes);
}

/** Whether visibility shows another owner than the bot, which the end of the lease has to change. */
export function showsOtherOwner(): boolean {
  const owner = workflowInfo().typedSearchAttributes.get(keys.owner);
  return owner !== undefined && owner !== 'bot' && patched(patch);
}

/** @returns undefined where the user has another id: whoever searches by owner finds each user once */
function findOwner({ bot, movedTo }: ConversationView): string | undefined {
  if (movedTo !== undefined) return undefined;
  return bot.ownership.lease(Date.now())?.owner ?? 'bot';
}

function findState({ movedTo, dialogue, waitsUntilMs }: ConversationView, owner: string | undefined): string {
  if (movedTo !== undefined) return 'moved';
  if (owner !== 'bot') return 'handed-over';
  if (waitsUntilMs !== undefined) return 'asking';
  return dialogue === undefined ? 'idle' : 'in-dialogue';
}

/** A question of another workflow has a name that holds the workflow's id, by which nobody would search. */
function nameDialogue(name: string | undefined): string | undefined {
  return name?.startsWith('question of ') ? 'question' : name;
}
