import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { whatsAppFailure, type UploadAndSendAllResult } from '../../src/client.js';
import type { UploadMediaResult } from '../../src/workflow.js';
import { countActions } from '../helpers/count-actions.js';
import { eventually } from '../helpers/eventually.js';
import { mediaFile, png } from '../helpers/png.js';
import { rejection } from '../helpers/rejection.js';
import { startStack, type Stack } from '../helpers/stack.js';

let stack: Stack;
let numbers = 15_550_770_000;

beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

const newPhone = (): string => `+${(numbers += 1)}`;
const newPhones = (count: number): string[] => Array.from({ length: count }, newPhone);
const requests = (method: string, path: RegExp) =>
  stack.emulator.requests.filter((request) => request.method === method && path.test(request.path));

const files = async () => [
  { media: await mediaFile(stack.mediaDirectory, 'front.png', png(6)), caption: 'The front' },
  { media: await mediaFile(stack.mediaDirectory, 'back.png', png(7)), caption: 'The back' },
];

const start = async (to: readonly string[], more: object = {}) =>
  stack.whatsapp.uploadAndSendAll({
    phoneNumberId: stack.phoneNumberId,
    files: await files(),
    recipients: to.map((each) => ({ to: each })),
    ...more,
  });

const sendAll = async (to: readonly string[], more: object = {}): Promise<UploadAndSendAllResult> =>
  (await start(to, more)).result();

const captions = (to: string) =>
  stack.emulator.messages({ to }).map(({ body }) => (body as { image?: { caption?: string } }).image?.caption);

const deletedIds = (uploaded: readonly UploadMediaResult[]): string[] => {
  const paths = requests('DELETE', /./).map(({ path }) => path);
  return uploaded.map(({ mediaId }) => mediaId).filter((id) => paths.some((path) => path.endsWith(`/${id}`)));
};

const kinds = ({ recipients }: UploadAndSendAllResult) => recipients.map(({ sent }) => sent.map(({ kind }) => kind));

describe('uploadAndSendAllWorkflow', () => {
  test('uploads each file once, and sends both to everybody in order, under keys of their own', async () => {
    const to = newPhones(12);
    const before = requests('POST', /\/media$/).length;
    const result = await sendAll(to, { sendKey: 'catalog', concurrency: 3 });
    expect(requests('POST', /\/media$/)).toHaveLength(before + 2);
    expect(result).toMatchObject({ complete: 12, deleted: [] });
    for (const each of to) expect(captions(each)).toEqual(['The front', 'The back']);
    const keys = result.recipients.flatMap(({ sent }) => sent.map(({ sendKey }) => sendKey));
    expect(new Set(keys).size).toBe(24);
    expect(keys.slice(0, 2)).toEqual(['catalog~r1.1', 'catalog~r1.2']);
    expect(result.recipients[0]).toMatchObject({ to: to[0] });
  });

  test('is started once under a send key', async () => {
    const to = newPhones(2);
    const [one, two] = [await start(to, { sendKey: 'once' }), await start(to, { sendKey: 'once' })];
    expect(two.id).toBe(one.id);
    await expect(two.result()).resolves.toMatchObject({ complete: 2 });
    for (const each of to) expect(captions(each)).toHaveLength(2);
  });

  test('goes on with others when one is refused, or nobody knows, and reports who got what', async () => {
    const [refused, unknown] = [newPhone(), newPhone()];
    const to = [refused, unknown, ...newPhones(2)];
    stack.emulator.addFault({ match: { to: refused }, code: 131047 });
    stack.emulator.addFault({ match: { to: unknown }, drop: 'before' });
    stack.emulator.addFault({ match: { sendKey: 'mixed~r3.2' }, code: 131026 });
    const result = await sendAll(to, { sendKey: 'mixed', settleUnknownFor: '1 second' });
    expect(kinds(result)).toEqual([['refused'], ['unknown'], ['accepted', 'refused'], ['accepted', 'accepted']]);
    expect(result.complete).toBe(1);
    expect(to.map((each) => captions(each).length)).toEqual([0, 0, 1, 2]);
  });

  test('deletes the files afterwards, but not one that Meta may still have to read', async () => {
    const unknown = newPhone();
    const to = [unknown, newPhone()];
    const { deleted, uploaded } = await sendAll(to, { deleteMediaAfter: true });
    expect([...deleted].sort()).toEqual(uploaded.map(({ mediaId }) => mediaId).sort());

    stack.emulator.addFault({ match: { to: unknown }, drop: 'before' });
    const second = await sendAll(to, { deleteMediaAfter: true, settleUnknownFor: '1 second' });
    expect(second.deleted).toEqual([second.uploaded[1]?.mediaId]);
  });

  test('deletes what was uploaded in vain', async () => {
    const to = newPhone();
    stack.emulator.addFault({ match: { to }, code: 131047 });
    const refused = await sendAll([to]);
    expect(refused.deleted).toHaveLength(2);

    const before = requests('DELETE', /./).length;
    const missing = { media: new URL('missing.png', `file://${stack.mediaDirectory}/`).href };
    const error = await rejection(sendAll([to], { files: [...(await files()), missing] }));
    expect(whatsAppFailure(error)?.type).toBe('WhatsApp.Media');
    expect(requests('DELETE', /./)).toHaveLength(before + 2);
    expect(captions(to)).toEqual([]);
  });

  test('uploads a shared file again that Meta has forgotten, once for all', async () => {
    const first = await sendAll(newPhones(1), { reuse: true });
    const [gone] = first.uploaded;
    await stack.callActivity('deleteWhatsAppMedia', { mediaId: gone?.mediaId });
    const before = requests('POST', /\/media$/).length;
    const to = newPhones(8);
    const second = await sendAll(to, { reuse: true });
    expect(second.complete).toBe(8);
    expect(second.uploaded[0]?.mediaId).not.toBe(gone?.mediaId);
    expect(second.uploaded[1]?.mediaId).toBe(first.uploaded[1]?.mediaId);
    expect(requests('POST', /\/media$/)).toHaveLength(before + 1);
    for (const each of to) expect(captions(each)).toEqual(['The front', 'The back']);
  });

  test('tells who has got what while it sends, and costs what it says', async () => {
    const to = newPhones(3);
    const handle = await start(to);
    await eventually(handle.state, ({ phase }) => phase === 'done');
    expect(await handle.state()).toMatchObject({ phase: 'done', complete: 3, uploaded: [{}, {}] });
    const { start: starts, activity } = await countActions(stack.client, handle.id);
    expect({ starts, activity }).toEqual({ starts: 1, activity: 2 + 6 });
  });

  test.each([
    ['deletes the files if asked', true],
    ['keeps the files that somebody has got', false],
  ])('that is canceled while it sends sends nothing more, tells who has got what, and %s', async (_, asked) => {
    const to = newPhones(4);
    const [, second = ''] = to;
    stack.emulator.addFault({ match: { to: second }, delayMs: 2_000 });
    const handle = await start(to, { concurrency: 1, ...(asked && { deleteMediaAfter: true }) });
    const posts = () => requests('POST', /\/messages$/).filter(({ body }) => to.includes((body as { to: string }).to));
    await eventually(() => posts().some(({ body }) => (body as { to: string }).to === second));
    await stack.client.workflow.getHandle(handle.id).cancel();
    expect(await rejection(handle.result())).toMatchObject({ cause: { name: 'CancelledFailure' } });
    expect((await stack.client.workflow.getHandle(handle.id).describe()).status.name).toBe('CANCELLED');
    // The message under way had left. Nobody knows of others, and none follows.
    expect(posts()).toHaveLength(3);
    expect(to.map((each) => captions(each).length)).toEqual([2, 1, 0, 0]);
    const { recipients, uploaded } = await handle.state();
    expect(recipients.map(({ sent }) => sent.map(({ kind }) => kind))).toEqual([
      ['accepted', 'accepted'],
      ['accepted'],
      [],
      [],
    ]);
    expect(deletedIds(uploaded)).toHaveLength(asked ? 2 : 0);
  });

  test('that is canceled while it uploads sends nothing, and deletes what is uploaded', async () => {
    const to = newPhone();
    const before = requests('POST', /\/media$/).length;
    stack.emulator.addFault({ match: { method: 'POST', path: '/media' }, delayMs: 60_000 });
    const handle = await start([to]);
    await eventually(handle.state, ({ uploaded }) => uploaded.length === 1);
    expect(requests('POST', /\/media$/)).toHaveLength(before + 2);
    await stack.client.workflow.getHandle(handle.id).cancel();
    expect(await rejection(handle.result())).toMatchObject({ cause: { name: 'CancelledFailure' } });
    const { uploaded, recipients } = await handle.state();
    expect(recipients).toEqual([{ to, sent: [] }]);
    expect(deletedIds(uploaded)).toHaveLength(1);
    expect(captions(to)).toEqual([]);
  });

  test.each([
    [
      'too many messages',
      { recipients: newPhones(60).map((to) => ({ to })), files: Array(9).fill({ media: 'file:///a' }) },
      /at most 500 messages/,
    ],
    ['somebody twice', { recipients: [{ to: '+15550001' }, { to: '+1 555-0001' }] }, /recipients\.1.*twice/],
    ['nobody', { recipients: [] }, /recipients/],
    ['a caption of a sticker', { files: [{ media: 'file:///a', kind: 'sticker', caption: 'A' }] }, /files\.0\.caption/],
    ['to delete what others use', { reuse: true, deleteMediaAfter: true }, /deleteMediaAfter/],
  ])('refuses %s', async (_case, more, message) => {
    expect(String(await rejection(start(newPhones(1), more)))).toMatch(message);
  });
});
