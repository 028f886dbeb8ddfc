/** Template messages: the only kind that reaches a user outside the 24 hours after the user's last message. */
import { z } from 'zod';
import { limits } from '../limits.js';
import { defined } from '../schema/defined.js';
import { filled, filledUpTo, array, mustBe, object } from '../schema/fields.js';
import { lazy } from '../schema/lazy.js';
import { schemaFor } from '../schema/schema-for.js';
import { templateComponentSchema, type TemplateComponent } from './template-components.js';

/** Language of a template. */
export interface TemplateLanguage {
  /** The code under which the template was approved: `en`, `en_US`. */
  code: string;
  /** How Meta picks the language; this is the only way. @default 'deterministic' */
  policy?: 'deterministic' | null | undefined;
}

/** Which template, in which language, with which values. */
export interface TemplateContent {
  /** Name of the template, of 1 to 512 characters. */
  name: string;
  /** Language of the template. */
  language: TemplateLanguage;
  /** Values for the template's variables and buttons. Every part that has a variable needs one. */
  components?: readonly TemplateComponent[] | null | undefined;
  /** Namespace of the template. */
  namespace?: string | null | undefined;
}

/**
 * An approved template, filled in. {@link template} makes it.
 *
 * @see "Template messages"
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/template-messages (read 2026-11)
 */
export interface TemplateMessage {
  /** The kind of the message. */
  type: 'template';
  /** The content. */
  template: TemplateContent;
}

/** The schema of {@link TemplateContent}. */
export const templateContentSchema = schemaFor<TemplateContent>()(
  lazy(() =>
    object({
      name: filledUpTo(limits.template.name),
      language: object({
        code: filled('a language code such as "en_US"'),
        policy: z.literal('deterministic', 'must be "deterministic"').nullish(),
      }),
      components: array(templateComponentSchema, 'components', { min: 0 }).nullish(),
      namespace: z.string(mustBe('a text')).nullish(),
    }),
  ),
);

/** The schema of a {@link TemplateMessage}. */
export const templateMessageSchema = schemaFor<TemplateMessage>()(
  lazy(() => object({ type: z.literal('template'), template: templateContentSchema })),
);

/**
 * Builds a template message.
 *
 * @param name Name of the template.
 * @param language The code under which the template was approved, such as `en_US`.
 * @param components Values for every part of the template that has a variable.
 * @example template('order_shipped', 'en_US', [bodyComponent('Ada', '17'), urlComponent(0, 'track/17')])
 */
export function template(name: string, language: string, components?: readonly TemplateComponent[]): TemplateMessage {
  const parts = components && [...components];
  return {
    type: 'template',
    template: { name, language: { code: language }, ...defined({ components: parts }) },
  };
}
