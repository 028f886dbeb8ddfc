/** The search attributes of conversations and sends, by their names in Temporal. All of them are keywords. */
export const searchAttributeNames = {
  /** The business number: its phone number id. */
  number: 'WhatsAppNumber',
  /** Who has the conversation: `bot`, `human`, `meta-agent`, or another owner. */
  owner: 'WhatsAppOwner',
  /** What the conversation does, in one word. */
  state: 'WhatsAppState',
  /** The dialogue that is under way. */
  dialogue: 'WhatsAppDialogue',
  /** What became of a send that was not accepted: `refused` or `unknown`. */
  outcome: 'WhatsAppOutcome',
} as const;
