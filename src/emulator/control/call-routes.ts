/** What users do with calls. */
import { z } from 'zod';
import type { EmulatorParts } from '../emulator-parts.js';
import type { UserCall } from '../outbound-webhooks/calls/callers.js';
import { success, withBody, type ControlRoute } from './control-router.js';

const callSchema = z.strictObject({ callId: z.string().min(1) });

export function callControlRoutes({ state, callers }: EmulatorParts): ControlRoute[] {
  return [
    {
      method: 'GET',
      path: '/calls',
      does: 'Lists the calls and what became of them.',
      handle: () => state.calls.all(),
    },
    {
      method: 'POST',
      path: '/calls',
      does: 'A user calls the business, without sound; opens the service window. Answers the call.',
      body: { from: '491701234567' },
      handle: ({ body }) => callers.call(body as UserCall),
    },
    action('accept', 'A user accepts a call of the business.', (callId) => callers.accept(callId)),
    action('reject', 'A user rejects a call of the business.', (callId) => callers.reject(callId)),
    action('hang-up', 'A user ends a call, or stops calling.', (callId) => callers.hangUp(callId)),
  ];
}

function action(name: string, does: string, act: (callId: string) => Promise<void>): ControlRoute {
  const handle = withBody(callSchema, async ({ callId }) => {
    await act(callId);
    return success;
  });
  return { method: 'POST', path: `/calls/${name}`, does, body: { callId: 'wacid.…' }, handle };
}
