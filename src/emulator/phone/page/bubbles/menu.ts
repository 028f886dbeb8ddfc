/** What can be done with a message. */
import { html, nothing, type TemplateResult } from '/_phone/lit/lit-html.js';
import type { Bubble } from '../../model/messages/bubble.js';
import type { PhoneAction } from '../../model/reduce.js';
import { write, type PageContext } from '../context.js';
import { icon, type IconName } from '../icons.js';

const emojis = ['👍', '❤️', '😂', '😮', '😢', '🙏'];

export function bubbleMenu(context: PageContext, bubble: Bubble, workflowLink: string | undefined): TemplateResult {
  const { id, side, content, raw } = bubble;
  const isOwnText = side === 'user' && content.kind === 'text';
  const json: PhoneAction = { type: 'dialog', dialog: { kind: 'json', title: 'As it was sent', value: raw } };
  return html`<div class="bubble-menu" role="group" aria-label="Message">
    <div class="emojis">
      ${emojis.map(
        (emoji) =>
          html`<button class="emoji" aria-label="React with ${emoji}" @click=${() => react(context, bubble, emoji)}>
            ${emoji}
          </button>`,
      )}
    </div>
    ${item(context, 'reply', 'Reply', { type: 'reply', messageId: id })}
    ${isOwnText ? item(context, 'edit', 'Edit', { type: 'edit', messageId: id }) : nothing}
    ${
      side === 'user'
        ? html`<button class="menu-item" @click=${() => revoke(context, id)}>${icon('trash')} Delete</button>`
        : nothing
    }
    ${item(context, 'braces', 'Show as JSON', json)}
    ${
      workflowLink === undefined
        ? nothing
        : html`<a class="menu-item" href=${workflowLink} target="_blank" rel="noopener"
            >${icon('temporal')} Open in Temporal UI</a
          >`
    }
  </div>`;
}

function item({ dispatch }: PageContext, picture: IconName, title: string, action: PhoneAction): TemplateResult {
  return html`<button class="menu-item" @click=${() => dispatch(action)}>${icon(picture)} ${title}</button>`;
}

/** The same one twice takes it away. */
function react(context: PageContext, { id, reactions }: Bubble, emoji: string): void {
  const reaction = reactions.includes(emoji) ? { messageId: id, emoji: '' } : { messageId: id, emoji };
  write(context, { reaction });
  context.dispatch({ type: 'menu' });
}

function revoke(context: PageContext, id: string): void {
  write(context, { type: 'revoke', revoke: { original_message_id: id } });
  context.dispatch({ type: 'menu' });
}
