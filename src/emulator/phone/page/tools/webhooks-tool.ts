/** The log of webhooks, newest first, each to be delivered once more. */
import { html, nothing, type TemplateResult } from '/_phone/lit/lit-html.js';
import { repeat } from '/_phone/lit/directives/repeat.js';
import type { AttemptView, DeliveryView } from '../../../phone-views.js';
import { clockTime, durationText } from '../../model/times.js';
import { prettyBody, webhookLines } from '../../model/webhooks.js';
import { act, type PageContext } from '../context.js';
import { call } from '../emulator-client.js';

/** How many are drawn. */
const shown = 60;

export function webhooksTool(context: PageContext): TemplateResult {
  const deliveries = context.state.deliveries.slice(-shown).reverse();
  if (deliveries.length === 0)
    return html`<div class="panel-note">
      <h3>No webhook yet</h3>
      <p>What the emulator posts to the receiver is listed here.</p>
    </div>`;
  return html`<ul class="webhooks" aria-label="Webhooks, newest first">
    ${repeat(
      deliveries,
      ({ id }) => id,
      (delivery) => webhook(context, delivery),
    )}
  </ul>`;
}

function webhook(context: PageContext, delivery: DeliveryView): TemplateResult {
  const { id, body, state, attempts, copyOf, url, nextAttemptAtMs } = delivery;
  const [first = '', ...more] = webhookLines(body);
  const next =
    nextAttemptAtMs === undefined ? nothing : html`, again in ${durationText(nextAttemptAtMs - context.nowMs)}`;
  return html`<li class="webhook">
    <details>
      <summary>
        <span class="dot dot-${state}" role="img" aria-label=${state}></span>
        <span class="webhook-words"
          ><b>${first}${more.length > 0 ? ` and ${more.length} more` : ''}</b>
          <small
            >#${id}${copyOf === undefined ? '' : ` copy of #${copyOf}`} ·
            ${attempts.map(attemptText).join(', ') || state}${next}</small
          ></span
        >
        <time>${attempts[0] ? clockTime(attempts[0].atMs) : ''}</time>
      </summary>
      <p class="hint">POST ${url}</p>
      <pre class="json" tabindex="0">${prettyBody(body)}</pre>
    </details>
    <button class="plain redeliver" @click=${() => redeliver(context, id)} aria-label="Redeliver webhook ${id}">
      Redeliver
    </button>
  </li>`;
}

function attemptText({ status, error, durationMs }: AttemptView): string {
  return `${status ?? error ?? 'under way'} ${status === undefined ? '' : `${durationMs.toFixed(0)} ms`}`.trim();
}

function redeliver(context: PageContext, id: number): void {
  act(context, () => call('POST', `/webhook-deliveries/${id}/redeliver`), `Webhook #${id} was delivered once more`);
}
