import { CancelledFailure } from '@temporalio/common';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { UploadedMediaStore } from '../../../src/media/uploaded-media-store.js';
import { MemoryUploadedMedia } from '../../helpers/uploaded-media-memory.js';
import { inWorkflow, phoneNumberId, World } from './world.js';

let world: World;
let store: MemoryUploadedMedia;
beforeEach(() => {
  store = new MemoryUploadedMedia();
});
afterEach(() => world.stop());

async function start(
  uploadedMedia: UploadedMediaStore = store,
  answer: Parameters<typeof World.start>[0] = { id: '1001' },
) {
  world = await World.start(answer, { uploadedMedia });
  return { phoneNumberId, media: world.file('note.txt', 'hello'), reuse: true };
}
const row = () => [...store.rows.values()][0];

test('the first upload of a file is kept, and used again, without any workflow', async () => {
  const input = await start();
  expect(await world.run('uploadWhatsAppMedia', input)).toMatchObject({ mediaId: '1001', reused: false });
  const second = await world.run('uploadWhatsAppMedia', input);
  expect(second).toMatchObject({ mediaId: '1001', reused: true, size: 5, filename: 'note.txt' });
  expect(world.requests).toHaveLength(1);
  const days = ((row()?.media?.usableUntilMs ?? 0) - Date.now()) / 86_400_000;
  expect(Math.round(days)).toBe(29);
  expect([...store.rows.keys()]).toEqual([
    expect.stringMatching(`^whatsapp-media:${phoneNumberId}:[0-9a-f]{64}:[0-9a-f]{16}$`),
  ]);
});

test('an upload waits for that of somebody else', async () => {
  let asked = 0;
  const answers: UploadedMediaStore = {
    claim: async () => ((asked += 1) < 3 ? { kind: 'taken' } : { kind: 'known', mediaId: '77' }),
    report: async () => undefined,
  };
  const input = await start(answers);
  expect(await world.run('uploadWhatsAppMedia', input)).toMatchObject({ mediaId: '77', reused: true });
  expect([asked, world.requests.length]).toEqual([3, 0]);
});

test('a file that Meta has forgotten is uploaded again', async () => {
  const input = await start();
  await world.run('uploadWhatsAppMedia', input);
  const again = await world.run('uploadWhatsAppMedia', { ...input, reuse: { notMediaId: '1001' } });
  expect(again).toMatchObject({ reused: false });
  expect(world.requests).toHaveLength(2);
});

test('an upload that fails gives the file back', async () => {
  const input = await start(store, (_, response) => void response.writeHead(500).end());
  await world.failure('uploadWhatsAppMedia', input);
  expect(row()).toEqual({ claim: undefined, media: undefined });
});

test('a store that fails is tried again, and nothing is uploaded', async () => {
  const input = await start({
    ...store,
    claim: () => Promise.reject(new Error('no connection')),
    report: async () => undefined,
  });
  const { type, nonRetryable, message } = await world.failure('uploadWhatsAppMedia', input);
  expect([type, nonRetryable, world.requests]).toEqual(['WhatsApp.Unavailable', false, []]);
  expect(message).toContain('no connection');
});

test('an upload that cannot be reported is used by its own activity', async () => {
  const report = () => Promise.reject(new Error('no connection'));
  const input = await start({ claim: async () => ({ kind: 'yours' }), report });
  expect(await world.run('uploadWhatsAppMedia', input)).toMatchObject({ mediaId: '1001', reused: false });
});

const hangs = () => new Promise<never>(() => undefined);
const nothing = async () => undefined;
/** So little time that a call of the store has about a second. */
const brief = { ...inWorkflow, startToCloseTimeoutMs: 2_000 };

/** A store as somebody may write it who has no types. */
const startWith = (uploadedMedia: { claim: () => unknown; report: () => unknown }) =>
  start(uploadedMedia as unknown as UploadedMediaStore);

describe('a claim that is no claim', () => {
  test.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['"yours"', 'yours'],
    ['{"kind":"bogus"}', { kind: 'bogus' }],
    ['{"kind":"known"}', { kind: 'known' }],
    ['{"kind":"known","mediaId":""}', { kind: 'known', mediaId: '' }],
    ['{"kind":"known","mediaId":5}', { kind: 'known', mediaId: 5 }],
    ['something that is no JSON', { kind: 5n }],
  ])('is named: %s', async (shown, answer) => {
    const input = await startWith({ claim: async () => answer, report: nothing });
    const { type, nonRetryable, message } = await world.failure('uploadWhatsAppMedia', input);
    expect([type, nonRetryable, world.requests]).toEqual(['WhatsApp.Configuration', true, []]);
    expect(message).toContain(`claim() of the store of uploaded media answered ${shown}: expected {`);
  });

  test('may be given without a promise', async () => {
    const input = await startWith({ claim: () => ({ kind: 'yours' }), report: () => undefined });
    expect(await world.run('uploadWhatsAppMedia', input)).toMatchObject({ mediaId: '1001', reused: false });
  });

  test.each([
    ['at once', (error: Error) => () => void raise(error)],
    ['later', (error: Error) => () => Promise.reject(error)],
  ])('fails %s, without the secrets of its error', async (_, failing) => {
    const secret = `${'x'.repeat(380)} postgres://u:SECRETPW-of-many-characters@h/db`;
    const input = await startWith({ claim: failing(new Error(secret)), report: nothing });
    const { type, nonRetryable, message } = await world.failure('uploadWhatsAppMedia', input);
    expect([type, nonRetryable, world.requests]).toEqual(['WhatsApp.Unavailable', false, []]);
    expect(message).toContain('uploadedMedia');
    expect(message).not.toContain('SECRETPW');
  });

  test('is left in time when it hangs, and heartbeats go on', async () => {
    const input = await startWith({ claim: hangs, report: nothing });
    const info = { ...brief, heartbeatTimeoutMs: 300 };
    const { type, nonRetryable, message } = await world.failure('uploadWhatsAppMedia', input, info);
    expect([type, nonRetryable, world.requests]).toEqual(['WhatsApp.Unavailable', false, []]);
    expect(message).toMatch(/claim\(\) has not answered within \d+ ms/);
    expect(world.heartbeats.length).toBeGreaterThan(2);
  });

  test('is left when it hangs and the activity is canceled, which gives the file back', async () => {
    const reports: unknown[] = [];
    let asked = (): void => undefined;
    const input = await startWith({
      claim: () => (asked(), hangs()),
      report: async (...told: unknown[]) => void reports.push(told),
    });
    const running = world.run('uploadWhatsAppMedia', input, inWorkflow, (environment) => {
      asked = () => environment.cancel();
    });
    await expect(running).rejects.toThrow(CancelledFailure);
    expect(reports).toEqual([[expect.any(String), 'run-1:7', undefined]]);
  });
});

describe('a report', () => {
  test.each<[string, () => unknown]>([
    ['that hangs', hangs],
    ['that throws at once', () => raise(new Error('no connection'))],
  ])('%s does not lose the upload', async (_, report) => {
    const input = await startWith({ claim: async () => ({ kind: 'yours' }), report });
    const sent = await world.run('uploadWhatsAppMedia', input, brief);
    expect(sent).toMatchObject({ mediaId: '1001', reused: false });
    expect(world.requests).toHaveLength(1);
  });
});

function raise(error: Error): never {
  throw error;
}
