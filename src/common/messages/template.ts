/**
 * Template messages: the only kind that reaches a user outside the 24 hours after the user's last message.
 *
 * @see "Template messages" https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/template-messages (read 2026-11)
 */
import { z } from 'zod';
import { lazy } from '../schema/lazy.js';
import { limits } from '../limits.js';
import { filled, filledUpTo, listOf, mustBe, object, present } from '../schema/fields.js';
import { templateComponentSchema, type TemplateComponent } from './template-components.js';

export const templateContentSchema = lazy(() =>
  object({
    /** At most 512 characters. */
    name: filledUpTo(limits.template.name),
    language: object({
      /** The code under which the template was approved: `en`, `en_US`. */
      code: filled('a language code such as "en_US"'),
      policy: z.literal('deterministic', 'must be "deterministic"').nullish(),
    }),
    /** Values for the template's variables and buttons. Needed for every part that has a variable. */
    components: listOf(templateComponentSchema, 'components', { min: 0 }).nullish(),
    namespace: z.string(mustBe('a text')).nullish(),
  }),
);

export const templateMessageSchema = lazy(() =>
  object({ type: z.literal('template'), template: templateContentSchema }),
);

/** What a template message shows. */
export type TemplateContent = z.output<typeof templateContentSchema>;

/** An approved template, filled in. */
export type TemplateMessage = z.output<typeof templateMessageSchema>;

/** A template message. `language` is the code under which the template was approved, such as `en_US`. */
export function template(name: string, language: string, components?: readonly TemplateComponent[]): TemplateMessage {
  const parts = components && [...components];
  return { type: 'template', template: { name, language: { code: language }, ...present({ components: parts }) } };
}
