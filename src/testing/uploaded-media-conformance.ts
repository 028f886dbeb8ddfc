/** What every store of uploaded media does, as tests that run in any framework. */
import { deepStrictEqual } from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { UploadedMediaAnswer, UploadedMediaClaim, UploadedMediaStore } from '../media/uploaded-media-store.js';

/** The store to test. */
export interface UploadedMediaConformanceOptions {
  /** The store. The cases leave their keys there, which begin with `conformance:`. */
  store: UploadedMediaStore;
}

/** One test: its name, and what throws when the store is not as it has to be. */
export interface UploadedMediaCase {
  /** What the store has to do, for the title of the test. */
  name: string;
  /** Runs the test. @throws AssertionError */
  run(): Promise<void>;
}

/**
 * The tests that every {@link UploadedMediaStore} has to pass: `for (const { name, run } of
 * uploadedMediaConformance({ store })) test(name, run)`. They can run in any order. No time passes: the store takes it
 * from the claims.
 */
export function uploadedMediaConformance({ store }: UploadedMediaConformanceOptions): UploadedMediaCase[] {
  const cases = { ...claims(store), ...reports() };
  return Object.entries(cases).map(([name, run]) => ({ name, run: () => run(new Asked(store)) }));
}

type Cases = Record<string, (asked: Asked) => Promise<void>>;

const startMs = Date.now();
const usableUntilMs = startMs + 29 * 86_400_000;
const yours: UploadedMediaAnswer = { kind: 'yours' };
const taken: UploadedMediaAnswer = { kind: 'taken' };
const known = (mediaId: string): UploadedMediaAnswer => ({ kind: 'known', mediaId });

/** A store, asked for one key that nobody has used. */
class Asked {
  readonly key = `conformance:${randomUUID()}`;
  private readonly store: UploadedMediaStore;

  constructor(store: UploadedMediaStore) {
    this.store = store;
  }

  claim(claimId: string, more: Partial<UploadedMediaClaim> = {}): Promise<UploadedMediaAnswer> {
    return this.store.claim(this.key, { claimId, nowMs: startMs, untilMs: startMs + 60_000, ...more });
  }

  report(claimId: string, mediaId?: string): Promise<void> {
    return this.store.report(this.key, claimId, mediaId === undefined ? undefined : { mediaId, usableUntilMs });
  }

  async expect(claimId: string, answer: UploadedMediaAnswer, more: Partial<UploadedMediaClaim> = {}): Promise<void> {
    deepStrictEqual(await this.claim(claimId, more), answer);
  }
}

function claims(store: UploadedMediaStore): Cases {
  return {
    'gives a file that nobody knows to the one who asks, and holds off others': async (asked) => {
      await asked.expect('one', yours);
      await asked.expect('two', taken);
      await asked.expect('one', yours);
    },
    'gives it to one of many who ask at the same time': async (asked) => {
      const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => asked.claim(`asker-${index}`)));
      deepStrictEqual(answers.map(({ kind }) => kind).sort(), [...Array<string>(19).fill('taken'), 'yours']);
    },
    'gives it to the next one when a claim is over, and not before': async (asked) => {
      await asked.expect('one', yours, { untilMs: startMs + 1_000 });
      await asked.expect('two', taken, { nowMs: startMs + 999, untilMs: startMs + 60_000 });
      await asked.expect('two', yours, { nowMs: startMs + 1_001, untilMs: startMs + 60_000 });
      await asked.expect('one', taken, { nowMs: startMs + 1_002 });
    },
    'knows one file from another': async (asked) => {
      const other = new Asked(store);
      await asked.expect('one', yours);
      await asked.report('one', '1001');
      await other.expect('one', yours);
    },
  };
}

function reports(): Cases {
  return {
    'tells the media id to all who ask, as long as it can be used': async (asked) => {
      await asked.expect('one', yours);
      await asked.report('one', '1001');
      await asked.expect('one', known('1001'));
      await asked.expect('two', known('1001'), { nowMs: usableUntilMs - 1 });
      await asked.expect('three', yours, { nowMs: usableUntilMs + 1, untilMs: usableUntilMs + 60_000 });
    },
    'gives the file to the next one after an upload that came to nothing': async (asked) => {
      await asked.expect('one', yours);
      await asked.report('one');
      await asked.expect('two', yours);
    },
    'ends no claim of somebody else': async (asked) => {
      await asked.expect('one', yours);
      await asked.report('two');
      await asked.expect('three', taken);
    },
    'takes a media id from one whose claim is over': async (asked) => {
      await asked.expect('one', yours, { untilMs: startMs + 1_000 });
      await asked.expect('two', yours, { nowMs: startMs + 2_000 });
      await asked.report('one', '1001');
      await asked.expect('three', known('1001'), { nowMs: startMs + 3_000 });
    },
    'forgets a media id that Meta does not know, and only that one': async (asked) => {
      await asked.report('one', '1001');
      await asked.expect('two', known('1001'), { notMediaId: '1000' });
      await asked.expect('two', yours, { notMediaId: '1001' });
      await asked.expect('three', taken);
      await asked.report('two', '1002');
      await asked.expect('four', known('1002'), { notMediaId: '1001' });
    },
  };
}
