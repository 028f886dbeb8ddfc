/** One file at one number: its media id, who uploads it, and who waits for that. */
import { condition, patched, workflowInfo } from '@temporalio/workflow';
import { WhatsAppFailureType } from '../../common/failures.js';
import { defined } from '../../common/schema/defined.js';
import type {
  UploadClaim,
  UploadClaimInput,
  UploadClaimResult,
  UploadReport,
  UploadedMediaState,
  UploadedMediaWorkflowInput,
  UsableMedia,
} from '../../common/uploaded-media.js';
import { whatsAppWorkflowFailure } from '../lib/failures.js';

/** How long a media id is used, in milliseconds: a day less than the 30 that Meta keeps it. */
const usableMs = 29 * 86_400_000;

/** How many questions one run answers. The server takes 2,000 updates. */
const questionsPerRun = 500;

/**
 * How many wait at most. The server takes ten updates at once, and the one that uploads has to get through when its
 * worker was lost.
 */
const mostWaiting = 8;

const longestClaimMs = 3_600_000;

export class UploadedMedia {
  private media: UsableMedia | undefined;
  private current: UploadClaim | undefined;
  private waiting = 0;
  /** The claim ids of those who have waited, and wait no more. */
  private readonly left = new Set<string>();
  private questions = 0;
  /** Whether the latest upload came to nothing. */
  private hasFailed = false;
  private readonly startedAtMs = Date.now();
  private readonly mimeType: string;

  constructor({ media, claim, mimeType }: UploadedMediaWorkflowInput) {
    this.media = media;
    this.current = claim;
    this.mimeType = mimeType;
  }

  /** Throws, and so refuses a question before it reaches history. */
  refuseClaim(input: unknown): void {
    const { claimId, claimMs } = (input ?? {}) as Partial<UploadClaimInput>;
    const isNamed = typeof claimId === 'string' && claimId !== '' && claimId.length <= 200;
    const isTimed = typeof claimMs === 'number' && claimMs >= 1 && claimMs <= longestClaimMs;
    if (isNamed && isTimed) return this.refuseMany(claimId);
    throw whatsAppWorkflowFailure(
      WhatsAppFailureType.InvalidInput,
      `claimUpload: needs a "claimId" of 1 to 200 characters, and a "claimMs" of 1 to ${longestClaimMs}`,
    );
  }

  /** Handler of `claimUpload`: answers once the media is known, or nobody else uploads it. */
  async claim({ claimId, claimMs, notMediaId }: UploadClaimInput): Promise<UploadClaimResult> {
    this.questions += 1;
    // After a pause of all workers a question comes before the timer that it shares a task with.
    if (this.isPast && patched('uploaded-media-expires-first')) this.expire();
    if (notMediaId !== undefined && this.media?.mediaId === notMediaId) this.media = undefined;
    this.left.delete(claimId);
    const isAnswered = (): boolean => this.media !== undefined || this.isFreeFor(claimId) || this.left.has(claimId);
    // Of several that wait, the first one takes the claim, and the others look again. So nothing may come in between.
    this.waiting += 1;
    try {
      while (!isAnswered()) await condition(isAnswered);
    } finally {
      this.waiting -= 1;
    }
    if (this.media) return { media: this.media };
    if (this.left.delete(claimId)) throw unavailable('claimUpload: whoever asked waits no more');
    this.hasFailed = false;
    this.current = { claimId, claimedAtMs: Date.now(), untilMs: Date.now() + claimMs };
    return {};
  }

  /**
   * Handler of `reportUpload`: never throws. The media of a claim that is over is as good as any. Without a media id,
   * one who waits has left.
   */
  report(claimId: unknown, { mediaId }: UploadReport = {}): void {
    const isCurrent = this.current?.claimId === claimId;
    const { claimedAtMs = Date.now() } = isCurrent ? (this.current ?? {}) : {};
    if (mediaId !== undefined) this.media = { mediaId, usableUntilMs: claimedAtMs + usableMs };
    if (!isCurrent && mediaId === undefined && this.waiting > 0) this.left.add(String(claimId));
    if (!isCurrent) return;
    this.current = undefined;
    this.hasFailed = mediaId === undefined;
  }

  /** Called at the time of `nextMs`, and before whoever asks after it. */
  expire(): void {
    if (hasCome(this.current?.untilMs)) this.current = undefined;
    if (hasCome(this.media?.usableUntilMs)) this.media = undefined;
  }

  get isOver(): boolean {
    if (this.waiting > 0 || this.current || this.media) return false;
    return this.hasFailed || Date.now() >= this.startedAtMs + usableMs;
  }

  /** Whether the run has had enough. */
  get isRunFull(): boolean {
    return this.questions >= questionsPerRun || workflowInfo().continueAsNewSuggested;
  }

  /** The next end, in Unix milliseconds: of a claim while somebody waits for it, else of the media. */
  get nextMs(): number {
    const { media, current, startedAtMs } = this;
    const endsMs = media?.usableUntilMs ?? startedAtMs + usableMs;
    if (!current) return endsMs;
    return this.waiting > 0 ? current.untilMs : Math.max(endsMs, current.untilMs);
  }

  /** What the next run has to know. */
  get carried(): Pick<UploadedMediaWorkflowInput, 'media' | 'claim'> {
    return { ...defined({ media: this.media, claim: this.current }) };
  }

  get state(): UploadedMediaState {
    const { media, waiting } = this;
    const phase = media ? 'uploaded' : this.current ? 'uploading' : 'none';
    return { phase, waiting, ...defined({ media }) };
  }

  /** One line for Temporal UI. */
  describe(): string {
    const { media, mimeType } = this;
    if (!media) return `A file of type ${mimeType}, which is not at Meta, or about to be.`;
    const until = new Date(media.usableUntilMs).toISOString();
    return `A file of type ${mimeType}, at Meta as media \`${media.mediaId}\`. It is used until ${until}.`;
  }

  /** Whether what would be answered has ended. Those who wait for a claim are heard first, at its timer. */
  private get isPast(): boolean {
    return this.waiting === 0 && (hasCome(this.media?.usableUntilMs) || hasCome(this.current?.untilMs));
  }

  private refuseMany(claimId: string): void {
    if (this.media || this.isFreeFor(claimId) || this.waiting < mostWaiting) return;
    throw unavailable(`claimUpload: ${this.waiting} others wait for the upload already; ask again in a second`);
  }

  private isFreeFor(claimId: string): boolean {
    return this.current === undefined || this.current.claimId === claimId;
  }
}

function hasCome(endMs: number | undefined): boolean {
  return endMs !== undefined && Date.now() >= endMs;
}

function unavailable(message: string): Error {
  return whatsAppWorkflowFailure(WhatsAppFailureType.Unavailable, message);
}
