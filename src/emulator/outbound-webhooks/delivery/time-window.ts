/** Collects entries from the first one on until so many milliseconds have passed, or until it is closed by hand. */
export class TimeWindow<Entry> {
  readonly entries: Entry[] = [];
  readonly #timer: NodeJS.Timeout;
  readonly #signal: AbortSignal;
  readonly #onClose: (entries: Entry[]) => void;
  #isOpen = true;

  constructor(ms: number, signal: AbortSignal, onClose: (entries: Entry[]) => void) {
    this.#signal = signal;
    this.#onClose = onClose;
    this.#timer = setTimeout(this.close, ms);
    signal.addEventListener('abort', this.close, { once: true });
  }

  readonly close = (): void => {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    clearTimeout(this.#timer);
    this.#signal.removeEventListener('abort', this.close);
    this.#onClose(this.entries);
  };
}
