/** The frame of the page: chats, the open chat, tools; on a narrow screen one of them at a time. */
import { html, nothing, type TemplateResult } from '/_phone/lit/lit-html.js';
import { chatPane } from './chat-pane.js';
import { chatsPane } from './chats-pane.js';
import type { PageContext } from './context.js';
import { openDialog } from './dialogs/open-dialog.js';
import { icon } from './icons.js';
import { toolsPane } from './tools/tools-pane.js';

export function shell(context: PageContext): TemplateResult {
  const { state } = context;
  if (!state.isLoaded) return html`<main class="loading" aria-busy="true">${connectionText(context)}</main>`;
  return html`
    <div class="frame" data-pane=${state.pane}>${chatsPane(context)} ${chatPane(context)} ${toolsPane(context)}</div>
    ${notice(context)} ${openDialog(context)}
  `;
}

function connectionText({ state }: PageContext): string {
  return state.connection === 'lost' ? 'The emulator does not answer. Trying again …' : 'Connecting to the emulator …';
}

function notice({ state, dispatch }: PageContext): TemplateResult {
  const { notice: told, connection } = state;
  const lost = connection === 'lost' ? 'The emulator does not answer. Trying again …' : undefined;
  const text = lost ?? told?.text;
  return html`<div class="notice-place" role="status" aria-live="polite">
    ${
      text === undefined
        ? nothing
        : html`<div class=${lost !== undefined || told?.isProblem ? 'notice notice-problem' : 'notice'}>
            <span>${text}</span>
            ${
              lost === undefined
                ? html`<button class="plain" aria-label="Dismiss" @click=${() => dispatch({ type: 'notice' })}>
                    ${icon('close')}
                  </button>`
                : nothing
            }
          </div>`
    }
  </div>`;
}
