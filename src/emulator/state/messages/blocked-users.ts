/** The users whom each number has blocked, by their business-scoped user ids. */
export class BlockedUsers {
  readonly #byNumber = new Map<string, Map<string, string>>();

  /** @param shown how the list shows the user: a wa_id or a user id */
  block(phoneNumberId: string, userId: string, shown: string): void {
    const users = this.#byNumber.get(phoneNumberId) ?? new Map<string, string>();
    users.set(userId, shown);
    this.#byNumber.set(phoneNumberId, users);
  }

  unblock(phoneNumberId: string, userId: string): void {
    this.#byNumber.get(phoneNumberId)?.delete(userId);
  }

  isBlocked(phoneNumberId: string, userId: string): boolean {
    return this.#byNumber.get(phoneNumberId)?.has(userId) === true;
  }

  /** The users as they are shown, oldest first. */
  list(phoneNumberId: string): string[] {
    return [...(this.#byNumber.get(phoneNumberId)?.values() ?? [])];
  }

  /** What is saved and brought back with the state. */
  kept(): Record<string, Map<string, unknown>> {
    return { byNumber: this.#byNumber };
  }

  clear(): void {
    this.#byNumber.clear();
  }
}
