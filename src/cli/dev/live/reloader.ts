/** Something that is made of files, and made again when they change. */
import type { WatchedFiles } from '../../code/watched-files.js';

/** What was made, or why it could not be; and what it was made of, in either case. */
export type Made<T> = { watched: WatchedFiles } & ({ value: T } | { error: Error });

/** What a {@link Reloader} does with its files. */
export interface ReloaderSteps<T> {
  /** Never rejects. */
  make(): Promise<Made<T>>;
  /** Puts what was made to use. A rejection is a failure like one of `make`. */
  use(value: T): Promise<void>;
  /** What was in use before stays so. */
  failed(error: Error): void;
}

/** What tells of changes; `FileWatch`, or a test's. */
export interface Watch {
  watch(watched: WatchedFiles, sinceMs: number): void;
  close(): void;
}

/** Makes one at a time. A change while one is being made leads to another one right after it, never to two at once. */
export class Reloader<T> {
  readonly #steps: ReloaderSteps<T>;
  readonly #watch: Watch;
  #isStale = false;
  #isClosed = false;
  #run: Promise<void> | undefined;

  /** @param createWatch makes what calls back on a change */
  constructor(steps: ReloaderSteps<T>, createWatch: (onChange: () => void) => Watch) {
    this.#steps = steps;
    this.#watch = createWatch(() => void this.reload());
  }

  /** Resolves when what is there now was made and put to use, or has failed. Never rejects. */
  async reload(): Promise<void> {
    this.#isStale = true;
    this.#run ??= this.#runWhileStale().finally(() => (this.#run = undefined));
    return this.#run;
  }

  /** Nothing is made from now on. Resolves when what is being made has ended. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#watch.close();
    await this.#run;
  }

  async #runWhileStale(): Promise<void> {
    while (this.#isStale && !this.#isClosed) {
      this.#isStale = false;
      await this.#makeOne();
    }
  }

  async #makeOne(): Promise<void> {
    const startedMs = Date.now();
    const made = await this.#steps.make();
    if (this.#isClosed) return;
    this.#watch.watch(made.watched, startedMs);
    // What has changed meanwhile may be the repair.
    if (this.#isStale) return;
    try {
      if ('error' in made) throw made.error;
      await this.#steps.use(made.value);
    } catch (error) {
      this.#steps.failed(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
