/** Back-pressure: how many requests are under way, and whether another one may begin. */
export class Admission {
  private readonly maxInFlight: number;
  private readonly onChange: (inFlight: number) => void;
  private inFlight = 0;

  /** @param onChange is told how many are under way, after each change. */
  constructor(maxInFlight: number, onChange: (inFlight: number) => void = () => undefined) {
    this.maxInFlight = maxInFlight;
    this.onChange = onChange;
  }

  /** @returns What to call when the request has ended, once or more often; undefined when it has to be turned away. */
  enter(): (() => void) | undefined {
    if (this.inFlight >= this.maxInFlight) return undefined;
    this.change(1);
    let isInside = true;
    return () => {
      if (isInside) this.change(-1);
      isInside = false;
    };
  }

  private change(by: 1 | -1): void {
    this.inFlight += by;
    this.onChange(this.inFlight);
  }
}
