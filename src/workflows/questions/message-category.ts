/**
 * What a message is for. It decides whether it is held back from a user who opted out.
 *
 * - `service`: answers the user. Nothing holds it back.
 * - `authentication`: a code that the user asked for. Nothing holds it back.
 * - `utility`: about something that the user has bought. Held back after STOP.
 * - `marketing`: everything else. Held back after STOP, and after the user's own setting in WhatsApp.
 */
export type MessageCategory = 'service' | 'authentication' | 'utility' | 'marketing';
