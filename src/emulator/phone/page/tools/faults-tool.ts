/** Faults by click: what happens to the next send, and how webhooks come. */
import { html, nothing, type TemplateResult } from '/_phone/lit/lit-html.js';
import type { FaultView } from '../../../phone-views.js';
import {
  disorderSwitches,
  faultOffers,
  faultTitle,
  isOn,
  type DisorderSwitch,
  type FaultOffer,
} from '../../model/faults.js';
import { act, openChat, type PageContext } from '../context.js';
import { call } from '../emulator-client.js';
import { icon } from '../icons.js';

export function faultsTool(context: PageContext): TemplateResult {
  return html`
    ${waitingFaults(context)}
    <section class="panel">
      <h3>The next send</h3>
      <p class="hint">Each hits one message of the business to this user.</p>
      <div class="offers">${faultOffers.map((offer) => offerButton(context, offer))}</div>
    </section>
    <section class="panel">
      <h3>All webhooks</h3>
      ${disorderSwitches.map((one) => disorderSwitch(context, one))}
    </section>
  `;
}

function offerButton(context: PageContext, { title, what, fault }: FaultOffer): TemplateResult {
  const add = (): void => {
    const user = openChat(context)?.userId;
    const known = user === undefined ? undefined : context.state.users[user];
    const to = known?.waId ?? user;
    const match = { path: '/messages', method: 'POST', ...(to === undefined ? {} : { to }) };
    act(context, () => call('POST', '/faults', { ...fault, match }));
  };
  return html`<button class="offer" @click=${add}><b>${title}</b><small>${what}</small></button>`;
}

function waitingFaults(context: PageContext): TemplateResult | typeof nothing {
  const faults = context.state.faults.filter(({ hits, times }) => times === null || hits < times);
  if (faults.length === 0) return nothing;
  return html`<section class="panel panel-armed" aria-live="polite">
    <h3>Armed</h3>
    <ul class="armed">
      ${faults.map((fault) => armedFault(context, fault))}
    </ul>
  </section>`;
}

function armedFault(context: PageContext, { id, fault, hits, times }: FaultView): TemplateResult {
  const title = faultTitle(fault);
  const left = times === null ? 'every send' : times === 1 ? 'the next send' : `${times - hits} sends`;
  return html`<li>
    ${icon('fault')}<span><b>${title}</b><small>${left}</small></span>
    <button
      class="plain"
      aria-label="Remove ${title}"
      @click=${() => act(context, () => call('DELETE', `/faults/${id}`))}
    >
      ${icon('close')}
    </button>
  </li>`;
}

function disorderSwitch(context: PageContext, disorder: DisorderSwitch): TemplateResult {
  const { title, what, member, on, off } = disorder;
  const isSet = isOn(disorder, context.state.behavior);
  const toggle = (): void => act(context, () => call('PATCH', '/behavior', { [member]: isSet ? off : on }));
  return html`<button class="switch" role="switch" aria-checked=${isSet ? 'true' : 'false'} @click=${toggle}>
    <span><b>${title}</b><small>${what}</small></span
    ><span class="switch-knob" aria-hidden="true"></span>
  </button>`;
}
