/** Whose phone it is, and the chats on it. */
import { html, nothing, type TemplateResult } from '/_phone/lit/lit-html.js';
import { repeat } from '/_phone/lit/directives/repeat.js';
import type { UserView } from '../../phone-views.js';
import { contentText, type Bubble } from '../model/messages/bubble.js';
import { unreadMessages, userChats, type ChatSummary } from '../model/chat.js';
import { momentText } from '../model/times.js';
import { avatar } from './avatar.js';
import { ticks } from './bubbles/ticks.js';
import type { PageContext } from './context.js';
import { icon } from './icons.js';

export function chatsPane(context: PageContext): TemplateResult {
  const { state, dispatch } = context;
  const users = Object.values(state.users);
  const user = state.userId === undefined ? undefined : state.users[state.userId];
  return html`<nav class="pane pane-chats" aria-label="Phones and chats">
    <header class="brand">
      <span class="brand-mark" aria-hidden="true">${icon('temporal')}</span>
      <h1>Phone<small>temporal-whatsapp emulator</small></h1>
    </header>
    <ul class="users" aria-label="Whose phone">
      ${repeat(
        users,
        ({ userId }) => userId,
        (one) => userButton(context, one),
      )}
      <li>
        <button class="user" @click=${() => dispatch({ type: 'dialog', dialog: { kind: 'user' } })}>
          <span class="avatar avatar-add" aria-hidden="true">${icon('plus')}</span>
          <span class="user-name">Add user</span>
        </button>
      </li>
    </ul>
    ${user ? chatList(context, user) : welcome(context)}
  </nav>`;
}

function userButton({ state, dispatch }: PageContext, { userId, name }: UserView): TemplateResult {
  const isCurrent = userId === state.userId;
  const unread = isCurrent ? 0 : unreadMessages(state, userId);
  return html`<li>
    <button
      class="user"
      aria-current=${isCurrent ? 'true' : 'false'}
      @click=${() => dispatch({ type: 'user', userId })}
    >
      ${avatar(name)}
      ${unread > 0 ? html`<span class="badge user-badge">${unread}<span class="visually-hidden"> unread</span></span>` : nothing}
      <span class="user-name">${name}</span>
    </button>
  </li>`;
}

function chatList(context: PageContext, user: UserView): TemplateResult {
  const chats = userChats(context.state, user.userId);
  return html`
    <h2 class="pane-title">${user.name}<small>${user.waId === undefined ? user.userId : `+${user.waId}`}</small></h2>
    <ul class="chats" aria-label="Chats">
      ${repeat(
        chats,
        ({ phoneNumberId }) => phoneNumberId,
        (chat) => chatButton(context, chat),
      )}
    </ul>
    <button class="wide-plain" @click=${() => context.dispatch({ type: 'dialog', dialog: { kind: 'number' } })}>
      ${icon('plus')} Add a business number
    </button>
  `;
}

function chatButton({ state, dispatch, nowMs }: PageContext, chat: ChatSummary): TemplateResult {
  const { phoneNumberId, name, detail, latest, unread } = chat;
  return html`<li>
    <button
      class="chat-row"
      aria-current=${phoneNumberId === state.phoneNumberId ? 'true' : 'false'}
      @click=${() => dispatch({ type: 'chat', phoneNumberId })}
    >
      ${avatar(name, 'business')}
      <span class="chat-row-name">${name}</span>
      <span class="chat-row-time">${latest ? momentText(latest.atMs, nowMs) : nothing}</span>
      <span class="chat-row-text">${latest ? preview(latest) : detail}</span>
      ${unread > 0 ? html`<span class="badge">${unread}<span class="visually-hidden"> unread</span></span>` : nothing}
    </button>
  </li>`;
}

function preview(latest: Bubble): TemplateResult {
  const text = latest.isRevoked ? 'Deleted' : contentText(latest.content);
  return html`${latest.side === 'user' ? ticks(latest.ticks) : nothing}<span>${text}</span>`;
}

function welcome({ dispatch }: PageContext): TemplateResult {
  return html`<div class="welcome">
    <p><strong>This is the other side of your bot.</strong></p>
    <p>Add somebody who writes to it. The receiver gets real, signed webhooks.</p>
    <button class="primary" @click=${() => dispatch({ type: 'dialog', dialog: { kind: 'user' } })}>Add a user</button>
  </div>`;
}
