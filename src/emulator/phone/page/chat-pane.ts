/** The open chat: with whom, what was said, and where to write. */
import { html, nothing, type TemplateResult } from '/_phone/lit/lit-html.js';
import { repeat } from '/_phone/lit/directives/repeat.js';
import { chatEntries, isTyping, type ChatEntry } from '../model/chat.js';
import { dayName } from '../model/times.js';
import { windowState } from '../model/window.js';
import { avatar } from './avatar.js';
import { bubble } from './bubbles/bubble.js';
import { composer } from './composer.js';
import { openChat, type OpenChat, type PageContext } from './context.js';
import { icon } from './icons.js';

export function chatPane(context: PageContext): TemplateResult {
  const chat = openChat(context);
  return html`<main class="pane pane-chat">${chat ? openedChat(context, chat) : nothingOpen(context)}</main>`;
}

function nothingOpen({ state }: PageContext): TemplateResult {
  const isEmpty = state.userId === undefined;
  return html`<div class="empty">
    <span class="empty-mark" aria-hidden="true">${icon('temporal')}</span>
    <h2>${isEmpty ? 'Nobody is here yet' : 'Choose a chat'}</h2>
    <p>
      ${
        isEmpty
          ? 'Add a user on the left, and write the first message.'
          : 'The phone shows what the user sees. Beside it stands what Temporal waits for.'
      }
    </p>
  </div>`;
}

function openedChat(context: PageContext, chat: OpenChat): TemplateResult {
  const { state, nowMs } = context;
  const entries = chatEntries(state, chat.userId, chat.phoneNumberId);
  const typing = isTyping(state, chat.userId, chat.phoneNumberId, nowMs);
  const user = state.users[chat.userId]?.name ?? 'the user';
  return html`
    ${chatHeader(context, chat, typing)}
    <div class="log" role="log" aria-live="polite" aria-label="Messages between ${user} and the business" tabindex="0">
      ${entries.length === 0 ? html`<p class="day">No message yet. Say hi.</p>` : nothing}
      ${repeat(entries, entryKey, (entry, index) => logEntry(context, entry, entries[index - 1]))}
      ${
        typing
          ? html`<div class="bubble-row from-business">
              <div class="bubble typing" aria-label="The business is typing"><i></i><i></i><i></i></div>
            </div>`
          : nothing
      }
    </div>
    ${composer(context, chat)}
  `;
}

function chatHeader(context: PageContext, chat: OpenChat, typing: boolean): TemplateResult {
  const { state, dispatch, nowMs } = context;
  const number = state.numbers[chat.phoneNumberId];
  const window = windowState(state, chat.userId, chat.phoneNumberId, nowMs);
  return html`<header class="chat-header">
    <button
      class="plain only-narrow"
      aria-label="Back to the chats"
      @click=${() => dispatch({ type: 'pane', pane: 'chats' })}
    >
      ${icon('back')}
    </button>
    ${avatar(number?.name ?? 'Business', 'business')}
    <div class="chat-title">
      <h2>${number?.name ?? chat.phoneNumberId}</h2>
      <p>${typing ? html`<span class="is-typing">typing …</span>` : (number?.displayPhoneNumber ?? '')}</p>
    </div>
    <button
      class="chip chip-${window.tone}"
      title="The 24-hour window"
      @click=${() => dispatch({ type: 'tool', tool: 'time' })}
    >
      ${icon('clock')}<span>${window.text}</span>
    </button>
    <button class="plain only-narrow" aria-label="Tools" @click=${() => dispatch({ type: 'pane', pane: 'tools' })}>
      ${icon('temporal')}
    </button>
  </header>`;
}

function entryKey(entry: ChatEntry): string {
  return entry.kind === 'bubble' ? entry.bubble.id : `failed-${entry.id}`;
}

function logEntry(context: PageContext, entry: ChatEntry, before: ChatEntry | undefined): TemplateResult {
  const { nowMs } = context;
  const day = dayName(entryTime(entry), nowMs);
  const isNewDay = !before || dayName(entryTime(before), nowMs) !== day;
  return html`
    ${isNewDay ? html`<p class="day">${day}</p>` : nothing}
    ${entry.kind === 'bubble' ? bubble(context, entry.bubble) : html`<p class="event">${icon('alert')}${entry.text}</p>`}
  `;
}

function entryTime(entry: ChatEntry): number {
  return entry.kind === 'bubble' ? entry.bubble.atMs : entry.atMs;
}
