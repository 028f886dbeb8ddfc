/** Operations of flows. */
import type { Call } from '../../unit/emulator/graph-caller.js';
import { none, type Example } from './example.js';

const flowJson = {
  version: '7.0',
  screens: [
    {
      id: 'WELCOME',
      terminal: true,
      layout: { type: 'SingleColumnLayout', children: [{ type: 'TextHeading', text: 'Hi' }] },
    },
  ],
};

function flowForm(json: string, fields: Record<string, string> = {}): Call {
  const form = new FormData();
  for (const [name, value] of Object.entries({ name: 'flow.json', asset_type: 'FLOW_JSON', ...fields })) {
    form.set(name, value);
  }
  form.set('file', new Blob([json], { type: 'application/json' }), 'flow.json');
  return { form };
}

const fields =
  '?fields=id,name,status,categories,validation_errors,json_version,data_api_version,data_channel_uri,health_status,' +
  'preview,whatsapp_business_account,application';

/** In the order in which they are called. */
export const flowExamples: Readonly<Record<string, Example>> = {
  'POST /{waba-id}/flows': {
    valid: () => ({ form: { name: 'booking', categories: '["APPOINTMENT_BOOKING"]' } }),
    lacking: { form: { categories: '["OTHER"]' } },
    yields: ['flow-id', ({ id }) => id],
  },
  'GET /{waba-id}/flows': none,
  'POST /{flow-id}': { valid: () => ({ form: { name: 'bookings' } }), lacking: { form: { name: '' } } },
  'POST /{flow-id}/assets': {
    valid: () => flowForm(JSON.stringify(flowJson)),
    lacking: { form: { name: 'flow.json', asset_type: 'FLOW_JSON' } },
  },
  'GET /{flow-id}/assets': none,
  'GET /{flow-id}': { ...none, query: fields },
  'POST /{flow-id}/publish': none,
  'POST /{waba-id}/migrate_flows': {
    valid: (emulator) => {
      emulator.addPhoneNumber({ phoneNumberId: '206540352242923', wabaId: '7001' });
      return { form: { source_waba_id: '7001', source_flow_names: '["bookings"]' } };
    },
    lacking: { form: {} },
  },
  'POST /{flow-id}/deprecate': none,
  'DELETE /{flow-id}': {
    valid: async (emulator, ids) => {
      const { graphUrl, accessToken, wabaId } = emulator.info;
      const response = await fetch(`${graphUrl}/v23.0/${wabaId}/flows`, {
        method: 'POST',
        headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'draft', categories: ['OTHER'] }),
      });
      Object.assign(ids, { 'flow-id': ((await response.json()) as { id: string }).id });
      return {};
    },
    lacking: null,
  },
};
