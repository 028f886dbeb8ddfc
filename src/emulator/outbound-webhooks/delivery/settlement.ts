/** Knows when everything that is under way has ended. */
export class Settlement {
  #underWay = 0;
  #waiting: (() => void)[] = [];

  /** Counts this until it has ended, well or not. Returns it as it is. */
  track<Work extends Promise<unknown>>(work: Work): Work {
    this.#underWay += 1;
    const end = (): void => this.#end();
    void work.then(end, end);
    return work;
  }

  /** Resolves when nothing is under way, at once when nothing is. */
  settled(): Promise<void> {
    if (this.#underWay === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #end(): void {
    this.#underWay -= 1;
    if (this.#underWay > 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
