/**
 * What a message is for. It decides whether it is held back from a user who opted out.
 *
 * - `service`: answers the user. Nothing holds it back.
 * - `authentication`: a code that the user asked for. Nothing holds it back.
 * - `utility`: about something that the user has bought. Held back after STOP.
 * - `marketing`: everything else. Held back after STOP, and after the user's own setting in WhatsApp.
 */
export type MessageCategory = 'service' | 'authentication' | 'utility' | 'marketing';

/** What a user has stopped, with the times in Unix milliseconds. Absent members: nothing. */
export interface StoppedMessages {
  /** The user wrote STOP. */
  stoppedAtMs?: number | undefined;
  /** The user stopped marketing. */
  marketingStoppedAtMs?: number | undefined;
}

/**
 * Whether a message of this category may go to a user.
 *
 * @param stopped What the user has said. @default nothing
 */
export function allowsMessage(stopped: StoppedMessages | undefined, category: MessageCategory): boolean {
  if (category === 'service' || category === 'authentication') return true;
  if (stopped?.stoppedAtMs !== undefined) return false;
  return category !== 'marketing' || stopped?.marketingStoppedAtMs === undefined;
}
