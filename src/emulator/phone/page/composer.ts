/** The place where the user writes: text, files, a place, a contact; above it what is quoted or changed. */
import { html, nothing, type TemplateResult } from '/_phone/lit/lit-html.js';
import { keyed } from '/_phone/lit/directives/keyed.js';
import { contentText } from '../model/messages/bubble.js';
import { chatBubbles } from '../model/chat.js';
import { chatKey } from '../model/state.js';
import { write, type OpenChat, type PageContext } from './context.js';
import { icon } from './icons.js';
import { readFile } from './read-file.js';

export function composer(context: PageContext, chat: OpenChat): TemplateResult {
  const { state, dispatch } = context;
  const submit = (event: Event): void => {
    event.preventDefault();
    const area = (event.currentTarget as HTMLElement).closest('form')?.querySelector('textarea');
    if (area) sendText(context, area);
  };
  return html`<form class="composer" aria-label="Write a message" @submit=${submit}>
    ${draftBar(context, chat)}
    <details class="attach">
      <summary class="round" aria-label="Attach">${icon('attach')}</summary>
      <div class="attach-menu">
        <label class="attach-item">
          ${icon('file')} Photo, video, document
          <input type="file" class="visually-hidden" @change=${(event: Event) => sendFile(context, event)} />
        </label>
        <button
          type="button"
          class="attach-item"
          @click=${(event: Event) => openFrom(event, () => dispatch({ type: 'dialog', dialog: { kind: 'location' } }))}
        >
          ${icon('place')} Location
        </button>
        <button
          type="button"
          class="attach-item"
          @click=${(event: Event) => openFrom(event, () => dispatch({ type: 'dialog', dialog: { kind: 'contact' } }))}
        >
          ${icon('person')} Contact
        </button>
      </div>
    </details>
    ${keyed(
      `${chatKey(chat.userId, chat.phoneNumberId)} ${state.editing ?? ''}`,
      html`<textarea
        rows="1"
        aria-label="Message"
        placeholder="Message"
        .value=${editedText(context, chat)}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) submit(event);
        }}
      ></textarea>`,
    )}
    <button class="round round-primary" aria-label="Send">${icon('send')}</button>
  </form>`;
}

function openFrom(event: Event, open: () => void): void {
  (event.currentTarget as HTMLElement).closest('details')?.removeAttribute('open');
  open();
}

function editedText({ state }: PageContext, chat: OpenChat): string {
  const edited = chatBubbles(state, chat.userId, chat.phoneNumberId).find(({ id }) => id === state.editing);
  return edited ? contentText(edited.content) : '';
}

/** What is quoted, or which message is changed. */
function draftBar({ state, dispatch }: PageContext, chat: OpenChat): TemplateResult | typeof nothing {
  const id = state.replyTo ?? state.editing;
  const found = chatBubbles(state, chat.userId, chat.phoneNumberId).find((bubble) => bubble.id === id);
  if (!found) return nothing;
  return html`<div class="draft">
    ${icon(state.editing === undefined ? 'reply' : 'edit')}
    <span>${state.editing === undefined ? 'Reply to' : 'Edit'} “${contentText(found.content)}”</span>
    <button type="button" class="plain" aria-label="Cancel" @click=${() => dispatch({ type: 'reply' })}>
      ${icon('close')}
    </button>
  </div>`;
}

function sendText(context: PageContext, area: HTMLTextAreaElement): void {
  const words = area.value.trim();
  if (words === '') return;
  const { replyTo, editing } = context.state;
  area.value = '';
  if (editing === undefined) write(context, { text: words }, replyTo);
  else {
    const message = { type: 'text', text: { body: words } };
    write(context, { type: 'edit', edit: { original_message_id: editing, message } });
  }
  context.dispatch({ type: 'reply' });
}

async function sendFile(context: PageContext, event: Event): Promise<void> {
  const input = event.currentTarget as HTMLInputElement;
  input.closest('details')?.removeAttribute('open');
  const [file] = input.files ?? [];
  if (!file) return;
  const { replyTo } = context.state;
  const content = await readFile(file);
  input.value = '';
  write(context, content, replyTo);
  context.dispatch({ type: 'reply' });
}
