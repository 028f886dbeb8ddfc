/** New users and new business numbers. */
import { html, type TemplateResult } from '/_phone/lit/lit-html.js';
import type { UserView } from '../../../phone-views.js';
import { act, type PageContext } from '../context.js';
import { call } from '../emulator-client.js';
import { field, form } from './fields.js';

const examples = [
  { name: 'Ada', from: '+1 650 555 1234' },
  { name: 'Ben', from: '+49 170 1234567' },
  { name: 'Chiara', from: '+39 333 1234567' },
];

export function userForm(context: PageContext): TemplateResult {
  const example = examples[Object.keys(context.state.users).length] ?? { name: '', from: '' };
  const fields = html`
    ${field({ name: 'name', label: 'Name', value: example.name, isRequired: true })}
    ${field({ name: 'from', label: 'Phone number', value: example.from, type: 'tel' })}
    <p class="hint">
      Without a phone number, the user is known by a business-scoped user id only, as users with a username are.
    </p>
  `;
  return form(fields, 'Add user', ({ name = '', from }) => {
    const userId = `DE.${String(Date.now()).padStart(20, '1')}`;
    act(context, async () => {
      const user = await call<UserView>('POST', '/users', from === undefined ? { name, userId } : { name, from });
      const numbers = Object.keys(context.state.numbers);
      context.dispatch({ type: 'user', userId: user.userId });
      // With one number there is nothing to choose.
      if (numbers.length === 1) context.dispatch({ type: 'chat', phoneNumberId: numbers[0] ?? '' });
    });
  });
}

export function numberForm(context: PageContext): TemplateResult {
  const fields = [
    field({ name: 'verifiedName', label: 'Name that users see', value: 'Second Shop', isRequired: true }),
    field({ name: 'displayPhoneNumber', label: 'Phone number', value: '+1 555 0142 200', type: 'tel' }),
  ];
  return form(fields, 'Add number', (values) => {
    act(context, () => call('POST', '/phone-numbers', { ...values, registered: true }));
    context.dispatch({ type: 'dialog' });
  });
}
