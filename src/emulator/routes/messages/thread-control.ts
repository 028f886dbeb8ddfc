/** `POST /{phone-number-id}/thread_control`: who answers a user. */
import type { Answer, GraphCall } from '../../http/graph-call.js';
import { graphRouter, type GraphRoutes } from '../../http/graph-pipeline.js';
import { calledPhoneNumber, required } from '../../http/parameters.js';
import { invalidParameter, missingParameter } from '../../meta/graph-error.js';
import type { EmulatorState } from '../../state/emulator-state.js';

const actions: readonly unknown[] = ['pass', 'take', 'release'];

/**
 * Takes what Meta takes. Its webhooks go to the other owner of the thread, which is no app of the emulator's.
 *
 * @see "Thread Control (Cloud API)"
 * https://developers.facebook.com/documentation/meta-business-agent/reference/operate/thread-control-cloud-api (read
 * 2026-11)
 */
export function threadControlRoutes(state: EmulatorState): GraphRoutes {
  return graphRouter(state, { 'POST /:phoneNumberId/thread_control': (call) => control(call, state) });
}

function control(call: GraphCall, state: EmulatorState): Answer {
  calledPhoneNumber(call, state);
  const { parameters } = call;
  required(parameters, 'messaging_product');
  required(parameters, 'action');
  const { action, to, recipient, control_pass: pass } = parameters;
  if (!actions.includes(action)) throw invalidParameter('action');
  if (typeof to !== 'string' && typeof recipient !== 'string') throw missingParameter('to');
  if (pass !== undefined && action !== 'pass') throw invalidParameter('control_pass');
  return { body: { messaging_product: 'whatsapp' } };
}
