/** Examples of the operations of businesses, accounts, templates and numbers for the check against Meta's file. */
import { generateKeyPairSync } from 'node:crypto';
import { none, type Example } from './example.js';

const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();

/** The file has its words in lower case, and others for the icon; Meta's pages and clients have them in upper case. */
function settingsAsInFile(body: Record<string, unknown>): object {
  const text = JSON.stringify(body).toLowerCase();
  return JSON.parse(text.replace('"call_icon_visibility":"default"', '"call_icon_visibility":"visible"')) as object;
}

/** In the order in which they are called. */
export const businessExamples: Readonly<Record<string, Example>> = {
  'POST /{waba-id}': { valid: () => ({ json: { name: 'Shop', timezone_id: '2' } }), lacking: { json: {} } },
  'POST /{waba-id}/assigned_users': {
    valid: () => ({ form: { user: '2345678901', tasks: '["MANAGE","VIEW_COST"]' } }),
    lacking: { form: { user: '2345678901' } },
  },
  'GET /{waba-id}/assigned_users': { ...none, lacking: {}, query: '?business={business-id}' },
  'DELETE /{waba-id}/assigned_users': {
    valid: () => ({ form: { user: '2345678901' } }),
    lacking: { form: { user: 'nobody' } },
  },
  'GET /{business-id}': none,
  'GET /{business-id}/owned_whatsapp_business_accounts': none,
  'GET /{business-id}/client_whatsapp_business_accounts': none,
  'POST /{phone-number-id}/settings': {
    valid: () => ({ json: { calling: { status: 'enabled', call_icon_visibility: 'visible' } } }),
    lacking: { json: {} },
  },
  'GET /{phone-number-id}/settings': { ...none, asInFile: settingsAsInFile },
  'POST /{phone-number-id}/whatsapp_commerce_settings': { ...none, query: '?is_cart_enabled=false' },
  'GET /{phone-number-id}/whatsapp_commerce_settings': none,
  'POST /{phone-number-id}/conversational_automation': {
    valid: () => ({ json: { prompts: ['Where is my order?'], commands: [] } }),
    lacking: { json: { prompts: [''] } },
  },
  'POST /{phone-number-id}/whatsapp_business_encryption': {
    valid: () => ({ form: { business_public_key: pem } }),
    lacking: { form: { business_public_key: 'no key' } },
  },
  'GET /{phone-number-id}/whatsapp_business_encryption': none,
  'POST /{phone-number-id}/message_qrdls': {
    valid: () => ({ json: { prefilled_message: 'Hello', generate_qr_image: 'SVG' } }),
    lacking: { json: {} },
    yields: ['qr-code-id', (body) => (body as unknown as { code: string }).code],
  },
  'GET /{phone-number-id}/message_qrdls': none,
  // The file has a list in its example and its words, and one code in its schema.
  'GET /{phone-number-id}/message_qrdls/{qr-code-id}': {
    ...none,
    asInFile: (body) => (body['data'] as object[])[0] ?? {},
  },
  'DELETE /{phone-number-id}/message_qrdls/{qr-code-id}': none,
};
