/**
 * How long a business may write freely after a user's last message, in milliseconds.
 *
 * @see "Send messages" https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-messages (read 2026-11)
 */
const windowMs = 24 * 3_600_000;

/** When the users last wrote to each number. */
export class ServiceWindows {
  readonly #openUntilMs = new Map<string, number>();
  readonly #clock: () => number;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  open(phoneNumberId: string, userId: string): void {
    this.#openUntilMs.set(keyOf(phoneNumberId, userId), this.#clock() + windowMs);
  }

  close(phoneNumberId: string, userId: string): void {
    this.#openUntilMs.delete(keyOf(phoneNumberId, userId));
  }

  isOpen(phoneNumberId: string, userId: string): boolean {
    return (this.#openUntilMs.get(keyOf(phoneNumberId, userId)) ?? -Infinity) > this.#clock();
  }

  clear(): void {
    this.#openUntilMs.clear();
  }
}

function keyOf(phoneNumberId: string, userId: string): string {
  return `${phoneNumberId}/${userId}`;
}
