/** What a user wants to get: everything, or no more than answers. */
import { isRecord } from '../../../common/events/json.js';
import type { WhatsAppEvent } from '../../../common/events/types.js';
import { findByName } from '../../questions/typed-name.js';
import { allowsMessage, type MessageCategory } from '../../../common/sending/message-category.js';
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

type Time = keyof ConsentState;

/** What is stopped and taken up again: the times of the one and of the other. */
const everything = { stopped: 'stoppedAtMs', resumed: 'startedAtMs' } as const satisfies Record<string, Time>;
const marketing = {
  stopped: 'marketingStoppedAtMs',
  resumed: 'marketingResumedAtMs',
} as const satisfies Record<string, Time>;

type Subject = typeof everything | typeof marketing;

const times: readonly Time[] = [...Object.values(everything), ...Object.values(marketing), 'changedAtMs'];

export class Consent {
  readonly state: ConsentState;
  /** How often the user has written STOP in this run. */
  stops = 0;
  private readonly words: readonly { means: 'stop' | 'start'; words: readonly string[] }[];

  constructor(state: ConsentState = {}, { stop = defaultWords.stop, start = defaultWords.start }: ConsentWords = {}) {
    this.state = readConsent(state);
    this.words = [
      { means: 'stop', words: stop },
      { means: 'start', words: start },
    ];
  }

  /** Whether a message of this category may go out. */
  allows(category: MessageCategory): boolean {
    return allowsMessage(this.state, category);
  }

  /**
   * Takes a word of the user's.
   *
   * @param atMs The time at which the user wrote it, in Unix milliseconds.
   * @returns what it was; undefined for every other text
   */
  takeWord(text: string, atMs: number): 'stop' | 'start' | undefined {
    const means = findByName(this.words, text, ({ words }) => words)?.means;
    if (means === 'stop') {
      this.note(everything, 'stopped', atMs);
      if (this.state.stoppedAtMs !== undefined) this.stops += 1;
    }
    if (means === 'start') {
      this.note(everything, 'resumed', atMs);
      this.note(marketing, 'resumed', atMs);
    }
    return means;
  }

  /** Takes the user's setting in WhatsApp, and the status of a message that Meta withheld. */
  takeEvent(event: WhatsAppEvent, nowMs: number): void {
    if (event.kind === 'user_preference' && event.category === 'marketing_messages') {
      if (event.value === 'stop') this.note(marketing, 'stopped', happenedAtMs(event, nowMs));
      if (event.value === 'resume') this.note(marketing, 'resumed', happenedAtMs(event, nowMs));
    }
    if (event.kind !== 'status' || event.status !== 'failed') return;
    const errors = Array.isArray(event.errors) ? event.errors : [];
    const withheld = errors.some((error) => (error as { code?: unknown } | null)?.code === marketingStoppedCode);
    if (withheld) this.noteMarketingStopped(happenedAtMs(event, nowMs));
  }

  noteMarketingStopped(atMs: number): void {
    this.note(marketing, 'stopped', atMs);
  }

  /** Takes over what a conversation of the same user knows. Of two that contradict, the later one holds. */
  merge(other: ConsentState): void {
    const given = readConsent(other);
    for (const subject of [everything, marketing]) {
      for (const what of ['stopped', 'resumed'] as const) {
        const atMs = given[subject[what]];
        if (atMs !== undefined) this.note(subject, what, atMs);
      }
    }
  }

  /** What is older than what is known changes nothing: webhooks come late, and in any order. */
  private note(subject: Subject, what: keyof Subject, atMs: number): void {
    const { state } = this;
    const now = subject[what];
    const before = subject[what === 'stopped' ? 'resumed' : 'stopped'];
    if (atMs < (state[before] ?? -Infinity)) return;
    // Who has never stopped anything changes nothing by START.
    const isChange = what === 'stopped' ? state[now] === undefined : state[before] !== undefined;
    delete state[before];
    state[now] = what === 'stopped' ? (state[now] ?? atMs) : Math.max(state[now] ?? atMs, atMs);
    // Two changes of one millisecond have an order, too.
    if (isChange) state.changedAtMs = Math.max(atMs, (state.changedAtMs ?? -Infinity) + 1);
  }
}

/** The time of an event by Meta's clock, which counts whole seconds. */
function happenedAtMs({ timestamp }: { timestamp?: unknown }, nowMs: number): number {
  const atMs = Number(timestamp) * 1000;
  return atMs > 0 ? Math.min(atMs, nowMs) : nowMs;
}

/** A state as a signal may bring it, or as an earlier version left it. */
function readConsent(given: ConsentState): ConsentState {
  const source: ConsentState = isRecord(given) ? given : {};
  const state: ConsentState = {};
  for (const time of times) if (Number.isFinite(source[time])) state[time] = source[time] as number;
  const stops = [state.stoppedAtMs, state.marketingStoppedAtMs].filter((atMs) => atMs !== undefined);
  if (stops.length > 0) state.changedAtMs ??= Math.max(...stops);
  return state;
}
