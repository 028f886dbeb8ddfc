import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../../../../src/emulator/index.js';
import { call } from '../../graph-caller.js';

let emulator: GraphEmulator;
beforeAll(async () => {
  emulator = await GraphEmulator.start();
});
afterAll(() => emulator.stop());

const control = (json: object) =>
  call(emulator, 'POST', `/v25.0/${emulator.info.phoneNumberId}/thread_control`, { json });

test.each([
  { action: 'take', to: '49170' },
  { action: 'release', recipient: 'US.1x' },
  { action: 'pass', to: '49170', control_pass: { target_role: 'ai_agent' }, metadata: 'order 17' },
])('takes %j', async (json) => {
  const { status, body } = await control({ messaging_product: 'whatsapp', ...json });
  expect([status, body]).toEqual([200, { messaging_product: 'whatsapp' }]);
});

test.each([
  [{ action: 'take', to: '49170' }],
  [{ messaging_product: 'whatsapp', to: '49170' }],
  [{ messaging_product: 'whatsapp', action: 'steal', to: '49170' }],
  [{ messaging_product: 'whatsapp', action: 'take' }],
  [{ messaging_product: 'whatsapp', action: 'take', to: '49170', control_pass: { target_role: 'ai_agent' } }],
])('refuses %j', async (json) => {
  const { status, body } = await control(json);
  expect([status, body.error.code]).toEqual([400, 100]);
});
