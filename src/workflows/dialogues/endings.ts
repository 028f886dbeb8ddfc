/** How a dialogue ends before its code does: what its calls throw then. */

/** The dialogue ends, and nothing is wrong: `chat.end()`, a command, or somebody took the conversation over. */
export class DialogueEnded extends Error {
  override readonly name = 'DialogueEnded';
}

/** The dialogue begins anew: `chat.restart()`. */
export class DialogueRestarted extends Error {
  override readonly name = 'DialogueRestarted';
}
