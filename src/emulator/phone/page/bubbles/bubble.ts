/** One message: quote, content, time, ticks, reactions, and the menu of what can be done with it. */
import { html, nothing, type TemplateResult } from '/_phone/lit/lit-html.js';
import { contentText, type Bubble } from '../../model/messages/bubble.js';
import { chatKey } from '../../model/state.js';
import { clockTime } from '../../model/times.js';
import type { PageContext } from '../context.js';
import { icon } from '../icons.js';
import { bubbleContent } from './content.js';
import { bubbleMenu } from './menu.js';
import { ticks } from './ticks.js';

export function bubble(context: PageContext, shown: Bubble): TemplateResult {
  const { side, content, isRevoked, quote, reactions, failure } = shown;
  const isMenuOpen = context.state.menuFor === shown.id;
  const wide = content.kind === 'card' && content.card.cards ? ' is-wide' : '';
  return html`<div class="bubble-row from-${side}">
    <article class="bubble is-${content.kind}${wide}" aria-label=${spoken(shown)} data-message=${shown.id}>
      ${quote ? html`<blockquote class="quote">${quoteText(quote)}</blockquote>` : nothing}
      ${isRevoked ? html`<em class="revoked">This message was deleted</em>` : bubbleContent(context, shown)}
      ${meta(context, shown)}
      ${failure === undefined ? nothing : html`<p class="failure">${icon('alert')}${failure}</p>`}
      ${reactions.length === 0 ? nothing : html`<span class="reactions" role="img" aria-label="Reactions: ${reactions.join(' ')}">${reactions.join('')}</span>`}
    </article>
    <div class="bubble-tools">
      <button
        class="plain bubble-more"
        aria-label="What to do with this message"
        aria-expanded=${isMenuOpen ? 'true' : 'false'}
        @click=${() => context.dispatch(isMenuOpen ? { type: 'menu' } : { type: 'menu', messageId: shown.id })}
      >
        ${icon('more')}
      </button>
      ${isMenuOpen ? bubbleMenu(context, shown, workflowLink(context, shown)) : nothing}
    </div>
  </div>`;
}

function spoken({ side, atMs, content, isRevoked }: Bubble): string {
  const who = side === 'user' ? 'User' : 'Business';
  return `${who}, ${clockTime(atMs)}: ${isRevoked ? 'deleted' : contentText(content)}`;
}

function quoteText({ side, text }: NonNullable<Bubble['quote']>): TemplateResult {
  if (text === undefined) return html`<span>An earlier message</span>`;
  return html`<b>${side === 'user' ? 'You' : 'Business'}</b><span>${text}</span>`;
}

function meta(context: PageContext, shown: Bubble): TemplateResult {
  const link = workflowLink(context, shown);
  return html`<span class="meta">
    ${shown.isEdited ? html`<span>edited</span>` : nothing}
    ${
      link === undefined
        ? nothing
        : html`<a
            class="meta-link"
            href=${link}
            target="_blank"
            rel="noopener"
            aria-label="Open in Temporal UI"
            title="Open in Temporal UI"
            >${icon('temporal')}</a
          >`
    }
    <time datetime=${new Date(shown.atMs).toISOString()}>${clockTime(shown.atMs)}</time>
    ${ticks(shown.ticks)}
  </span>`;
}

/** The workflow that wants the statuses of the message; else the conversation, as far as it is known. */
function workflowLink({ state }: PageContext, { workflowId }: Bubble): string | undefined {
  if (!state.hasTemporalSide) return undefined;
  const { userId = '', phoneNumberId = '' } = state;
  const id = workflowId ?? state.temporal[chatKey(userId, phoneNumberId)]?.conversation?.workflowId;
  return id === undefined ? undefined : `/_phone/workflows/${encodeURIComponent(id)}`;
}
