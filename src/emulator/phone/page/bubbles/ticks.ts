/** How far a message has come, as a picture with a name. */
import { html, type TemplateResult } from '/_phone/lit/lit-html.js';
import type { Ticks } from '../../model/messages/bubble.js';
import { icon, type IconName } from '../icons.js';

const pictures: Readonly<Record<Ticks, IconName>> = {
  waiting: 'clock',
  sent: 'tick',
  delivered: 'ticks',
  read: 'ticks',
  failed: 'alert',
};

export function ticks(state: Ticks): TemplateResult {
  return html`<span class="ticks ticks-${state}" role="img" aria-label=${state} title=${state}
    >${icon(pictures[state])}</span
  >`;
}
