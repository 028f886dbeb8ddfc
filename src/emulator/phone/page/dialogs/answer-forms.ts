/** Places, contacts and permissions: sent on their own, or in answer to a message that asks for them. */
import { html, type TemplateResult } from '/_phone/lit/lit-html.js';
import { write, type PageContext } from '../context.js';
import { field, form } from './fields.js';

export function locationForm(context: PageContext, messageId?: string): TemplateResult {
  const fields = [
    field({ name: 'name', label: 'Name', value: 'Brandenburg Gate' }),
    field({ name: 'address', label: 'Address', value: 'Pariser Platz, Berlin' }),
    field({ name: 'latitude', label: 'Latitude', value: '52.5163', type: 'number', isRequired: true }),
    field({ name: 'longitude', label: 'Longitude', value: '13.3777', type: 'number', isRequired: true }),
  ];
  return form(fields, 'Send location', ({ latitude, longitude, ...named }) => {
    write(context, { location: { latitude: Number(latitude), longitude: Number(longitude), ...named } }, messageId);
    context.dispatch({ type: 'dialog' });
  });
}

export function contactForm(context: PageContext, messageId?: string): TemplateResult {
  const { users, userId = '' } = context.state;
  const own = messageId === undefined ? undefined : users[userId];
  const fields = [
    field({ name: 'name', label: 'Name', value: own?.name ?? 'Grace Hopper', isRequired: true }),
    field({ name: 'phone', label: 'Phone', value: `+${own?.waId ?? '16505550199'}`, type: 'tel', isRequired: true }),
  ];
  return form(fields, 'Send contact', ({ name = '', phone = '' }) => {
    const [first = name, ...rest] = name.split(' ');
    const last = rest.length === 0 ? {} : { last_name: rest.join(' ') };
    const contact = {
      name: { formatted_name: name, first_name: first, ...last },
      phones: [{ phone, wa_id: phone.replace(/\D/g, ''), type: 'CELL' }],
    };
    write(context, { contacts: [contact] }, messageId);
    context.dispatch({ type: 'dialog' });
  });
}

export function callPermissionForm(context: PageContext, messageId: string): TemplateResult {
  const answer = (response: 'accept' | 'reject'): void => {
    const reply = { response, response_source: 'user_action' };
    const interactive = { type: 'call_permission_reply', call_permission_reply: reply };
    write(context, { type: 'interactive', interactive }, messageId);
    context.dispatch({ type: 'dialog' });
  };
  return html`<div class="form">
    <p>The business asks whether it may call.</p>
    <button class="primary" @click=${() => answer('accept')}>Allow</button>
    <button class="secondary" @click=${() => answer('reject')}>Do not allow</button>
  </div>`;
}

/** The names are those of Meta's address form. */
export function addressForm(context: PageContext, messageId: string): TemplateResult {
  const fields = [
    field({ name: 'name', label: 'Name', isRequired: true }),
    field({ name: 'phone_number', label: 'Phone', type: 'tel' }),
    field({ name: 'address', label: 'Street and house number', isRequired: true }),
    field({ name: 'city', label: 'City' }),
    field({ name: 'in_pin_code', label: 'Postal code' }),
  ];
  return form(fields, 'Send address', (values) => {
    const reply = {
      name: 'address_message',
      body: Object.values(values).join('\n'),
      response_json: JSON.stringify({ values }),
    };
    write(context, { type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply: reply } }, messageId);
    context.dispatch({ type: 'dialog' });
  });
}
