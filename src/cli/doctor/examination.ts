/** Runs checks one after the other, each with a limit of time, and keeps secrets out of what they say. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describeError } from '../../common/describe-error.js';
import { createRedactor } from '../../graph/redact.js';
import { failure, type Examined, type Finding, type Verdict } from './finding.js';

/** How an examination is set up. */
export interface ExaminationOptions {
  /** How long one check may take, in milliseconds. */
  timeoutMs: number;
  /** Values that no finding shows. */
  secrets: readonly string[];
  /** Takes each finding as soon as it is there. */
  tell: (finding: Finding) => void;
}

/** User name and password of a URL, also of one that Meta has. */
const userInfo = /:\/\/[^\s/?#@]*@/g;

export class Examination {
  readonly timeoutMs: number;
  readonly findings: Finding[] = [];
  private readonly redact: (text: string) => string;
  private readonly tell: (finding: Finding) => void;

  constructor({ timeoutMs, secrets, tell }: ExaminationOptions) {
    this.timeoutMs = timeoutMs;
    const redactSecrets = createRedactor(secrets);
    this.redact = (text) => redactSecrets(text.replaceAll(userInfo, '://[redacted]@'));
    this.tell = tell;
  }

  /**
   * Runs one check. An error and a check that takes too long are failures.
   *
   * @param remedy What to do about those two.
   * @returns what the check has learned; undefined when it has failed
   */
  async check<Value>(
    name: string,
    work: () => Examined<Value> | Promise<Examined<Value>>,
    remedy: string,
  ): Promise<Value | undefined> {
    const examined = await this.inTime(work).catch((error: unknown): Examined<Value> => ({
      verdicts: [failure(describeError(error), remedy)],
    }));
    for (const verdict of examined.verdicts) this.add(name, verdict);
    return examined.value;
  }

  private async inTime<Value>(work: () => Examined<Value> | Promise<Examined<Value>>): Promise<Examined<Value>> {
    const isOver = new AbortController();
    const limit = sleep(this.timeoutMs, undefined, { signal: isOver.signal }).then(() => {
      throw new Error(`no answer within ${this.timeoutMs / 1000} s`);
    });
    try {
      return await Promise.race([Promise.resolve().then(work), limit]);
    } finally {
      isOver.abort();
      limit.catch(() => undefined);
    }
  }

  private add(check: string, { status, message, remedy }: Verdict): void {
    const finding = {
      check,
      status,
      message: this.redact(message),
      ...(remedy !== undefined && { remedy: this.redact(remedy) }),
    };
    this.findings.push(finding);
    this.tell(finding);
  }
}
