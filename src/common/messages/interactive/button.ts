/**
 * Reply buttons: up to three answers under a text.
 *
 * @see "Interactive reply buttons messages" https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-reply-buttons-messages (read 2026-11)
 * @see "Direct Send: supported message types" https://developers.facebook.com/documentation/business-messaging/whatsapp/direct-send/supported-message-types/ (read 2026-11)
 */
import { z } from 'zod';
import { lazy } from '../../schema/lazy.js';
import { limits } from '../../limits.js';
import { byType } from '../../schema/by-type.js';
import { filledUpTo, listOf, object, requireUnique } from '../../schema/fields.js';
import { partsOf, partsWithBody, type HeaderOptions } from './parts.js';

const limit = limits.button;

const replyButtonSchema = lazy(() =>
  object({
    type: z.literal('reply'),
    reply: object({
      /** Comes back in the webhook. At most 256 characters, unique in the message. */
      id: filledUpTo(limit.id),
      /** At most 20 characters, unique in the message. */
      title: filledUpTo(limit.title),
    }),
  }),
);

/** Open, as Direct Send mixes reply buttons with buttons of other types. */
const buttonListSchema = lazy(() =>
  listOf(byType({ reply: replyButtonSchema }, { what: 'a button', open: true }), 'buttons', {
    max: limit.mixedButtons,
  }).superRefine((buttons, context) => {
    const replies = buttons.map((button) => (button.type === 'reply' ? button.reply : undefined));
    if (buttons.length > limit.replyButtons && !replies.includes(undefined)) {
      context.addIssue({ code: 'custom', message: `must have at most ${limit.replyButtons} buttons`, input: buttons });
    }
    for (const member of ['id', 'title'] as const) {
      const values = replies.map((reply) => reply?.[member]);
      requireUnique(values, (index, message) =>
        context.addIssue({ code: 'custom', message, path: [index, 'reply', member], input: values[index] }),
      );
    }
  }),
);

export const buttonInteractiveSchema = lazy(() =>
  object({
    type: z.literal('button'),
    ...partsWithBody,
    action: object({ buttons: buttonListSchema }),
  }),
);

/** Up to three reply buttons under a text of up to 1024 characters. */
export type ButtonInteractive = z.output<typeof buttonInteractiveSchema>;

/**
 * The answers to choose from: ids and titles, or titles alone, which then are their own ids. JavaScript sorts whole numbers
 * to the front of a record, so ids such as `10`, `2` need the array.
 */
export type Choices = Readonly<Record<string, string>> | ChoiceList;
type ChoiceList = readonly (string | { id: string; title: string })[];

const isList = (choices: Choices): choices is ChoiceList => Array.isArray(choices);

function choiceList(choices: Choices): { id: string; title: string }[] {
  if (!isList(choices)) return Object.entries(choices).map(([id, title]) => ({ id, title }));
  return choices.map((choice) => (typeof choice === 'string' ? { id: choice, title: choice } : choice));
}

/** A text of up to 1024 characters with one to three reply buttons; a title has at most 20 characters. */
export function buttons(
  body: string,
  choices: Choices,
  options: HeaderOptions = {},
): { type: 'interactive'; interactive: ButtonInteractive } {
  const replies = choiceList(choices).map((reply) => ({ type: 'reply' as const, reply }));
  return {
    type: 'interactive',
    interactive: { type: 'button', ...partsOf(options), body: { text: body }, action: { buttons: replies } },
  };
}
