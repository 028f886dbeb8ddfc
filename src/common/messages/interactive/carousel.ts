/**
 * Carousels: two to ten cards side by side, each with a picture or a product.
 *
 * @see "Interactive media carousel messages" https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-media-carousel-messages/ (read 2026-11)
 */
import { z } from 'zod';
import { lazy } from '../../schema/lazy.js';
import { limits } from '../../limits.js';
import { byType } from '../../schema/by-type.js';
import { absent, filled, filledUpTo, httpUrl, listOf, mustBe, object, wholeNumber } from '../../schema/fields.js';
import { imageSchema, videoSchema } from '../media.js';
import { bodyUpTo } from './parts.js';

const limit = limits.carousel;

const quickReplySchema = lazy(() =>
  object({
    type: z.string(mustBe('a text')),
    quick_reply: object({ id: filledUpTo(limit.quickReplyId), title: filledUpTo(limit.quickReplyTitle) }).nullish(),
  }),
);

const cardSchema = lazy(() =>
  object({
    /** Place of the card, from 0. */
    card_index: wholeNumber({ min: 0, max: limit.cards.max - 1 }),
    /** `cta_url` or `product`; left out with quick replies. */
    type: z.string(mustBe('a text')).nullish(),
    header: byType(
      {
        image: object({ type: z.literal('image'), image: imageSchema }),
        video: object({ type: z.literal('video'), video: videoSchema }),
      },
      { what: 'a header' },
    ).nullish(),
    /** At most 160 characters and 2 line breaks. */
    body: bodyUpTo(limit.cardBody)
      .refine(({ text }) => text.split('\n').length - 1 <= limit.cardBodyLineBreaks, {
        message: `must have at most ${limit.cardBodyLineBreaks} line breaks`,
        path: ['text'],
      })
      .nullish(),
    action: object({
      name: z.string(mustBe('a text')).nullish(),
      parameters: object({ display_text: filledUpTo(limits.ctaUrl.displayText), url: httpUrl() }).nullish(),
      buttons: listOf(quickReplySchema, 'buttons').nullish(),
      catalog_id: filled('the id of a catalog').nullish(),
      product_retailer_id: filled('the retailer id of a product').nullish(),
    }),
  }),
);

type Card = z.output<typeof cardSchema>;

/** What has to be the same on all cards. */
function actionOf({ action }: Card): string | undefined {
  if (action.product_retailer_id) return 'a product';
  if (action.buttons) return `${action.buttons.length} quick replies`;
  return action.parameters ? 'a URL button' : undefined;
}

function requireSameAction(cards: Card[], context: z.core.$RefinementCtx): void {
  const expected = cards[0] && actionOf(cards[0]);
  cards.forEach((card, index) => {
    const action = actionOf(card);
    const report = (message: string, member: string): void =>
      context.addIssue({ code: 'custom', message, path: [index, member], input: card[member] });
    if (action === undefined) report('must have "parameters" of a URL button, "buttons" or a product', 'action');
    else if (action !== expected)
      report(`must have ${expected ?? 'the same action'} as the first card has, not ${action}`, 'action');
    if (action !== 'a product' && !card.header) report('must be set: an image or a video', 'header');
  });
}

export const carouselInteractiveSchema = lazy(() =>
  object({
    type: z.literal('carousel'),
    header: absent('a carousel has headers on its cards only'),
    body: bodyUpTo(limits.interactive.body),
    footer: absent('a carousel shows no footer'),
    action: object({ cards: listOf(cardSchema, 'cards', limit.cards).superRefine(requireSameAction) }),
  }),
);

/** Two to ten cards, all with the same kind of action, under a text of up to 1024 characters. */
export type CarouselInteractive = z.output<typeof carouselInteractiveSchema>;
