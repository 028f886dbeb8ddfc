/** The rows of a list message. */
import { html, nothing, type TemplateResult } from '/_phone/lit/lit-html.js';
import type { ListAction, ListRow } from '../../model/messages/card.js';
import { write, type PageContext } from '../context.js';

export function listSheet(context: PageContext, messageId: string, { sections }: ListAction): TemplateResult {
  return html`${sections.map(
    ({ title, rows }) =>
      html`<section class="sheet-section">
        ${title === undefined ? nothing : html`<h3>${title}</h3>`}
        ${rows.map((row) => rowButton(context, messageId, row))}
      </section>`,
  )}`;
}

function rowButton(context: PageContext, messageId: string, row: ListRow): TemplateResult {
  const choose = (): void => {
    write(context, { listReply: row }, messageId);
    context.dispatch({ type: 'dialog' });
  };
  return html`<button class="sheet-row" @click=${choose}>
    <span><b>${row.title}</b>${row.description === undefined ? nothing : html`<small>${row.description}</small>`}</span>
    <span class="sheet-dot" aria-hidden="true"></span>
  </button>`;
}
