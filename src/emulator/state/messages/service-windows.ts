/**
 * How long a business may write freely after a user's last message, in milliseconds.
 *
 * @see "Send messages" https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-messages (read 2026-11)
 */
const windowMs = 24 * 3_600_000;

/** The service windows: for how long each number may write freely to each user. */
export class ServiceWindows {
  readonly #openUntilMs = new Map<string, number>();
  readonly #clock: () => number;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  open(phoneNumberId: string, userId: string): void {
    this.#openUntilMs.set(windowKey(phoneNumberId, userId), this.#clock() + windowMs);
  }

  close(phoneNumberId: string, userId: string): void {
    this.#openUntilMs.delete(windowKey(phoneNumberId, userId));
  }

  isOpen(phoneNumberId: string, userId: string): boolean {
    return (this.#openUntilMs.get(windowKey(phoneNumberId, userId)) ?? -Infinity) > this.#clock();
  }

  clear(): void {
    this.#openUntilMs.clear();
  }
}

function windowKey(phoneNumberId: string, userId: string): string {
  return `${phoneNumberId}/${userId}`;
}
