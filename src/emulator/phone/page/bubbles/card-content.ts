/** A card with what can be tapped on it. */
import { html, nothing, type TemplateResult } from '/_phone/lit/lit-html.js';
import type { Card, CardAction, CardHeader } from '../../model/messages/card.js';
import type { Dialog } from '../../model/dialog.js';
import { write, type PageContext } from '../context.js';
import { icon, type IconName } from '../icons.js';
import { mediaContent, placeContent } from './media-content.js';
import { words } from './words.js';

export function cardContent(context: PageContext, messageId: string, card: Card): TemplateResult {
  const { label, header, body, footer, actions, cards } = card;
  return html`
    ${label === undefined ? nothing : html`<small class="card-label">${label}</small>`}
    ${header ? cardHeader(header) : nothing} ${body === undefined ? nothing : words(body)}
    ${footer === undefined ? nothing : html`<small class="card-footer">${footer}</small>`}
    ${
      cards
        ? html`<div class="carousel" role="group" aria-label="${cards.length} cards" tabindex="0">
            ${cards.map((one) => html`<div class="carousel-card">${cardContent(context, messageId, one)}</div>`)}
          </div>`
        : nothing
    }
    ${
      actions.length === 0
        ? nothing
        : html`<div class="card-actions">${actions.map((action) => actionButton(context, messageId, action))}</div>`
    }
  `;
}

function cardHeader(header: CardHeader): TemplateResult {
  switch (header.kind) {
    case 'text':
      return html`<strong class="card-header">${header.text}</strong>`;
    case 'media':
      return mediaContent(header.media);
    case 'location':
      return placeContent(header.place);
    case 'product':
      return html`<span class="product">
        <span class="product-picture" aria-hidden="true">${icon('cart')}</span>
        <span><b>${header.productId}</b><small>Catalog ${header.catalogId ?? ''}</small></span>
      </span>`;
  }
}

const pictures: Partial<Record<CardAction['kind'], IconName>> = {
  button: 'reply',
  'quick-reply': 'reply',
  url: 'open',
  phone: 'phone',
  copy: 'copy',
  list: 'list',
  flow: 'form',
  order: 'cart',
  'ask-location': 'place',
  'ask-contact': 'person',
  'ask-call-permission': 'phone',
  'ask-address': 'form',
};

function actionButton(context: PageContext, messageId: string, action: CardAction): TemplateResult {
  const picture = pictures[action.kind];
  const inside = html`${picture ? icon(picture) : nothing}<span>${action.title}</span>`;
  if (action.kind === 'url') {
    return html`<a class="card-action" href=${action.url} target="_blank" rel="noopener noreferrer">${inside}</a>`;
  }
  if (action.kind === 'none') return html`<button class="card-action" disabled>${inside}</button>`;
  return html`<button class="card-action" @click=${() => tap(context, messageId, action)}>${inside}</button>`;
}

function tap(context: PageContext, messageId: string, action: CardAction): void {
  const open = (dialog: Dialog): void => context.dispatch({ type: 'dialog', dialog });
  switch (action.kind) {
    case 'button':
      return write(context, { buttonReply: { id: action.id, title: action.title } }, messageId);
    case 'quick-reply':
      return write(context, { templateButton: { text: action.title, payload: action.payload } }, messageId);
    case 'list':
    case 'flow':
    case 'order':
      return open({ kind: action.kind, messageId, action } as Dialog);
    case 'copy':
      return copyText(context, action.code);
    case 'phone':
      return context.dispatch({ type: 'notice', notice: { text: `Calls ${action.phone}`, isProblem: false } });
    default:
      return openRequest(action.kind, messageId, open);
  }
}

function openRequest(kind: CardAction['kind'], messageId: string, open: (dialog: Dialog) => void): void {
  if (kind === 'ask-location') open({ kind: 'location', messageId });
  if (kind === 'ask-contact') open({ kind: 'contact', messageId });
  if (kind === 'ask-call-permission') open({ kind: 'call-permission', messageId });
  if (kind === 'ask-address') open({ kind: 'address', messageId });
}

function copyText({ dispatch }: PageContext, code: string): void {
  void navigator.clipboard.writeText(code).then(
    () => dispatch({ type: 'notice', notice: { text: `Copied ${code}`, isProblem: false } }),
    () =>
      dispatch({
        type: 'notice',
        notice: { text: `The browser does not let the page copy: ${code}`, isProblem: true },
      }),
  );
}
