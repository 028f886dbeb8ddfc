import type { IdSource } from '../../meta/id-source.js';
import type { WhatsAppUser } from '../messages/users.js';

/** How many calls are kept; the oldest go first. */
const mostCalls = 10_000;

/** Who has called whom. */
export type CallDirection = 'BUSINESS_INITIATED' | 'USER_INITIATED';

/** A call, as far as it is known: it has no sound. */
export interface EmulatedCall {
  /** Id of the call: `wacid.…`. */
  id: string;
  /** Id of the number. */
  phoneNumberId: string;
  /** The user's wa_id, else business-scoped user id. */
  user: string;
  /** Who has called whom. */
  direction: CallDirection;
  /** `ringing` until somebody accepts or rejects it; `ended` after an accepted call. */
  state: 'ringing' | 'accepted' | 'rejected' | 'ended';
  /** Time at which it began to ring, in Unix milliseconds. */
  startedAtMs: number;
  /** Time at which it was accepted, in Unix milliseconds; absent until then. */
  acceptedAtMs?: number;
  /** Time at which it was rejected or ended, in Unix milliseconds; absent until then. */
  endedAtMs?: number;
  /** The business's own string; absent without one. */
  callbackData?: string;
}

/**
 * A call that begins.
 *
 * @internal
 */
export interface NewCall {
  phoneNumberId: string;
  user: Pick<WhatsAppUser, 'userId' | 'waId'>;
  direction: CallDirection;
  callbackData?: string;
}

/**
 * The calls of all numbers.
 *
 * @internal
 */
export class Calls {
  readonly #byId = new Map<string, EmulatedCall>();
  readonly #clock: () => number;
  readonly #ids: IdSource;

  constructor(clock: () => number, ids: IdSource) {
    this.#clock = clock;
    this.#ids = ids;
  }

  begin({ user, ...call }: NewCall): EmulatedCall {
    const id = `wacid.${this.#ids.bytes('call', 21).toString('base64url')}`;
    const begun: EmulatedCall = {
      id,
      ...call,
      user: user.waId ?? user.userId,
      state: 'ringing',
      startedAtMs: this.#clock(),
    };
    this.#byId.set(id, begun);
    const [oldest] = this.#byId.keys();
    if (this.#byId.size > mostCalls && oldest !== undefined) this.#byId.delete(oldest);
    return begun;
  }

  get(id: string): EmulatedCall | undefined {
    return this.#byId.get(id);
  }

  all(): EmulatedCall[] {
    return [...this.#byId.values()];
  }

  /** The call of a number with a user that rings or is going on. */
  running(phoneNumberId: string, user: string): EmulatedCall | undefined {
    return this.all().find((call) => call.phoneNumberId === phoneNumberId && call.user === user && isRunning(call));
  }

  accept(call: EmulatedCall): void {
    call.state = 'accepted';
    call.acceptedAtMs = this.#clock();
  }

  end(call: EmulatedCall): void {
    call.state = call.acceptedAtMs === undefined ? 'rejected' : 'ended';
    call.endedAtMs = this.#clock();
  }

  /** What is saved and brought back with the state. */
  kept(): Record<string, Map<string, unknown>> {
    return { byId: this.#byId };
  }

  clear(): void {
    this.#byId.clear();
  }
}

/** @internal */
export function isRunning({ state }: EmulatedCall): boolean {
  return state === 'ringing' || state === 'accepted';
}
