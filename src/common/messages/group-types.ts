/** The types of messages that a group takes. */

/**
 * Text, media, templates of both, reactions and pins. Groups take no interactive messages, locations, contacts and
 * products.
 *
 * @see "Groups API" https://developers.facebook.com/documentation/business-messaging/whatsapp/groups (read 2026-11)
 */
export const groupMessageTypes: ReadonlySet<string> = new Set([
  'text',
  'image',
  'video',
  'audio',
  'document',
  'sticker',
  'template',
  'reaction',
  'pin',
]);
