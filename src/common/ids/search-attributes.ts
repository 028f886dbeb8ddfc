/** The search attributes of conversations, by their names in Temporal. All of them are keywords. */
export const searchAttributeNames = {
  /** The business number: its phone number id. */
  number: 'WhatsAppNumber',
  /** Who has the conversation: `bot`, `human`, `meta-agent`, or another owner. */
  owner: 'WhatsAppOwner',
  /** What the conversation does, in one word. */
  state: 'WhatsAppState',
  /** The dialogue that is under way. */
  dialogue: 'WhatsAppDialogue',
} as const;
