/**
 * The parts of a template that are filled in when it is sent.
 *
 * @see "Template components" https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/components (read 2026-11)
 */
import { z } from 'zod';
import { lazy } from '../schema/lazy.js';
import { limits } from '../limits.js';
import { byType } from '../schema/by-type.js';
import { filled, listOf, numeric, object, present, wholeNumber } from '../schema/fields.js';
import { templateParameterSchema, textParameter, type TemplateParameter } from './template-parameters.js';

const limit = limits.template;
const lastIndex = limit.buttons - 1;
const parameters = lazy(() => listOf(templateParameterSchema, 'parameters', { min: 0 }));

const filledParts = lazy(() => ({
  header: object({ type: z.literal('header'), parameters: parameters.nullish() }),
  body: object({ type: z.literal('body'), parameters: parameters.nullish() }),
  button: object({
    type: z.literal('button'),
    /** `quick_reply`, `url`, `copy_code`, `flow`, `catalog`, `mpm`, `voice_call`, `order_details`. */
    sub_type: filled('the kind of button, such as "quick_reply" or "url"'),
    /** Place of the button in the template, 0 to 9. Meta's pages show it as a number and as a string. */
    index: numeric(`the place of the button in the template, 0 to ${lastIndex}`, {
      min: 0,
      max: lastIndex,
      whole: true,
    }),
    parameters: parameters.nullish(),
  }),
}));

/** Open on a card, too. */
const cardSchema = lazy(() =>
  object({
    /** Place of the card, from 0. */
    card_index: wholeNumber({ min: 0, max: limit.cards - 1 }),
    components: listOf(byType(filledParts, { what: 'a component', open: true }), 'components', { min: 0 }),
  }),
);

/** Open: Meta adds components with every new kind of template. */
export const templateComponentSchema = lazy(() =>
  byType(
    {
      ...filledParts,
      limited_time_offer: object({ type: z.literal('limited_time_offer'), parameters }),
      carousel: object({ type: z.literal('carousel'), cards: listOf(cardSchema, 'cards', { max: limit.cards }) }),
    },
    { what: 'a component', open: true },
  ),
);

/** One part of a template, filled in. */
export type TemplateComponent = z.output<typeof templateComponentSchema>;

/** The header's value: one text, file, location or product. */
export function headerComponent(parameter: TemplateParameter): TemplateComponent {
  return { type: 'header', parameters: [parameter] };
}

/** The body's values, in the order of the template's variables. A string stands for a text. */
export function bodyComponent(...values: (string | TemplateParameter)[]): TemplateComponent {
  return {
    type: 'body',
    parameters: values.map((value) => (typeof value === 'string' ? textParameter(value) : value)),
  };
}

function buttonComponent(subType: string, index: number, parameter: TemplateParameter): TemplateComponent {
  return { type: 'button', sub_type: subType, index: String(index), parameters: [parameter] };
}

/** What a quick reply button at `index` (0 to 9) sends back when it is tapped. */
export function quickReplyComponent(index: number, payload: string): TemplateComponent {
  return buttonComponent('quick_reply', index, { type: 'payload', payload });
}

/** The variable end of the URL that the button at `index` opens. In authentication templates it is the code. */
export function urlComponent(index: number, suffix: string): TemplateComponent {
  return buttonComponent('url', index, textParameter(suffix));
}

/** The code that the button at `index` copies, at most 20 characters. */
export function copyCodeComponent(index: number, code: string): TemplateComponent {
  return buttonComponent('copy_code', index, { type: 'coupon_code', coupon_code: code });
}

/** The token and first data of the flow that the button at `index` opens. */
export function flowComponent(
  index: number,
  flow: { token?: string | undefined; data?: Record<string, unknown> | undefined } = {},
): TemplateComponent {
  const action = present({ flow_token: flow.token, flow_action_data: flow.data });
  return buttonComponent('flow', index, { type: 'action', action });
}

/** Body and button of an authentication template: Meta wants the code in both. At most 15 characters. */
export function authenticationComponents(code: string): TemplateComponent[] {
  return [bodyComponent(code), urlComponent(0, code)];
}
