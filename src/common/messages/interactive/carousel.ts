/** Carousels: two to ten cards side by side, each with a picture or a product. */
import { z } from 'zod';
import { limits } from '../../limits.js';
import { byType } from '../../schema/by-type.js';
import { absent, filled, filledUpTo, httpUrl, array, mustBe, object, wholeNumber } from '../../schema/fields.js';
import { lazy } from '../../schema/lazy.js';
import { schemaFor } from '../../schema/schema-for.js';
import { imageSchema, videoSchema } from '../media.js';
import type { CtaUrlParameters } from './cta-url.js';
import { bodyUpTo, type ImageHeader, type InteractiveBody, type VideoHeader } from './parts.js';

const limit = limits.carousel;

/** What a quick reply says and sends back. */
export interface QuickReplyContent {
  /** What comes back in the webhook, of 1 to 256 characters. */
  id: string;
  /** The button's label, of 1 to 20 characters. */
  title: string;
}

/** A button of a card. */
export interface QuickReplyButton {
  /** The kind of the button: `quick_reply`. */
  type: string;
  /** The content. */
  quick_reply?: QuickReplyContent | null | undefined;
}

/**
 * What a card offers: `parameters` of a URL button, `buttons` or a product. All cards of a message offer the same kind.
 */
export interface CarouselCardAction {
  /** The kind of the action: `cta_url` for a URL button. */
  name?: string | null | undefined;
  /** Label and target of a URL button. */
  parameters?: CtaUrlParameters | null | undefined;
  /** Quick replies, as many as on the other cards. */
  buttons?: readonly QuickReplyButton[] | null | undefined;
  /** Id of the catalog that has the product. */
  catalog_id?: string | null | undefined;
  /** The product's id in the catalog. */
  product_retailer_id?: string | null | undefined;
}

/** One card of a carousel. */
export interface CarouselCard {
  /** Place of the card, 0 to 9. */
  card_index: number;
  /** `cta_url` or `product`. A card with quick replies has none. */
  type?: string | null | undefined;
  /** An image or a video. Required unless the card shows a product. */
  header?: ImageHeader | VideoHeader | null | undefined;
  /** A text of at most 160 characters and 2 line breaks. */
  body?: InteractiveBody | null | undefined;
  /** What can be tapped. */
  action: CarouselCardAction;
}

/** The cards of a carousel. */
export interface CarouselAction {
  /** Two to ten cards, all with the same kind of action. */
  cards: readonly CarouselCard[];
}

/**
 * Two to ten cards, all with the same kind of action, under a text of up to 1024 characters.
 *
 * @see "Interactive media carousel messages"
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-media-carousel-messages/
 * (read 2026-11)
 */
export interface CarouselInteractive {
  /** The kind of interactive message. */
  type: 'carousel';
  /** Always absent: only the cards of a carousel have headers. */
  header?: null | undefined;
  /** The main text, of at most 1024 characters. */
  body: InteractiveBody;
  /** Always absent: a carousel shows no footer. */
  footer?: null | undefined;
  /** The cards. */
  action: CarouselAction;
}

const headerSchema = schemaFor<ImageHeader | VideoHeader>()(
  lazy(() =>
    byType(
      {
        image: object({ type: z.literal('image'), image: imageSchema }),
        video: object({ type: z.literal('video'), video: videoSchema }),
      },
      { what: 'a header' },
    ),
  ),
);

const cardBodySchema = lazy(() =>
  bodyUpTo(limit.cardBody).refine(({ text }) => text.split('\n').length - 1 <= limit.cardBodyLineBreaks, {
    message: `must have at most ${limit.cardBodyLineBreaks} line breaks`,
    path: ['text'],
  }),
);

const quickReplySchema = schemaFor<QuickReplyButton>()(
  lazy(() =>
    object({
      type: z.string(mustBe('a text')),
      quick_reply: object({ id: filledUpTo(limit.quickReplyId), title: filledUpTo(limit.quickReplyTitle) }).nullish(),
    }),
  ),
);

const cardActionSchema = schemaFor<CarouselCardAction>()(
  lazy(() =>
    object({
      name: z.string(mustBe('a text')).nullish(),
      parameters: object({ display_text: filledUpTo(limits.ctaUrl.displayText), url: httpUrl() }).nullish(),
      buttons: array(quickReplySchema, 'buttons').nullish(),
      catalog_id: filled('the id of a catalog').nullish(),
      product_retailer_id: filled('the retailer id of a product').nullish(),
    }),
  ),
);

const cardSchema = schemaFor<CarouselCard>()(
  lazy(() =>
    object({
      card_index: wholeNumber({ min: 0, max: limit.cards.max - 1 }),
      type: z.string(mustBe('a text')).nullish(),
      header: headerSchema.nullish(),
      body: cardBodySchema.nullish(),
      action: cardActionSchema,
    }),
  ),
);

/** What has to be the same on all cards. */
function describeAction({ action }: CarouselCard): string | undefined {
  if (action.product_retailer_id) return 'a product';
  if (action.buttons) return `${action.buttons.length} quick replies`;
  return action.parameters ? 'a URL button' : undefined;
}

function requireSameAction(cards: readonly CarouselCard[], context: z.core.$RefinementCtx): void {
  const expected = cards[0] && describeAction(cards[0]);
  cards.forEach((card, index) => {
    const action = describeAction(card);
    const report = (message: string, member: 'action' | 'header'): void =>
      context.addIssue({ code: 'custom', message, path: [index, member], input: card[member] });
    if (action === undefined) report('must have "parameters" of a URL button, "buttons" or a product', 'action');
    else if (action !== expected)
      report(`must have ${expected ?? 'the same action'} as the first card has, not ${action}`, 'action');
    if (action !== 'a product' && !card.header) report('must be set: an image or a video', 'header');
  });
}

/** The schema of {@link CarouselInteractive}. */
export const carouselInteractiveSchema = schemaFor<CarouselInteractive>()(
  lazy(() =>
    object({
      type: z.literal('carousel'),
      header: absent('a carousel has headers on its cards only'),
      body: bodyUpTo(limits.interactive.body),
      footer: absent('a carousel shows no footer'),
      action: object({ cards: array(cardSchema, 'cards', limit.cards).superRefine(requireSameAction) }),
    }),
  ),
);
