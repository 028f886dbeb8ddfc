/** What a bubble holds. */
import { html, nothing, type TemplateResult } from '/_phone/lit/lit-html.js';
import type { Bubble, BubbleContent, Contact } from '../../model/bubble.js';
import type { MediaFile, Place } from '../../model/card.js';
import { avatar } from '../avatar.js';
import type { PageContext } from '../context.js';
import { icon } from '../icons.js';
import { cardContent } from './card-content.js';
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

/** A file that lies elsewhere is not loaded: the page speaks to the emulator alone. */
export function mediaContent(media: MediaFile): TemplateResult {
  const { kind, mediaId, link, filename } = media;
  if (mediaId === undefined) return elsewhere(kind, link ?? '');
  const address = `/_phone/media/${encodeURIComponent(mediaId)}`;
  const name = media.caption ?? filename ?? kind;
  switch (kind) {
    case 'image':
    case 'sticker':
      return html`<img class="media media-${kind}" src=${address} alt=${name} loading="lazy" />`;
    case 'video':
      return html`<video class="media" src=${address} controls preload="metadata" aria-label=${name}></video>`;
    case 'audio':
      return html`<audio
        class="media-audio"
        src=${address}
        controls
        preload="metadata"
        aria-label=${media.isVoice ? 'Voice message' : name}
      ></audio>`;
    case 'document':
      return html`<a class="file" href=${address} download=${filename ?? ''}
        >${icon('file')}<span>${filename ?? 'Document'}<small>Document</small></span></a
      >`;
  }
}

function elsewhere(kind: string, link: string): TemplateResult {
  return html`<a class="file" href=${link} target="_blank" rel="noopener noreferrer">
    ${icon(kind === 'document' ? 'file' : 'picture')}<span>${kind}<small>${link}</small></span>
  </a>`;
}

export function placeContent({ latitude, longitude, name, address }: Place): TemplateResult {
  const position = latitude === undefined ? '' : `${latitude}, ${longitude ?? ''}`;
  return html`<span class="place">
    <span class="map" aria-hidden="true">${icon('place')}</span>
    <span class="place-words"
      ><b>${name ?? 'Location'}</b>${address === undefined ? nothing : html`<small>${address}</small>`}<small
        >${position}</small
      ></span
    >
  </span>`;
}

function contactContent({ name, phones }: Contact): TemplateResult {
  return html`<span class="contact"
    >${avatar(name)}<span><b>${name}</b><small>${phones.join(', ')}</small></span></span
  >`;
}
