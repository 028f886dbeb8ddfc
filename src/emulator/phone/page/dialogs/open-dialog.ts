/** The dialog that is open. The browser keeps the focus in it, and closes it with Escape. */
import { html, nothing, type TemplateResult } from '/_phone/lit/lit-html.js';
import { keyed } from '/_phone/lit/directives/keyed.js';
import { ref } from '/_phone/lit/directives/ref.js';
import type { Dialog } from '../../model/dialog.js';
import type { PageContext } from '../context.js';
import { icon } from '../icons.js';
import { addressForm, callPermissionForm, contactForm, locationForm } from './answer-forms.js';
import { flowForm } from './flow-form.js';
import { listSheet } from './list-sheet.js';
import { orderSheet } from './order-sheet.js';
import { numberForm, userForm } from './people-forms.js';

export function openDialog(context: PageContext): TemplateResult | typeof nothing {
  const { dialog } = context.state;
  if (!dialog) return nothing;
  const close = (): void => context.dispatch({ type: 'dialog' });
  const title = dialogTitle(dialog);
  return html`${keyed(
    dialog,
    html`<dialog
      class="dialog dialog-${dialog.kind}"
      aria-label=${title}
      ${ref(show)}
      @close=${close}
      @click=${(event: Event) => event.target === event.currentTarget && close()}
    >
      <div class="dialog-body">
        <header class="dialog-header">
          <h2>${title}</h2>
          <button class="plain" aria-label="Close" @click=${close}>${icon('close')}</button>
        </header>
        ${dialogContent(context, dialog)}
      </div>
    </dialog>`,
  )}`;
}

/** The element comes into the document only after lit has told of it. */
function show(element: Element | undefined): void {
  if (!(element instanceof HTMLDialogElement)) return;
  queueMicrotask(() => element.isConnected && !element.open && element.showModal());
}

function dialogTitle(dialog: Dialog): string {
  switch (dialog.kind) {
    case 'list':
    case 'flow':
    case 'order':
      return dialog.action.title;
    case 'json':
      return dialog.title;
    default:
      return titles[dialog.kind];
  }
}

const titles = {
  location: 'Send a location',
  contact: 'Send a contact',
  'call-permission': 'Allow calls?',
  address: 'Delivery address',
  user: 'Add a user',
  number: 'Add a business number',
} as const;

function dialogContent(context: PageContext, dialog: Dialog): TemplateResult {
  switch (dialog.kind) {
    case 'list':
      return listSheet(context, dialog.messageId, dialog.action);
    case 'flow':
      return flowForm(context, dialog.messageId, dialog.action);
    case 'order':
      return orderSheet(context, dialog.messageId, dialog.action);
    case 'location':
      return locationForm(context, dialog.messageId);
    case 'contact':
      return contactForm(context, dialog.messageId);
    case 'call-permission':
      return callPermissionForm(context, dialog.messageId);
    case 'address':
      return addressForm(context, dialog.messageId);
    case 'user':
      return userForm(context);
    case 'number':
      return numberForm(context);
    case 'json':
      return html`<pre class="json" tabindex="0">${JSON.stringify(dialog.value, undefined, 2)}</pre>`;
  }
}
