import { forgetOldest } from '../kept-records.js';

/**
 * How long a business may write freely after a user's last message, in milliseconds.
 *
 * @see "Send messages" https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-messages (read 2026-11)
 */
const windowMs = 24 * 3_600_000;

/** One service window: between a number and a user. */
export interface ServiceWindow {
  phoneNumberId: string;
  userId: string;
  /** Null for a window that is closed. */
  openUntilMs: number | null;
}

/** The service windows: for how long each number may write freely to each user. */
export class ServiceWindows {
  readonly #openUntilMs = new Map<string, number>();
  readonly #clock: () => number;
  readonly #limit: number;
  readonly #onChange: (window: ServiceWindow) => void;

  /** @param limit most windows; those that were opened first are forgotten first */
  constructor(clock: () => number, limit: number, onChange: (window: ServiceWindow) => void) {
    this.#clock = clock;
    this.#limit = limit;
    this.#onChange = onChange;
  }

  open(phoneNumberId: string, userId: string): void {
    const openUntilMs = this.#clock() + windowMs;
    const key = windowKey(phoneNumberId, userId);
    this.#openUntilMs.delete(key);
    this.#openUntilMs.set(key, openUntilMs);
    forgetOldest(this.#openUntilMs, this.#limit);
    this.#onChange({ phoneNumberId, userId, openUntilMs });
  }

  close(phoneNumberId: string, userId: string): void {
    this.#openUntilMs.delete(windowKey(phoneNumberId, userId));
    this.#onChange({ phoneNumberId, userId, openUntilMs: null });
  }

  isOpen(phoneNumberId: string, userId: string): boolean {
    return (this.#openUntilMs.get(windowKey(phoneNumberId, userId)) ?? -Infinity) > this.#clock();
  }

  /** Windows that were opened and not closed, also those that have run out. */
  all(): ServiceWindow[] {
    return [...this.#openUntilMs].map(([key, openUntilMs]) => {
      const [phoneNumberId = '', ...rest] = key.split('/');
      return { phoneNumberId, userId: rest.join('/'), openUntilMs };
    });
  }

  /** What is saved and brought back with the state. */
  kept(): Record<string, Map<string, unknown>> {
    return { openUntilMs: this.#openUntilMs };
  }

  clear(): void {
    this.#openUntilMs.clear();
  }
}

function windowKey(phoneNumberId: string, userId: string): string {
  return `${phoneNumberId}/${userId}`;
}
