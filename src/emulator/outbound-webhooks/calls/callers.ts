import { z } from 'zod';
import { phoneNumberSchema, userIdSchema } from '../../../common/ids/user-reference.js';
import { parseInput } from '../../../common/schema/parse-input.js';
import { isRunning, type EmulatedCall } from '../../state/calls/calls.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import type { CallWebhooks } from './call-webhooks.js';

/** A user who calls. One of `from` and `userId` is required. */
export interface UserCall {
  /** The user's phone number, in any notation. */
  from?: string;
  /** The user's business-scoped user id. */
  userId?: string;
  /** Profile name. @default the name the user had before */
  name?: string;
  /** Id of the number that is called. @default the emulator's first number */
  phoneNumberId?: string;
}

const userCallSchema = z
  .strictObject({
    from: phoneNumberSchema.optional(),
    userId: userIdSchema.optional(),
    name: z.string().optional(),
    phoneNumberId: z.string().optional(),
  })
  .refine(({ from, userId }) => from !== undefined || userId !== undefined, {
    error: 'must have a user: a phone number in "from" or a business-scoped user id in "userId"',
  });

/**
 * What users do with calls. Calls are states and webhooks; they have no sound. Each promise resolves after the first
 * attempt to deliver the webhooks that tell it. It rejects with Error for a call that is not there or is over, and for
 * a number whose settings do not enable calling.
 */
export interface CallActions {
  /** A user calls the business. It opens the service window. @throws InvalidInputError when it is no call. */
  call(call: UserCall): Promise<EmulatedCall>;
  /** A user accepts a call of the business. */
  accept(callId: string): Promise<void>;
  /** A user rejects a call of the business. */
  reject(callId: string): Promise<void>;
  /** A user ends a call, or stops calling. */
  hangUp(callId: string): Promise<void>;
}

/** @internal */
export class Callers implements CallActions {
  readonly #state: EmulatorState;
  readonly #webhooks: CallWebhooks;

  constructor(state: EmulatorState, webhooks: CallWebhooks) {
    this.#state = state;
    this.#webhooks = webhooks;
  }

  async call(call: UserCall): Promise<EmulatedCall> {
    const { phoneNumberId, ...reference } = parseInput(userCallSchema, call, 'call');
    const { id, features } = this.#state.phoneNumber(phoneNumberId);
    if (!features.isCallingEnabled) {
      throw new Error(
        `calling is not enabled for the number ${id}; POST /${id}/settings with { "calling": { "status": "ENABLED" } }`,
      );
    }
    const user = this.#state.users.meet(reference);
    const key = user.waId ?? user.userId;
    if (this.#state.calls.running(id, key)) throw new Error(`a call of ${key} with the number ${id} is going on`);
    this.#state.windows.open(id, user.userId);
    const begun = this.#state.calls.begin({ phoneNumberId: id, user, direction: 'USER_INITIATED' });
    await this.#webhooks.connect(begun);
    return begun;
  }

  async accept(callId: string): Promise<void> {
    const call = this.#ringing(callId);
    const { calls, callPermissions, users } = this.#state;
    calls.accept(call);
    callPermissions.count('call', call.phoneNumberId, users.userId(call.user));
    const before = this.#state.resets.now;
    await this.#webhooks.connect(call);
    if (!this.#state.resets.haveComeSince(before)) await this.#webhooks.status(call, 'ACCEPTED');
  }

  async reject(callId: string): Promise<void> {
    const call = this.#ringing(callId);
    this.#state.calls.end(call);
    const before = this.#state.resets.now;
    await this.#webhooks.status(call, 'REJECTED');
    if (!this.#state.resets.haveComeSince(before)) await this.#webhooks.terminate(call);
  }

  async hangUp(callId: string): Promise<void> {
    const call = this.#running(callId);
    this.#state.calls.end(call);
    await this.#webhooks.terminate(call);
  }

  #ringing(callId: string): EmulatedCall {
    const call = this.#running(callId);
    if (call.direction !== 'BUSINESS_INITIATED')
      throw new Error(`${callId} is a call of a user: the business answers it`);
    if (call.state !== 'ringing') throw new Error(`${callId} was accepted already`);
    return call;
  }

  #running(callId: string): EmulatedCall {
    const call = this.#state.calls.get(callId);
    if (!call) throw new Error(`no call ${callId} in the emulator`);
    if (!isRunning(call)) throw new Error(`the call ${callId} is over`);
    return call;
  }
}
