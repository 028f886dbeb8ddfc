/** A dead letter while it is kept: what it holds, who has claimed it, and what became of it. */
import type {
  DeadLetterContent,
  DeadLetterPart,
  DeadLetterState,
  DeadLetterSummary,
  DeadLetterWorkflowInput,
  RedriveReport,
} from '../../common/dead-letter.js';
import { defaultDeadLetterRetentionMs } from '../../common/dead-letter.js';
import { WhatsAppFailureType } from '../../common/failures.js';
import { defined } from '../../common/schema/defined.js';
import { describeDeadLetter } from './describe-dead-letter.js';
import { whatsAppWorkflowFailure } from '../lib/failures.js';
import { jsonBytes, maxPayloadBytes } from '../../common/json-bytes.js';

/** How long a claim holds: a redrive that has crashed blocks nobody for longer. */
const claimMs = 60_000;

interface Claim {
  id: string;
  untilMs: number;
}

type End = Extract<DeadLetterState['phase'], 'redriven' | 'discarded' | 'expired'>;

export class KeptDeadLetter {
  private readonly input: Partial<DeadLetterWorkflowInput>;
  private readonly summary: DeadLetterSummary;
  private readonly retainedUntilMs: number;
  private readonly parts = new Map<number, string>();
  private readonly wantedParts: number;
  private claimed: Claim | undefined;
  private end: End | undefined;
  private redrives = 0;
  private lastProblem: string | undefined;

  /** Keeps whatever the input is: failing would lose it. */
  constructor(given: unknown, startedAtMs: number) {
    const input = (typeof given === 'object' ? (given ?? {}) : {}) as Partial<DeadLetterWorkflowInput>;
    const { webhook, text = webhook ? undefined : JSON.stringify(given), parts = 1, retentionMs = 0, ...rest } = input;
    this.input = { ...rest, ...(webhook && { webhook }) };
    this.summary = { reason: 'malformed', receivedAtMs: startedAtMs, ...readSummary(input) };
    this.wantedParts = text === undefined ? 0 : positive(parts, 1);
    if (text !== undefined) this.parts.set(0, String(text));
    this.retainedUntilMs = startedAtMs + positive(retentionMs, defaultDeadLetterRetentionMs);
  }

  /** A signal handler: never throws. */
  addPart(part: DeadLetterPart): void {
    const { index, text } = part ?? {};
    const isWanted = Number.isSafeInteger(index) && index > 0 && index < this.wantedParts;
    if (isWanted && typeof text === 'string' && !this.parts.has(index)) this.parts.set(index, text);
  }

  get state(): DeadLetterState {
    const { retainedUntilMs, redrives, lastProblem } = this;
    return {
      ...this.summary,
      phase: this.end ?? (this.holder ? 'redriving' : 'kept'),
      complete: this.isComplete,
      retainedUntilMs,
      redrives,
      ...defined({ lastProblem }),
    };
  }

  /** Throws, and so refuses a claim before it reaches history. */
  refuseClaim(claimId: unknown): void {
    if (typeof claimId !== 'string' || claimId === '' || claimId.length > 200) {
      refuse('A claim needs an id of its own, of 1 to 200 characters: a UUID for each redrive.');
    }
    this.refuseAfterEnd();
    this.refuseWhileHeld(claimId);
    if (this.isComplete) return;
    refuse(
      `${this.parts.size} of ${this.wantedParts} parts have arrived. The others come when Meta delivers the webhook again: try later.`,
    );
  }

  /** Hands out the content. The same claim again gets the same, and a minute more. */
  claim(claimId: string): DeadLetterContent {
    if (this.claimed?.id !== claimId) this.redrives += 1;
    this.claimed = { id: claimId, untilMs: Date.now() + claimMs };
    return this.content;
  }

  /** Refuses as `refuseClaim`. A claim that is over may still report while nobody else has claimed. */
  refuseReport(claimId: unknown, report: unknown): void {
    this.refuseAfterEnd();
    if (!isReport(report)) refuse('A report is { delivered: true } or { delivered: false, problem: "why" }.');
    if (this.claimed?.id === claimId) return;
    const holder = this.claimed ? `claim ${this.claimed.id} has it now` : 'nobody has claimed it';
    refuse(`The report of claim ${String(claimId)} comes too late: ${holder}. Claim it again to redrive it.`);
  }

  report(report: RedriveReport): DeadLetterState {
    this.claimed = undefined;
    if (report.delivered) this.end = 'redriven';
    else this.lastProblem = report.problem;
    return this.state;
  }

  refuseDiscard(): void {
    this.refuseAfterEnd();
    this.refuseWhileHeld();
  }

  discard(): DeadLetterState {
    this.end = 'discarded';
    return this.state;
  }

  /** Called at the time of `nextMs`. */
  expire(): void {
    if (!this.end && !this.holder && Date.now() >= this.retainedUntilMs) this.end = 'expired';
  }

  get isEnded(): boolean {
    return this.end !== undefined;
  }

  /** An object that changes with each claim and report: whoever waits for `nextMs` has to look again then. */
  get currentClaim(): object | undefined {
    return this.claimed;
  }

  /** The next end, in Unix milliseconds: of the claim, if there is one, else of the retention time. */
  get nextMs(): number {
    return this.holder?.untilMs ?? this.retainedUntilMs;
  }

  /** One line for Temporal UI; no content, which may be personal. */
  describe(): string {
    return describeDeadLetter(this.state, this.holder?.id);
  }

  private get isComplete(): boolean {
    return this.parts.size >= this.wantedParts;
  }

  private get holder(): Claim | undefined {
    return this.claimed && Date.now() < this.claimed.untilMs ? this.claimed : undefined;
  }

  private get content(): DeadLetterContent {
    const { webhook, encoding } = this.input;
    const { receivedAtMs } = this.summary;
    const text = Array.from({ length: this.wantedParts }, (_, index) => this.parts.get(index) ?? '').join('');
    const written = this.wantedParts > 0 && { text, ...(encoding && { encoding }) };
    const content: DeadLetterContent = { receivedAtMs, ...(webhook && { webhook }), ...written };
    // The server would refuse a larger answer at each try again.
    return jsonBytes(content) <= maxPayloadBytes ? content : { receivedAtMs, inHistory: true };
  }

  private refuseAfterEnd(): void {
    if (this.end) refuse(`It was ${this.end} already: there is nothing left to do.`);
  }

  private refuseWhileHeld(claimId?: string): void {
    const { holder } = this;
    if (!holder || holder.id === claimId) return;
    refuse(
      `Claim ${holder.id} is redriving it, until ${new Date(holder.untilMs).toISOString()} at the latest. Try again after that.`,
    );
  }
}

function refuse(message: string): never {
  throw whatsAppWorkflowFailure(WhatsAppFailureType.InvalidInput, message);
}

const texts = ['reason', 'problem', 'kind', 'field', 'wabaId', 'phoneNumberId', 'messageId'] as const;

/** The members of the summary that are what they should be. */
function readSummary(input: Partial<DeadLetterWorkflowInput>): Partial<DeadLetterSummary> {
  const known = texts.filter((name) => typeof input[name] === 'string').map((name) => [name, input[name]]);
  const numbers = (['receivedAtMs', 'items'] as const)
    .filter((name) => typeof input[name] === 'number')
    .map((name) => [name, input[name]]);
  return Object.fromEntries([...known, ...numbers]) as Partial<DeadLetterSummary>;
}

function positive(value: unknown, otherwise: number): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.ceil(value) : otherwise;
}

function isReport(report: unknown): report is RedriveReport {
  if (typeof report !== 'object' || report === null) return false;
  const { delivered, problem } = report as Record<string, unknown>;
  return delivered === true || (delivered === false && typeof problem === 'string');
}
