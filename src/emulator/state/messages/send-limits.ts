import { GraphError } from '../../meta/graph-error.js';
import type { LimitsInForce } from '../../settings/behavior.js';
import { AttemptWindow } from '../numbers/attempt-window.js';
import { PairLimiter } from './pair-limiter.js';

/** Throughput of each number and pace of each pair of number and user. Refused messages do not count. */
export class SendLimits {
  readonly #pairs = new PairLimiter();
  readonly #throughputs = new Map<string, { perSecond: number; window: AttemptWindow }>();
  readonly #clock: () => number;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** @throws GraphError 130429 when the number has sent and received too much within the last second. */
  takeThroughput(phoneNumberId: string, { throughputPerSecond }: LimitsInForce): void {
    if (throughputPerSecond === undefined || this.#throughput(phoneNumberId, throughputPerSecond)) return;
    const details = `More than ${throughputPerSecond} messages in a second from phone number ${phoneNumberId}.`;
    throw new GraphError({ code: 130429, details });
  }

  /** Counts a message from a user, which Meta never refuses. */
  noteInbound(phoneNumberId: string, { throughputPerSecond }: LimitsInForce): void {
    if (throughputPerSecond !== undefined) this.#throughput(phoneNumberId, throughputPerSecond);
  }

  /** @throws GraphError 131056 when the number writes to the user too fast. */
  takePair(phoneNumberId: string, userId: string, { pair }: LimitsInForce): void {
    if (typeof pair === 'boolean') return;
    const waitMs = this.#pairs.take(`${phoneNumberId}/${userId}`, pair, this.#clock());
    if (waitMs === 0) return;
    const details = `Too many messages to the same user; the next one may be sent in ${Math.ceil(waitMs / 1000)} seconds.`;
    throw new GraphError({ code: 131056, details });
  }

  clear(): void {
    this.#pairs.clear();
    this.#throughputs.clear();
  }

  #throughput(phoneNumberId: string, perSecond: number): boolean {
    let throughput = this.#throughputs.get(phoneNumberId);
    if (throughput?.perSecond !== perSecond) {
      throughput = { perSecond, window: new AttemptWindow(perSecond, 1000) };
      this.#throughputs.set(phoneNumberId, throughput);
    }
    return throughput.window.take(this.#clock());
  }
}
