/** What was sent, told in other ways: marketing messages and the history of messages. */
import { sending, type Example } from './example.js';

const offer = { name: 'offer', language: { code: 'en_US', policy: 'deterministic' } };

/** In the order in which they are called. */
export const sentExamples: Readonly<Record<string, Example>> = {
  'POST /{phone-number-id}/marketing_messages': {
    valid: async (emulator) => {
      const { graphUrl, accessToken, wabaId } = emulator.info;
      const components = [{ type: 'BODY', text: 'Half price' }];
      await fetch(`${graphUrl}/v23.0/${wabaId}/message_templates`, {
        method: 'POST',
        headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'offer', language: 'en_US', category: 'MARKETING', components }),
      });
      const to = { messaging_product: 'whatsapp', recipient_type: 'individual', to: '491701234567' };
      return { json: { ...to, type: 'template', template: offer } };
    },
    lacking: null,
    notRequired: ['recipient_type'],
  },
  'GET /{phone-number-id}/message_history': {
    ...sending({}),
    valid: async (emulator) => {
      await emulator.webhooksSettled();
      return {};
    },
    yields: ['message-history-id', ({ data }) => data[0]?.['id']],
  },
  'GET /{message-history-id}/events': { valid: () => ({}), lacking: null },
};
