/** Reply buttons: up to three answers under a text. */
import { z } from 'zod';
import { limits } from '../../limits.js';
import { byType } from '../../schema/by-type.js';
import { filledUpTo, array, object, requireUnique } from '../../schema/fields.js';
import { lazy } from '../../schema/lazy.js';
import { schemaFor } from '../../schema/schema-for.js';
import type { Choosable } from './choosable.js';
import { partsWithBody, wireParts, type HeaderOptions, type Interactive, type InteractiveParts } from './parts.js';

const limit = limits.button;

/** What a reply button says and sends back. */
export interface ReplyButtonContent {
  /** What comes back in the webhook, of 1 to 256 characters, unique in the message. */
  id: string;
  /** The button's label, of 1 to 20 characters, unique in the message. */
  title: string;
}

/** A button that sends its id back when it is tapped. */
export interface ReplyButton {
  /** The kind of the button. */
  type: 'reply';
  /** The content. */
  reply: ReplyButtonContent;
}

/** The buttons of a message. */
export interface ButtonAction {
  /** One to three reply buttons. Direct Send takes up to ten, mixed with buttons of other types. */
  buttons: readonly ReplyButton[];
}

/**
 * A text of up to 1024 characters with one to three reply buttons. {@link buttons} makes it.
 *
 * @see "Interactive reply buttons messages"
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-reply-buttons-messages
 * (read 2026-11)
 * @see "Direct Send: supported message types"
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/direct-send/supported-message-types/
 * (read 2026-11)
 */
export interface ButtonInteractive extends InteractiveParts {
  /** The kind of interactive message. */
  type: 'button';
  /** What can be tapped. */
  action: ButtonAction;
}

const replyButtonSchema = schemaFor<ReplyButton>()(
  lazy(() =>
    object({
      type: z.literal('reply'),
      reply: object({ id: filledUpTo(limit.id), title: filledUpTo(limit.title) }),
    }),
  ),
);

/** Unique ids and titles, and no more buttons than fit. */
function checkButtons(buttons: readonly ReplyButton[], context: z.core.$RefinementCtx): void {
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
}

/** Open, as Direct Send mixes reply buttons with buttons of other types. */
const buttonListSchema = lazy(() =>
  array(byType({ reply: replyButtonSchema }, { what: 'a button', open: true }), 'buttons', {
    max: limit.mixedButtons,
  }).superRefine(checkButtons),
);

/** The schema of {@link ButtonInteractive}. */
export const buttonInteractiveSchema = schemaFor<ButtonInteractive>()(
  lazy(() => object({ type: z.literal('button'), ...partsWithBody, action: object({ buttons: buttonListSchema }) })),
);

/** One answer: a title that is its own id, or both. */
export type Choice = string | ReplyButtonContent;

/**
 * The answers to choose from: ids and titles, or titles alone, which then are their own ids. JavaScript sorts whole
 * numbers to the front of a record, so ids such as `10`, `2` need the array.
 */
export type Choices = Readonly<Record<string, string>> | readonly Choice[];

/** {@link Choices} whose ids the compiler knows, so that it knows the possible answers, too. */
export type KeyedChoices<Key extends string> =
  Readonly<Record<Key, string>> | readonly (Key | (ReplyButtonContent & { id: Key }))[];

const isList = (choices: Choices): choices is readonly Choice[] => Array.isArray(choices);

function listChoices(choices: Choices): ReplyButtonContent[] {
  if (!isList(choices)) return Object.entries(choices).map(([id, title]) => ({ id, title }));
  return choices.map((choice) => (typeof choice === 'string' ? { id: choice, title: choice } : choice));
}

/**
 * Builds a text with one to three reply buttons. As a question of a conversation it may have more: then it is a list.
 *
 * @param body The text, of 1 to 1024 characters.
 * @param choices Ids of up to 256 and titles of up to 20 characters.
 * @example buttons('Which size?', { s: 'Small', l: 'Large' }, { footer: 'All prices include tax' })
 */
export function buttons<const Key extends string = string>(
  body: string,
  choices: KeyedChoices<Key>,
  options: HeaderOptions = {},
): Interactive<ButtonInteractive> & Choosable<Key> {
  const replies = listChoices(choices).map((reply): ReplyButton => ({ type: 'reply', reply }));
  return {
    type: 'interactive',
    interactive: { type: 'button', ...wireParts(options), body: { text: body }, action: { buttons: replies } },
  };
}
