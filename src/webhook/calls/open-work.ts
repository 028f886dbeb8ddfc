/**
 * Counts what has begun and not ended: POSTs, and calls of Temporal's client.
 *
 * A POST is answered at its deadline, but the SDK may still sleep before its next try. When the connection is closed
 * under it, that try throws where nothing can catch it.
 */
export class OpenWork {
  private open = 0;
  private waiting: (() => void)[] = [];

  begin(): void {
    this.open += 1;
  }

  end(): void {
    this.open -= 1;
    if (this.open > 0) return;
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  /** Resolves when nothing is open. */
  ended(): Promise<void> {
    return this.open === 0 ? Promise.resolve() : new Promise((resolve) => this.waiting.push(resolve));
  }
}
