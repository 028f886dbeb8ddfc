/** Files and places. */
import { html, nothing, type TemplateResult } from '/_phone/lit/lit-html.js';
import type { MediaFile, Place } from '../../model/messages/card.js';
import { icon } from '../icons.js';

/** A file that lies elsewhere is not loaded: the page speaks to the emulator alone. */
export function mediaContent(media: MediaFile): TemplateResult {
  const { kind, mediaId, link, filename } = media;
  if (mediaId === undefined) return elsewhere(kind, link);
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

function elsewhere(kind: string, link: string | undefined): TemplateResult {
  const name = kind.charAt(0).toUpperCase() + kind.slice(1);
  const inside = html`${icon(kind === 'document' ? 'file' : 'picture')}<span
      >${name}<small>${link ?? 'without a web address'}</small></span
    >`;
  if (link === undefined) return html`<span class="file">${inside}</span>`;
  return html`<a class="file" href=${link} target="_blank" rel="noopener noreferrer">${inside}</a>`;
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
