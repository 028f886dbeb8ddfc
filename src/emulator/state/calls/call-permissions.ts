import { forgetOldest } from '../kept-records.js';

const dayMs = 86_400_000;

/** Life of a permission that is not permanent. */
export const permissionLifeMs = 7 * dayMs;

/** Whether a user lets a number call. */
export type CallPermission =
  { status: 'no_permission' | 'permanent' } | { status: 'temporary'; /** Unix milliseconds */ expiresAtMs: number };

/** How often something may happen in a time, and how often it has. */
export interface Usage {
  /** ISO 8601: `PT24H`, `P7D`. */
  period: string;
  used: number;
  most: number;
  /** Time at which the oldest use no longer counts, in Unix milliseconds; absent without one. */
  endsAtMs?: number;
}

/** What counts: requests for the permission, and calls that were connected. */
export type CountedUse = 'request' | 'call';

/**
 * Most uses with one user.
 *
 * @see "User call permissions" https://developers.facebook.com/docs/whatsapp/cloud-api/calling/user-call-permissions
 * (read 2026-11)
 */
const limits: Readonly<Record<CountedUse, readonly { period: string; ms: number; most: number }[]>> = {
  request: [
    { period: 'PT24H', ms: dayMs, most: 1 },
    { period: 'P7D', ms: 7 * dayMs, most: 2 },
  ],
  call: [{ period: 'PT24H', ms: dayMs, most: 10 }],
};

/** Which users let which numbers call, and how often they were asked and called. */
export class CallPermissions {
  readonly #permissions = new Map<string, CallPermission>();
  readonly #usesMs = new Map<string, number[]>();
  readonly #clock: () => number;
  readonly #limit: number;

  /** @param limit most users, of all numbers together; the oldest go first */
  constructor(clock: () => number, limit: number) {
    this.#clock = clock;
    this.#limit = limit;
  }

  get(phoneNumberId: string, userId: string): CallPermission {
    const known = this.#permissions.get(`${phoneNumberId} ${userId}`) ?? { status: 'no_permission' };
    const isOver = known.status === 'temporary' && known.expiresAtMs <= this.#clock();
    return isOver ? { status: 'no_permission' } : known;
  }

  set(phoneNumberId: string, userId: string, permission: CallPermission): void {
    this.#permissions.set(`${phoneNumberId} ${userId}`, permission);
    forgetOldest(this.#permissions, this.#limit);
  }

  usage(use: CountedUse, phoneNumberId: string, userId: string): Usage[] {
    const uses = this.#usesMs.get(`${use} ${phoneNumberId} ${userId}`) ?? [];
    return limits[use].map(({ period, ms, most }) => {
      const recent = uses.filter((atMs) => atMs > this.#clock() - ms);
      const [oldest] = recent;
      return { period, used: recent.length, most, ...(oldest !== undefined && { endsAtMs: oldest + ms }) };
    });
  }

  count(use: CountedUse, phoneNumberId: string, userId: string): void {
    const key = `${use} ${phoneNumberId} ${userId}`;
    const recent = (this.#usesMs.get(key) ?? []).filter((atMs) => atMs > this.#clock() - 7 * dayMs);
    this.#usesMs.set(key, [...recent, this.#clock()]);
    forgetOldest(this.#usesMs, this.#limit);
  }

  /** What is saved and brought back with the state. */
  kept(): Record<string, Map<string, unknown>> {
    return { permissions: this.#permissions, usesMs: this.#usesMs };
  }

  clear(): void {
    this.#permissions.clear();
    this.#usesMs.clear();
  }
}
