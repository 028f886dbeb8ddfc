/** Says when files have changed. */
import Watchpack from 'watchpack';
import { ownFiles, type WatchedFiles } from '../../code/watched-files.js';

/** How long nothing more must change: an editor writes in several steps. In milliseconds. */
const quietMs = 100;

/** Watches files of an application, but none of its packages. */
export class FileWatch {
  readonly #watchpack = new Watchpack({ aggregateTimeout: quietMs });

  /** @param onChange called 100 ms after the last of several changes */
  constructor(onChange: () => void) {
    this.#watchpack.on('aggregated', onChange);
  }

  /**
   * Watches these files in place of those before.
   *
   * @param sinceMs Unix milliseconds; of files that were not watched, what has changed since then is a change, too
   */
  watch(watched: WatchedFiles, sinceMs: number): void {
    const { files, missing } = ownFiles(watched);
    this.#watchpack.watch({ files, missing, directories: [], startTime: sinceMs });
  }

  close(): void {
    this.#watchpack.close();
  }
}
