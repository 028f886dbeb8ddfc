/** A message of the business in words, for the transcript. */
import type { OutboundMessage } from '../../../common/messages/outbound-message.js';

/** The text that a user reads, or a word in brackets. */
export function describeMessage(message: OutboundMessage): string {
  switch (message.type) {
    case 'text':
      return message.text.body;
    case 'interactive': {
      const { body } = message.interactive as { body?: { text?: string } | null };
      return [body?.text ?? `[${message.interactive.type}]`, ...listTitles(message.interactive)].join('\n');
    }
    case 'template':
      return `[template ${message.template.name}]`;
    case 'reaction':
      return `[reaction ${message.reaction.emoji ?? ''}]`;
    default:
      return `[${message.type}]`;
  }
}

/** What can be tapped, one on each line. */
function listTitles(interactive: unknown): string[] {
  const { action = {} } = interactive as { action?: { buttons?: unknown[]; sections?: { rows?: unknown[] }[] } };
  const buttons = (action.buttons ?? []) as { reply?: { title?: string } }[];
  const rows = (action.sections ?? []).flatMap(({ rows: inSection = [] }) => inSection) as { title?: string }[];
  const titles = [...buttons.map(({ reply }) => reply?.title), ...rows.map(({ title }) => title)];
  return titles.flatMap((title) => (title === undefined ? [] : `- ${title}`));
}
