/** A text with WhatsApp's formatting. */
import { html, type TemplateResult } from '/_phone/lit/lit-html.js';
import { formatText, type TextPart } from '../../model/messages/rich-text.js';

export function words(text: string): TemplateResult {
  return html`<span class="words" dir="auto">${formatText(text).map(toTemplate)}</span>`;
}

function toTemplate({ kind, text }: TextPart): TemplateResult | string {
  switch (kind) {
    case 'bold':
      return html`<strong>${text}</strong>`;
    case 'italic':
      return html`<em>${text}</em>`;
    case 'strike':
      return html`<s>${text}</s>`;
    case 'code':
      return html`<code>${text}</code>`;
    case 'link':
      return html`<a href=${text} target="_blank" rel="noopener noreferrer">${text}</a>`;
    case 'plain':
      return text;
  }
}
