/** The round picture of somebody: initials on a color that the name decides. */
import { html, type TemplateResult } from '/_phone/lit/lit-html.js';

const hues = 8;

export function avatar(name: string, kind: 'person' | 'business' = 'person'): TemplateResult {
  return html`<span class="avatar avatar-${kind} hue-${hueNumber(name)}" aria-hidden="true">${initials(name)}</span>`;
}

function hueNumber(name: string): number {
  return [...name].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973, 7) % hues;
}

function initials(name: string): string {
  const words = name
    .replace(/[^\p{L}\p{N} ]/gu, '')
    .split(/\s+/)
    .filter(Boolean);
  const [first = '?', second = ''] = words;
  return `${[...first][0] ?? '?'}${[...second][0] ?? ''}`.toUpperCase();
}
