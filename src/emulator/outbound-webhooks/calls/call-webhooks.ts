import { defined } from '../../../common/schema/defined.js';
import type { EmulatedCall } from '../../state/calls/calls.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import type { Recipient } from '../../state/messages/users.js';
import type { PhoneNumber } from '../../state/numbers/phone-numbers.js';
import { unixSeconds, webhookPlace } from '../bodies/payloads.js';
import type { WebhookDelivery } from '../delivery/webhook-delivery.js';
import type { WebhookDispatcher } from '../delivery/webhook-dispatcher.js';

type Posted = Promise<WebhookDelivery | undefined>;

/** A session that offers nothing: the emulator has no sound. */
const emptySdp = 'v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n';

/**
 * Tells by webhook what happens to calls.
 *
 * @see "Calling webhooks" https://developers.facebook.com/docs/whatsapp/cloud-api/calling/reference (read 2026-11)
 */
export class CallWebhooks {
  readonly #state: EmulatorState;
  readonly #dispatcher: WebhookDispatcher;

  constructor(state: EmulatorState, dispatcher: WebhookDispatcher) {
    this.#state = state;
    this.#dispatcher = dispatcher;
  }

  /** `RINGING`, `ACCEPTED` or `REJECTED` of a call of the business. */
  status(call: EmulatedCall, status: string): Posted {
    return this.#post(call, 'statuses', ({ waId, userId }) => ({
      id: call.id,
      timestamp: this.#now(),
      type: 'call',
      status,
      ...defined({ recipient_id: waId, recipient_user_id: userId, biz_opaque_callback_data: call.callbackData }),
    }));
  }

  /** The user's offer when the user calls, the user's answer when the business does. */
  connect(call: EmulatedCall): Posted {
    const sdpType = call.direction === 'USER_INITIATED' ? 'offer' : 'answer';
    return this.#event(call, 'connect', { session: { sdp_type: sdpType, sdp: emptySdp } });
  }

  terminate(call: EmulatedCall): Posted {
    const { acceptedAtMs, endedAtMs = this.#state.settings.clock(), callbackData } = call;
    const times = acceptedAtMs !== undefined && {
      start_time: unixSeconds(acceptedAtMs),
      end_time: unixSeconds(endedAtMs),
      duration: Math.floor((endedAtMs - acceptedAtMs) / 1000),
    };
    return this.#event(call, 'terminate', {
      status: acceptedAtMs === undefined ? 'FAILED' : 'COMPLETED',
      ...times,
      ...defined({ biz_opaque_callback_data: callbackData }),
    });
  }

  #event(call: EmulatedCall, event: string, members: Record<string, unknown>): Posted {
    return this.#post(call, 'calls', (user, { digits }) => {
      const [from, to] = call.direction === 'USER_INITIATED' ? [user.waId, digits] : [digits, user.waId];
      const people = defined({ from, to });
      return { id: call.id, ...people, event, timestamp: this.#now(), direction: call.direction, ...members };
    });
  }

  /** Nobody is told of a call whose number is gone. */
  async #post(
    { phoneNumberId, user: key }: EmulatedCall,
    list: string,
    item: (user: Recipient, phoneNumber: PhoneNumber) => object,
  ): Promise<WebhookDelivery | undefined> {
    const { phoneNumbers, users } = this.#state;
    const phoneNumber = phoneNumbers.find(phoneNumberId);
    if (!phoneNumber) return undefined;
    const user = users.recipient(key);
    const [waId] = users.ids(key).filter((id) => id !== user.userId);
    const known = { ...user, ...defined({ waId }) };
    const contact = defined({
      profile: known.name === undefined ? undefined : { name: known.name },
      wa_id: waId,
      user_id: known.userId,
    });
    const place = webhookPlace(phoneNumber, 'calls');
    return this.#dispatcher.post({ part: { ...place, at: 'item', list, item: item(known, phoneNumber), contact } });
  }

  #now(): string {
    return unixSeconds(this.#state.settings.clock());
  }
}
