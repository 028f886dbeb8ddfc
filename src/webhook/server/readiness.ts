/** Whether events can be taken: Temporal answers and has the namespace, and the process is not about to end. */
import { within } from '../calls/deadline.js';
import { probeTemporal, type TemporalProbe } from '../calls/temporal.js';
import { describeError } from '../../common/describe-error.js';
import type { WebhookLog } from '../observe/log.js';

const probeTimeoutMs = 2_000;

/**
 * How long a probe's result is used again, so that a flood of probes asks Temporal four times a second and not more.
 */
const freshMs = 250;

export class Readiness {
  /** Set when the receiver has begun to close. */
  isClosing = false;
  private readonly client: TemporalProbe;
  private readonly log: WebhookLog;
  private readonly track: <Result>(call: Promise<Result>) => Promise<Result>;
  private latest: Promise<boolean> | undefined;

  /** @param track is given each call to Temporal, which may outlast the answer. */
  constructor(client: TemporalProbe, log: WebhookLog, track: <Result>(call: Promise<Result>) => Promise<Result>) {
    this.client = client;
    this.log = log;
    this.track = track;
  }

  /** Those who ask at the same time get the same answer. */
  async isReady(): Promise<boolean> {
    if (this.isClosing) return false;
    this.latest ??= this.probe();
    return (await this.latest) && !this.isClosing;
  }

  private async probe(): Promise<boolean> {
    try {
      await within(probeTimeoutMs, () => this.track(probeTemporal(this.client, probeTimeoutMs)));
      return true;
    } catch (error) {
      this.log.warn({ error: describeError(error) }, 'not ready: Temporal cannot be reached, or lacks the namespace');
      return false;
    } finally {
      setTimeout(() => (this.latest = undefined), freshMs).unref();
    }
  }
}
