/** The parts of a template that are filled in when it is sent. */
import { z } from 'zod';
import { limits } from '../limits.js';
import { byType } from '../schema/by-type.js';
import { defined } from '../schema/defined.js';
import { filled, array, numeric, object, wholeNumber } from '../schema/fields.js';
import { lazy } from '../schema/lazy.js';
import { schemaFor } from '../schema/schema-for.js';
import { templateParameterSchema, textParameter, type TemplateParameter } from './template-parameters.js';

const limit = limits.template;
const lastIndex = limit.buttons - 1;

/** The header's value. {@link headerComponent} makes it. */
export interface TemplateHeader {
  /** The kind of the component. */
  type: 'header';
  /** One value: a text, file, location or product. */
  parameters?: readonly TemplateParameter[] | null | undefined;
}

/** The body's values. {@link bodyComponent} makes it. */
export interface TemplateBody {
  /** The kind of the component. */
  type: 'body';
  /** The values, in the order of the template's variables. */
  parameters?: readonly TemplateParameter[] | null | undefined;
}

/** The value of one button. */
export interface TemplateButton {
  /** The kind of the component. */
  type: 'button';
  /** `quick_reply`, `url`, `copy_code`, `flow`, `catalog`, `mpm`, `voice_call` or `order_details`. */
  sub_type: string;
  /** Place of the button in the template, 0 to 9. Meta's pages show the place as a number and as a string. */
  index: number | string;
  /** The value. */
  parameters?: readonly TemplateParameter[] | null | undefined;
}

/** The end of a limited-time offer. */
export interface TemplateLimitedTimeOffer {
  /** The kind of the component. */
  type: 'limited_time_offer';
  /** One value of type `limited_time_offer`. */
  parameters: readonly TemplateParameter[];
}

/** A part of a card. */
export type TemplateCardComponent = TemplateHeader | TemplateBody | TemplateButton;

/** The values of one card of a carousel. */
export interface TemplateCard {
  /** Place of the card, 0 to 9. */
  card_index: number;
  /** The parts of the card. */
  components: readonly TemplateCardComponent[];
}

/** The cards of a carousel. */
export interface TemplateCarousel {
  /** The kind of the component. */
  type: 'carousel';
  /** One to ten cards. */
  cards: readonly TemplateCard[];
}

/**
 * One part of a template, filled in. Narrow it by `type`. Meta adds parts with new kinds of template; one that is not
 * listed passes at run time, written with `as`.
 *
 * @see "Template components"
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/components (read 2026-11)
 */
export type TemplateComponent = TemplateCardComponent | TemplateLimitedTimeOffer | TemplateCarousel;

const parameters = lazy(() => array(templateParameterSchema, 'parameters', { min: 0 }));

const cardParts = lazy(() => ({
  header: object({ type: z.literal('header'), parameters: parameters.nullish() }),
  body: object({ type: z.literal('body'), parameters: parameters.nullish() }),
  button: object({
    type: z.literal('button'),
    sub_type: filled('the kind of button, such as "quick_reply" or "url"'),
    index: numeric(`the place of the button in the template, 0 to ${lastIndex}`, {
      min: 0,
      max: lastIndex,
      whole: true,
    }),
    parameters: parameters.nullish(),
  }),
}));

/** Open on a card, too. */
const cardSchema = schemaFor<TemplateCard>()(
  lazy(() =>
    object({
      card_index: wholeNumber({ min: 0, max: limit.cards - 1 }),
      components: array(byType(cardParts, { what: 'a component', open: true }), 'components', { min: 0 }),
    }),
  ),
);

/** The schema of a {@link TemplateComponent}. Open: Meta adds components with every new kind of template. */
export const templateComponentSchema = schemaFor<TemplateComponent>()(
  lazy(() =>
    byType(
      {
        ...cardParts,
        limited_time_offer: object({ type: z.literal('limited_time_offer'), parameters }),
        carousel: object({ type: z.literal('carousel'), cards: array(cardSchema, 'cards', { max: limit.cards }) }),
      },
      { what: 'a component', open: true },
    ),
  ),
);

/**
 * Builds the header's value: one text, file, location or product.
 *
 * @example headerComponent(imageParameter({ id: '1013859600285441' }))
 */
export function headerComponent(parameter: TemplateParameter): TemplateHeader {
  return { type: 'header', parameters: [parameter] };
}

/**
 * Builds the body's values, in the order of the template's variables. A string stands for a text.
 *
 * @example bodyComponent('Ada', currencyParameter(12.5, 'USD', '$12.50'))
 */
export function bodyComponent(...values: readonly (string | TemplateParameter)[]): TemplateBody {
  return {
    type: 'body',
    parameters: values.map((value) => (typeof value === 'string' ? textParameter(value) : value)),
  };
}

function buttonComponent(subType: string, index: number, parameter: TemplateParameter): TemplateButton {
  return { type: 'button', sub_type: subType, index: String(index), parameters: [parameter] };
}

/**
 * Builds what a quick reply button sends back when it is tapped.
 *
 * @param index Place of the button in the template, 0 to 9.
 * @example quickReplyComponent(0, 'unsubscribe')
 */
export function quickReplyComponent(index: number, payload: string): TemplateButton {
  return buttonComponent('quick_reply', index, { type: 'payload', payload });
}

/**
 * Builds the variable end of the URL that a button opens. In authentication templates the end is the code.
 *
 * @param index Place of the button in the template, 0 to 9.
 * @example urlComponent(0, 'orders/17')
 */
export function urlComponent(index: number, suffix: string): TemplateButton {
  return buttonComponent('url', index, textParameter(suffix));
}

/**
 * Builds the code that a button copies.
 *
 * @param index Place of the button in the template, 0 to 9.
 * @param code The code, of 1 to 20 characters.
 * @example copyCodeComponent(1, 'SAVE10')
 */
export function copyCodeComponent(index: number, code: string): TemplateButton {
  return buttonComponent('copy_code', index, { type: 'coupon_code', coupon_code: code });
}

/** How the flow behind a template's button starts. */
export interface FlowComponentOptions {
  /** The business's own string, which comes back with the answers. @default none */
  token?: string | undefined;
  /** What the first screen is filled with, as the flow defines it. @default nothing */
  data?: Record<string, unknown> | undefined;
}

/**
 * Builds the token and first data of the flow that a button opens.
 *
 * @param index Place of the button in the template, 0 to 9.
 * @example flowComponent(0, { token: 'booking-17', data: { seats: 2 } })
 */
export function flowComponent(index: number, flow: FlowComponentOptions = {}): TemplateButton {
  const action = defined({ flow_token: flow.token, flow_action_data: flow.data });
  return buttonComponent('flow', index, { type: 'action', action });
}

/**
 * Builds body and button of an authentication template: Meta wants the code in both.
 *
 * @param code The code, of at most 15 characters.
 * @example template('login_code', 'en_US', authenticationComponents('482913'))
 */
export function authenticationComponents(code: string): TemplateComponent[] {
  return [bodyComponent(code), urlComponent(0, code)];
}
