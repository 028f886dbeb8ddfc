import { describe, expect, test } from '@jest/globals';
import type { UploadedMediaStore } from '../../../src/media/uploaded-media-store.js';
import { uploadedMediaConformance } from '../../../src/testing/uploaded-media-conformance.js';
import { MemoryUploadedMedia } from '../../helpers/uploaded-media-memory.js';

describe('a store that is right', () => {
  for (const { name, run } of uploadedMediaConformance({ store: new MemoryUploadedMedia() })) test(name, run);
});

/** The same, but for one thing. */
const changed = (change: (store: MemoryUploadedMedia) => Partial<UploadedMediaStore>): UploadedMediaStore => {
  const store = new MemoryUploadedMedia();
  const whole: UploadedMediaStore = {
    claim: (...args) => store.claim(...args),
    report: (...args) => store.report(...args),
  };
  return { ...whole, ...change(store) };
};

describe('a store is found out', () => {
  test.each<[string, UploadedMediaStore]>([
    ['that gives a file to everybody', changed(() => ({ claim: async () => ({ kind: 'yours' }) }))],
    [
      'that asks, waits and takes',
      changed((store) => ({
        claim: async (key, claim) => {
          const { media, claim: held } = store.rows.get(key) ?? {};
          await Promise.resolve();
          if (media) return { kind: 'known', mediaId: media.mediaId };
          if (held && held.claimId !== claim.claimId) return { kind: 'taken' };
          store.rows.set(key, { claim });
          return { kind: 'yours' };
        },
      })),
    ],
    ['that lets anybody end a claim', changed((store) => ({ report: async (key) => void store.rows.delete(key) }))],
    [
      'that never forgets',
      changed((store) => ({ claim: (key, claim) => store.claim(key, { ...claim, nowMs: 0, untilMs: Infinity }) })),
    ],
    [
      'that does not hear that Meta has forgotten',
      changed((store) => ({ claim: (key, { notMediaId: _, ...claim }) => store.claim(key, claim) })),
    ],
    [
      'that has one place for all files',
      changed((store) => ({
        claim: (_, claim) => store.claim('all', claim),
        report: (_, ...rest) => store.report('all', ...rest),
      })),
    ],
  ])('%s', async (_, store) => {
    const ended = await Promise.allSettled(uploadedMediaConformance({ store }).map(({ run }) => run()));
    expect(ended.some(({ status }) => status === 'rejected')).toBe(true);
  });
});
