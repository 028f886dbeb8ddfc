/** The version of a dialogue with which a run goes on: the one that it began with. */
import { patched } from '@temporalio/workflow';
import type { Dialogue, VersionedDialogue } from './definition.js';

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
