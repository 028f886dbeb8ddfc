/** The version of a dialogue with which a run goes on: the one that it began with. */
import { patched } from '@temporalio/workflow';
import { WhatsAppFailureType } from '../../common/failures.js';
import { whatsAppWorkflowFailure } from '../lib/failures.js';
import type { ConversationDefinition, Dialogue, VersionedDialogue } from './definition.js';

/** @param name in the marker that the history keeps, so that it must not change */
export function findDialogue<State>(
  name: string,
  dialogue: Dialogue<State> | VersionedDialogue<State>,
): Dialogue<State> {
  if (typeof dialogue === 'function') return dialogue;
  // The latest version has the marker of the one before it. A history without any marker has the oldest.
  let after = dialogue.current;
  for (const [version, earlier] of Object.entries(dialogue.earlier).reverse()) {
    if (patched(`whatsapp-dialogue:${name}:after:${version}`)) return after;
    after = earlier;
  }
  return after;
}

/** @throws ApplicationFailure `WhatsApp.InvalidInput` for a dialogue that the conversation has not */
export function findNamedDialogue<State>(
  { dialogues = {}, name: conversation }: ConversationDefinition<State>,
  name: string,
): Dialogue<State> {
  const dialogue = Object.hasOwn(dialogues, name) ? dialogues[name] : undefined;
  if (dialogue) return findDialogue(name, dialogue);
  const known = Object.keys(dialogues).join(', ') || 'none';
  const message = `The conversation ${conversation} has no dialogue "${name}"; it has: ${known}`;
  throw whatsAppWorkflowFailure(WhatsAppFailureType.InvalidInput, message);
}
