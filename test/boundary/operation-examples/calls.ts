/** Operations of calls. */
import type { Example } from './example.js';

const whatsapp = { messaging_product: 'whatsapp' };
const reply = { type: 'call_permission_reply', call_permission_reply: { response: 'accept', is_permanent: true } };
const offer = { sdp_type: 'offer', sdp: 'v=0' };

/** In the order in which they are called. */
export const callExamples: Readonly<Record<string, Example>> = {
  'POST /{phone-number-id}/calls': {
    valid: async (emulator) => {
      await emulator.receiveMessage({ from: '+491701234567', type: 'interactive', interactive: reply });
      return { json: { ...whatsapp, to: '+491701234567', action: 'connect', session: offer } };
    },
    lacking: { json: { ...whatsapp, to: '+491701234567', session: offer } },
  },
  // The file has states of its own: granted, pending, denied and expired.
  'GET /{phone-number-id}/call_permissions': {
    valid: () => ({}),
    lacking: null,
    query: '?user_wa_id=491701234567',
    asInFile: (body) => ({ ...body, permission: { status: 'granted' } }),
  },
};
