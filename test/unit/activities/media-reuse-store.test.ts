import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { UploadedMediaStore } from '../../../src/media/uploaded-media-store.js';
import { MemoryUploadedMedia } from '../../helpers/uploaded-media-memory.js';
import { phoneNumberId, World } from './world.js';

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
