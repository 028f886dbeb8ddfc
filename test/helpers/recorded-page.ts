/** A recording on the phone page with every step that there is, and the test that it becomes. */
import { testScript } from '../../src/emulator/phone/model/recording/test-script.js';
import type { PhoneChange } from '../../src/emulator/phone-views.js';
import { ada, played, sentMessage, sentText, shop, wrote, wroteText } from './phone-page.js';

export const record = { act: { type: 'record', isRecording: true } } as const;
export const scriptContext = { users: { [ada.userId]: ada }, conversation: 'shop', title: "Ada's order" };

const question = { type: 'interactive', body: { interactive: { type: 'button', body: { text: 'Which size?' } } } };
const reply = (type: string, content: object): Record<string, unknown> => ({
  type: 'interactive',
  interactive: { type, [type]: content },
});

/** Every step that can be recorded. */
export const everything: PhoneChange[] = [
  wroteText('m1', "I'm hungry"),
  sentMessage('m2', question),
  wrote('m3', reply('button_reply', { id: 's', title: 'Small' })),
  wrote('m4', reply('list_reply', { id: 'x', title: 'Basil' })),
  wrote('m5', reply('nfm_reply', { response_json: '{"flow_token":"t","seats":2}' })),
  wrote('m6', { type: 'button', button: { text: 'Yes', payload: 'y' } }),
  wrote('m7', { type: 'location', location: { latitude: 52.5, longitude: 13.4 } }),
  wrote('m8', { type: 'image', image: { id: '1', mime_type: 'image/png', caption: 'Oven' } }),
  wrote('m9', { type: 'contacts', contacts: [{ name: { formatted_name: 'Bo' } }] }),
  wrote('m10', { type: 'text', text: { body: 'this one' }, context: { id: 'm2' } }),
  wrote('m11', { type: 'reaction', reaction: { message_id: 'm2', emoji: '👍' } }),
  wrote('m12', { type: 'edit', edit: { original_message_id: 'm1', message: { text: { body: 'I am hungry' } } } }),
  wrote('m13', { type: 'revoke', revoke: { original_message_id: 'm10' } }),
  sentMessage('m14', { type: 'template', body: { template: { name: 'basket_kept', language: { code: 'en' } } } }),
  { type: 'faults', faults: [{ id: 1, hits: 0, times: 1, fault: { drop: 'after', match: { path: '/messages' } } }] },
  { type: 'time', time: { nowMs: 2 }, passedMs: 86_400_000 },
  { type: 'window', window: { userId: ada.userId, phoneNumberId: shop.phoneNumberId, openUntilMs: null } },
];

export function recordedScript(): string {
  const { steps } = played(record, ...everything, sentText('m15', 'Which\nsize (cm)?'));
  return testScript(steps, scriptContext);
}
