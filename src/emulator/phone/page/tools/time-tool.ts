/** Time: the 24-hour window, and the emulator's clock. */
import { html, nothing, type TemplateResult } from '/_phone/lit/lit-html.js';
import { dayMs, durationText, momentText } from '../../model/times.js';
import { windowState } from '../../model/window.js';
import { act, openChat, type OpenChat, type PageContext } from '../context.js';
import { call } from '../emulator-client.js';

const hourMs = dayMs / 24;

export function timeTool(context: PageContext): TemplateResult {
  const chat = openChat(context);
  return html`${chat ? windowPanel(context, chat) : nothing} ${clockPanel(context)}`;
}

function windowPanel(context: PageContext, chat: OpenChat): TemplateResult {
  const { state, nowMs } = context;
  const { tone, leftMs } = windowState(state, chat.userId, chat.phoneNumberId, nowMs);
  const isOpen = leftMs > 0;
  const user = { user: chat.userId, phoneNumberId: chat.phoneNumberId };
  const change = (path: string): void => act(context, () => call('POST', path, user));
  return html`<section class="panel">
    <h3>24-hour window</h3>
    <p class="big-time tone-${tone}">${isOpen ? durationText(leftMs) : 'Closed'}</p>
    <meter min="0" max=${dayMs} .value=${leftMs} aria-label="Time left in the window"></meter>
    <p class="hint">
      ${
        isOpen
          ? html`Until ${momentText(nowMs + leftMs, nowMs)} the business may send anything.`
          : 'Only templates reach the user, until the user writes again.'
      }
    </p>
    <div class="form-row">
      <button class="secondary" ?disabled=${!isOpen} @click=${() => change('/windows/close')}>Close now</button>
      <button class="secondary" @click=${() => change('/windows/open')}>${isOpen ? 'Renew' : 'Open'}</button>
    </div>
    ${enforcement(context)}
  </section>`;
}

function enforcement({ state }: PageContext): TemplateResult | typeof nothing {
  if (state.behavior['enforceWindow'] !== false) return nothing;
  return html`<p class="hint">This emulator does not enforce the window: <code>enforceWindow</code> is off.</p>`;
}

function clockPanel(context: PageContext): TemplateResult {
  const { state, nowMs } = context;
  const { whyReal } = state;
  const pass = (ms: number): void => act(context, () => call('POST', '/time/pass', { ms }));
  const isReal = whyReal !== undefined;
  return html`<section class="panel">
    <h3>Clock</h3>
    <p class="big-time">${new Date(nowMs).toLocaleTimeString('en-GB')}</p>
    <p class="hint">
      ${new Date(nowMs).toLocaleDateString('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })}
    </p>
    <div class="form-row">
      <button class="secondary" ?disabled=${isReal} aria-describedby="why-real" @click=${() => pass(hourMs)}>
        +1 hour
      </button>
      <button class="secondary" ?disabled=${isReal} aria-describedby="why-real" @click=${() => pass(dayMs)}>
        +1 day
      </button>
    </div>
    <p class="hint" id="why-real">${whyReal ?? 'Timers of workflows that come due meanwhile fire in order.'}</p>
  </section>`;
}
