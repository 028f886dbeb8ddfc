/** What a user wants to get: everything, or no more than answers. */
import type { WhatsAppEvent } from '../../../common/events/types.js';
import { plain } from '../../questions/answer.js';
import type { MessageCategory } from '../../questions/message-category.js';
import type { ConsentState } from '../../states.js';

/** The words that a user opts out and in with. A message has to be one of them, and nothing else. */
export interface ConsentWords {
  /** Words that opt out. @default STOP, UNSUBSCRIBE */
  stop?: readonly string[];
  /** Words that opt in again. @default START, SUBSCRIBE */
  start?: readonly string[];
}

const defaultWords = { stop: ['stop', 'unsubscribe'], start: ['start', 'subscribe'] } as const;

/** Meta's code for a marketing message to a user who stopped marketing. */
const marketingStoppedCode = 131050;

export class Consent {
  readonly state: ConsentState;
  /** How often the user has written STOP in this run. */
  stops = 0;
  private readonly stop: ReadonlySet<string>;
  private readonly start: ReadonlySet<string>;

  constructor(state: ConsentState = {}, { stop = defaultWords.stop, start = defaultWords.start }: ConsentWords = {}) {
    this.state = { ...state };
    this.stop = new Set(stop.map(plain));
    this.start = new Set(start.map(plain));
  }

  /** Whether a message of this category may go out. */
  allows(category: MessageCategory): boolean {
    const { stoppedAtMs, marketingStoppedAtMs } = this.state;
    if (category === 'service' || category === 'authentication') return true;
    if (stoppedAtMs !== undefined) return false;
    return category !== 'marketing' || marketingStoppedAtMs === undefined;
  }

  /** Takes a word of the user's. @returns what it was; undefined for every other text */
  takeWord(text: string, nowMs: number): 'stop' | 'start' | undefined {
    const word = plain(text);
    if (this.stop.has(word)) {
      this.state.stoppedAtMs = nowMs;
      this.stops += 1;
      return 'stop';
    }
    if (!this.start.has(word)) return undefined;
    delete this.state.stoppedAtMs;
    delete this.state.marketingStoppedAtMs;
    return 'start';
  }

  /** Takes the user's setting in WhatsApp, and the status of a message that Meta withheld. */
  takeEvent(event: WhatsAppEvent, nowMs: number): void {
    if (event.kind === 'user_preference' && event.category === 'marketing_messages') {
      if (event.value === 'stop') this.state.marketingStoppedAtMs = nowMs;
      if (event.value === 'resume') delete this.state.marketingStoppedAtMs;
    }
    if (event.kind !== 'status' || event.status !== 'failed') return;
    const errors = Array.isArray(event.errors) ? event.errors : [];
    const withheld = errors.some((error) => (error as { code?: unknown } | null)?.code === marketingStoppedCode);
    if (withheld) this.noteMarketingStopped(nowMs);
  }

  noteMarketingStopped(nowMs: number): void {
    this.state.marketingStoppedAtMs = nowMs;
  }
}
