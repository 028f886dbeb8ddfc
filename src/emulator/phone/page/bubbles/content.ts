/** What a bubble holds. */
import { html, nothing, type TemplateResult } from '/_phone/lit/lit-html.js';
import type { Bubble, BubbleContent, Contact } from '../../model/messages/bubble.js';
import { avatar } from '../avatar.js';
import type { PageContext } from '../context.js';
import { icon } from '../icons.js';
import { cardContent } from './card-content.js';
import { mediaContent, placeContent } from './media-content.js';
import { words } from './words.js';

export function bubbleContent(context: PageContext, bubble: Bubble): TemplateResult {
  const { content } = bubble;
  switch (content.kind) {
    case 'text':
      return words(content.text);
    case 'media':
      return html`${mediaContent(content.media)}${content.media.caption === undefined ? nothing : words(content.media.caption)}`;
    case 'location':
      return placeContent(content.place);
    case 'contacts':
      return html`${content.contacts.map(contactContent)}`;
    case 'card':
      return cardContent(context, bubble.id, content.card);
    default:
      return answerContent(content);
  }
}

type Answer = Extract<BubbleContent, { kind: 'choice' | 'answers' | 'order' | 'other' }>;

function answerContent(content: Answer): TemplateResult {
  switch (content.kind) {
    case 'choice':
      return html`<span class="choice"
        >${icon('tick')}<span
          ><b>${content.title}</b>${
            content.description === undefined ? nothing : html`<small>${content.description}</small>`
          }</span
        ></span
      >`;
    case 'answers':
      return html`<span class="card-title">${icon('form')} ${content.title}</span>
        <dl class="answers">
          ${content.answers.map(
            ([name, value]) =>
              html`<dt>${name}</dt>
                <dd>${value}</dd>`,
          )}
        </dl>`;
    case 'order':
      return html`<span class="card-title">${icon('cart')} Order</span>
        <dl class="answers">
          ${content.items.map(
            ({ productId, quantity, price }) =>
              html`<dt>${quantity} × ${productId}</dt>
                <dd>${price ?? ''}</dd>`,
          )}
        </dl>
        ${content.text === undefined ? nothing : words(content.text)}`;
    case 'other':
      return html`<span class="card-title">${icon('braces')} ${content.type || 'Unknown'}</span>
        <pre class="json">${content.json}</pre>`;
  }
}

function contactContent({ name, phones }: Contact): TemplateResult {
  return html`<span class="contact"
    >${avatar(name)}<span><b>${name}</b><small>${phones.join(', ')}</small></span></span
  >`;
}
