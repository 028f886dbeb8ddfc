/** Back-pressure: how many POSTs whose signature holds are under way, and whether another one may begin. */
export class Admission {
  private readonly maxInFlight: number;
  private readonly onChange: (inFlight: number) => void;
  private inFlight = 0;
  private closed = false;

  /** @param onChange is told how many are under way, after each change. */
  constructor(maxInFlight: number, onChange: (inFlight: number) => void = () => undefined) {
    this.maxInFlight = maxInFlight;
    this.onChange = onChange;
  }

  /** Why another one would be turned away; undefined when it would not. */
  get obstacle(): 'closing' | 'overloaded' | undefined {
    if (this.closed) return 'closing';
    return this.inFlight >= this.maxInFlight ? 'overloaded' : undefined;
  }

  /** Takes a place. Only while there is no obstacle. */
  enter(): void {
    this.change(1);
  }

  /** Frees the place of a POST that entered. */
  leave(): void {
    this.change(-1);
  }

  /** Lets nothing in any more. */
  close(): void {
    this.closed = true;
  }

  private change(by: 1 | -1): void {
    this.inFlight += by;
    this.onChange(this.inFlight);
  }
}
