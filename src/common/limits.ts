/**
 * Every number that Meta limits a message or a file by. The schemas, the media activities and the emulator read it
 * here.
 *
 * Texts are counted in Unicode code points. The larger number stands where sources disagree. A check on our side may
 * leave a refusal to Meta, but must not refuse what Meta would take.
 */
import { callbackDataLimit } from './sending/callback-data.js';

const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;

/**
 * Limits of the body of `POST /{phone-number-id}/messages`.
 *
 * @see "Messages"
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages (read 2026-11)
 */
export const limits = {
  callbackData: callbackDataLimit,
  text: { body: 4096 },
  /** The text below an image, video or document. */
  caption: 1024,
  contacts: {
    /** Meta's page says 257, its OpenAPI file 5. */
    contacts: 257,
  },
  /**
   * @see "Groups API" https://developers.facebook.com/documentation/business-messaging/whatsapp/groups (read 2026-11)
   */
  pin: { expirationDays: { min: 1, max: 30 } },
  interactive: { header: 60, body: 1024, footer: 60 },
  /**
   * @see "Interactive reply buttons messages"
   * https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-reply-buttons-messages
   * (read 2026-11)
   * @see "Direct Send: supported features and limits"
   * https://developers.facebook.com/documentation/business-messaging/whatsapp/direct-send/supported-features-and-limits/
   * (read 2026-11)
   */
  button: {
    replyButtons: 3,
    /** Reply buttons together with others, which Direct Send allows. */
    mixedButtons: 10,
    id: 256,
    title: 20,
  },
  /**
   * @see "Interactive list messages"
   * https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-list-messages
   * (read 2026-11)
   */
  list: {
    /** Meta's page says 4096, its OpenAPI file 1024. */
    body: 4096,
    button: 20,
    sections: 10,
    /** The number in all sections together. */
    rows: 10,
    sectionTitle: 24,
    rowId: 200,
    rowTitle: 24,
    rowDescription: 72,
  },
  /**
   * @see "Interactive call-to-action URL button messages"
   * https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-cta-url-messages
   * (read 2026-11)
   */
  ctaUrl: { displayText: 20 },
  /**
   * @see "Sending a flow"
   * https://developers.facebook.com/docs/whatsapp/flows/guides/sendingaflow (read 2026-11); libraries say 20
   */
  flow: { cta: 30 },
  /**
   * @see "Share products"
   * https://developers.facebook.com/docs/whatsapp/cloud-api/guides/sell-products-and-services/share-products
   * (read 2026-11)
   */
  productList: {
    sections: 10,
    /** The number in all sections together. */
    products: 30,
    sectionTitle: 24,
  },
  /**
   * @see "WhatsApp call button messages and deep links"
   * https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/call-button-messages-deep-links/
   * (read 2026-11)
   */
  voiceCall: { displayText: 20, ttlMinutes: { min: 1, max: 43_200 }, payload: 512 },
  /**
   * @see "Interactive media carousel messages"
   * https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-media-carousel-messages/
   * (read 2026-11)
   */
  carousel: {
    cards: { min: 2, max: 10 },
    cardBody: 160,
    cardBodyLineBreaks: 2,
    /** Meta's page says 256, copies of it 20. */
    quickReplyId: 256,
    quickReplyTitle: 20,
  },
  /**
   * @see "Template components"
   * https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/components (read 2026-11)
   */
  template: {
    name: 512,
    /** Buttons are addressed by their index, 0 to 9. */
    buttons: 10,
    cards: 10,
    /** 20 since December 2025; pages that say 15 are older. */
    couponCode: 20,
  },
} as const;

export const mediaKinds = ['audio', 'document', 'image', 'sticker', 'video'] as const;

/** A kind of message that carries a file. */
export type MediaKind = (typeof mediaKinds)[number];

/** What WhatsApp takes as one kind of media. */
export interface MediaLimit {
  /** Largest file, in bytes. */
  maxBytes: number;
  mimeTypes: readonly string[];
}

/**
 * File types and sizes that can be uploaded and sent. `audio/ogg` must be Opus, images 8-bit, video H.264 with AAC.
 * Only Meta can tell, so a wrong codec shows as a failed status.
 *
 * @see "Media"
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media (read 2026-11)
 */
export const mediaLimits: Readonly<Record<MediaKind, MediaLimit>> = {
  audio: {
    maxBytes: 16 * mebibyte,
    mimeTypes: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg', 'audio/opus'],
  },
  document: {
    maxBytes: 100 * mebibyte,
    mimeTypes: [
      'application/pdf',
      'application/msword',
      'application/vnd.ms-excel',
      'application/vnd.ms-powerpoint',
      'application/vnd.openxmlformats-officedocument.presentationml.presentation',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      'text/plain',
    ],
  },
  image: { maxBytes: 5 * mebibyte, mimeTypes: ['image/jpeg', 'image/png'] },
  /** The size is that of an animated sticker; see {@link staticStickerMaxBytes}. */
  sticker: { maxBytes: 500 * kibibyte, mimeTypes: ['image/webp'] },
  /** Meta writes `video/3gp`; the registered name is `video/3gpp`. */
  video: { maxBytes: 16 * mebibyte, mimeTypes: ['video/mp4', 'video/3gp', 'video/3gpp'] },
};

/**
 * File types of which a handle can be had: samples for the header of a template, and profile pictures. Their largest
 * sizes are those of the kinds.
 *
 * @see "Resumable Upload API" https://developers.facebook.com/docs/graph-api/guides/upload (read 2026-11)
 */
export const fileUploadMimeTypes: readonly string[] = ['application/pdf', 'image/jpeg', 'image/png', 'video/mp4'];

/**
 * Limits of a business profile, in characters.
 *
 * @see "Business profiles" https://developers.facebook.com/docs/whatsapp/cloud-api/reference/business-profiles (read
 * 2026-11)
 */
export const businessProfileLimits = {
  about: 139,
  address: 256,
  description: 512,
  email: 128,
  websites: 2,
  website: 256,
} as const;

/** Width and height of a sticker, in pixels. */
export const stickerSide = 512;

/** Largest sticker that is not animated, in bytes. */
export const staticStickerMaxBytes = 100 * kibibyte;

const kindByMimeType = new Map(
  mediaKinds.flatMap((kind) => mediaLimits[kind].mimeTypes.map((mimeType) => [mimeType, kind] as const)),
);

/**
 * The kind that a MIME type is sent as. Parameters (`; codecs=opus`) do not matter.
 *
 * @returns undefined when WhatsApp does not take the type
 */
export function findMediaKind(mimeType: string): MediaKind | undefined {
  const [bare = ''] = mimeType.split(';');
  return kindByMimeType.get(bare.trim().toLowerCase());
}
