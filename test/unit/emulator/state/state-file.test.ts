import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GraphEmulator, type GraphEmulatorOptions } from '../../../../src/emulator/index.js';
import { lockState, type StateLock } from '../../../../src/emulator/state-file/state-lock.js';
import { call, send, uploadForm, type Reply } from '../graph-caller.js';

interface SavedLine {
  part: string;
  map: string;
  key: string;
  value: unknown;
}

let folder: string;
let path: string;
const running: GraphEmulator[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'emulator-state-'));
  path = join(folder, 'state.jsonl');
});
afterEach(async () => {
  for (const emulator of running.splice(0)) await emulator.stop();
  await rm(folder, { recursive: true });
});

async function start(options: GraphEmulatorOptions = {}): Promise<GraphEmulator> {
  const emulator = await GraphEmulator.start({ stateFile: path, ...options });
  running.push(emulator);
  return emulator;
}

function post(emulator: GraphEmulator, edge: string, json: object): Promise<Reply> {
  return call(emulator, 'POST', `/v25.0/${edge}`, { json });
}

interface Filled {
  mediaId: string;
  other: string;
  handle: string;
}

/** @returns its handle */
async function uploadPicture(emulator: GraphEmulator): Promise<string> {
  const { appId, graphUrl, accessToken } = emulator.info;
  const { body } = await post(emulator, `${appId}/uploads?file_name=a.png&file_length=4&file_type=image/png`, {});
  const headers = { authorization: `OAuth ${accessToken}`, file_offset: '0' };
  const answer = await fetch(`${graphUrl}/v25.0/${body.id}`, { method: 'POST', headers, body: 'four' });
  return ((await answer.json()) as { h: string }).h;
}

/** Brings something into each part of the state. */
async function fill(emulator: GraphEmulator): Promise<Filled> {
  const { phoneNumberId: id, wabaId } = emulator.info;
  const product = { messaging_product: 'whatsapp' };
  const { phoneNumberId: other } = emulator.addPhoneNumber({ verified: true, verifiedName: 'Shop' });
  await post(emulator, `${other}/register`, { ...product, pin: '123456' });
  await emulator.receiveMessage({ from: '491701234567', text: 'Hi', name: 'Ada' });
  await send(emulator);
  const form = uploadForm(Buffer.from('bytes'), 'image/png');
  const media = await call(emulator, 'POST', `/v25.0/${id}/media`, { form });
  const handle = await uploadPicture(emulator);
  const body = { type: 'BODY', text: 'Hi' };
  await post(emulator, `${wabaId}/message_templates`, {
    name: 'a',
    language: 'en',
    category: 'UTILITY',
    components: [body],
  });
  await post(emulator, `${wabaId}/flows`, { name: 'Survey', categories: ['SURVEY'] });
  await post(emulator, `${id}/groups`, { ...product, subject: 'Friends' });
  await post(emulator, `${id}/message_qrdls`, { prefilled_message: 'Hi', generate_qr_image: 'PNG' });
  await post(emulator, `${id}/whatsapp_business_profile`, { ...product, about: 'Open' });
  await emulator.addApp({ appId: '12345', webhookUrl: 'http://127.0.0.1:9/webhook', verify: false });
  emulator.addAccessToken('other token', { phoneNumberIds: [other] });
  return { mediaId: media.body.id, other, handle };
}

async function removeFileWith(uploads: string, content: string): Promise<void> {
  for (const name of await readdir(uploads)) {
    if ((await readFile(join(uploads, name), 'utf8')) === content) await rm(join(uploads, name));
  }
}

/** What a client sees of it. */
async function view(emulator: GraphEmulator, { mediaId, other, handle }: Filled): Promise<unknown> {
  const { phoneNumberId: id, wabaId } = emulator.info;
  const read = async (edge: string): Promise<unknown> => (await call(emulator, 'GET', `/v25.0/${edge}`)).body;
  const { url } = (await read(mediaId)) as { url: string };
  const control = async (route: string): Promise<unknown> =>
    (await fetch(`${emulator.info.graphUrl}/_emulator/${route}`)).json();
  return {
    info: { ...emulator.info, graphUrl: '' },
    numbers: [emulator.phoneNumber(), emulator.phoneNumber(other)],
    messages: emulator.messages({ to: '491701234567' }).map(({ statuses: _statuses, ...message }) => message),
    received: emulator.receivedMessages(),
    screen: emulator.phoneScreen('491701234567').length,
    file: (await call(emulator, 'GET', url)).text,
    uploaded: emulator.uploadedFile(handle),
    lists: [
      await read(`${wabaId}/message_templates`),
      await read(`${wabaId}/flows`),
      await read(`${wabaId}/subscribed_apps`),
      await read(`${id}/groups`),
      await read(`${id}/message_qrdls`),
      await read(`${id}/whatsapp_business_profile?fields=about`),
    ],
    control: [await control('apps'), await control('access-tokens')],
  };
}

/** Links to the next page have the address in them. */
function comparable(seen: unknown, emulator: GraphEmulator): unknown {
  return JSON.parse(JSON.stringify(seen).replaceAll(emulator.info.graphUrl, ''));
}

describe('with a state file', () => {
  test('an emulator knows what the one before knew', async () => {
    const before = await start({ autoStatuses: [], seed: 1 });
    const ids = await fill(before);
    const expected = comparable(await view(before, ids), before);
    await before.stop();
    const after = await start({ autoStatuses: [] });
    expect(comparable(await view(after, ids), after)).toEqual(expected);
    // The handle of an upload, the service window, a PIN are what they were, and ids go on behind those that there are.
    const { body } = await send(after);
    expect(after.messages().map(({ id }) => id)).toEqual([expect.any(String), body.messages[0]?.id]);
    const picture = { messaging_product: 'whatsapp', profile_picture_handle: ids.handle };
    expect((await post(after, `${ids.other}/whatsapp_business_profile`, picture)).status).toBe(200);
    const json = { messaging_product: 'whatsapp', pin: '654321' };
    expect((await post(after, `${ids.other}/register`, json)).body.error.code).toBe(133005);
  });

  test('it is saved when somebody asks for it, for its owner only, and nothing else is left', async () => {
    const emulator = await start();
    const response = await fetch(`${emulator.info.graphUrl}/_emulator/state`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    expect(await response.json()).toEqual({ success: true });
    expect(await readdir(folder)).toEqual(['state.jsonl', 'state.jsonl.lock']);
    await emulator.stop();
    expect(await readdir(folder)).toEqual(['state.jsonl']);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test.each([
    ['another JSON file', '{"name":"temporal-whatsapp"}\n', 'its first line says something else'],
    ['no JSON', 'hello\n', 'line 1 cannot be read'],
    ['an empty file', '', 'its first line says something else'],
    ['a later version', '{"format":"temporal-whatsapp emulator state","version":2}\n{"end":0}\n', 'it has version 2'],
    ['half a state', '{"format":"temporal-whatsapp emulator state","version":1}\n', 'its end is missing'],
  ])('%s is refused, and stays as it is', async (_what, text, problem) => {
    await writeFile(path, text);
    await expect(start()).rejects.toThrow(problem);
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  test('an option that speaks of another emulator is refused', async () => {
    await (await start({ wabaId: '11111' })).stop();
    await expect(start({ wabaId: '22222' })).rejects.toThrow(/with wabaId 11111, and the option says 22222/);
  });

  test('a folder that is not there is told at the start', async () => {
    await expect(start({ stateFile: join(folder, 'none', 'state') })).rejects.toThrow(/no folder for the state file/);
  });

  test('what cannot be written leaves what was there', async () => {
    const emulator = await start();
    await expect(emulator.saveState(folder)).rejects.toThrow(/cannot be written/);
    expect(await readdir(folder)).toEqual(['state.jsonl.lock']);
  });

  test('a file that goes while the state is saved is left out', async () => {
    const emulator = await start();
    const { mediaId } = await fill(emulator);
    const form = uploadForm(Buffer.from('other bytes'), 'image/png');
    const other = await call(emulator, 'POST', `/v25.0/${emulator.info.phoneNumberId}/media`, { form });
    // What is being saved while it is deleted: an object whose file is gone already.
    const folders = (await readdir(tmpdir())).filter((name) =>
      name.startsWith(`graph-emulator-${hostname()}-${process.pid}-`),
    );
    for (const name of folders) await removeFileWith(join(tmpdir(), name), 'bytes');
    await emulator.saveState();
    const saved = await readFile(path, 'utf8');
    expect([saved.includes(mediaId), saved.includes(other.body.id)]).toEqual([false, true]);
  });

  test('what happens while the state is saved does not change what is saved', async () => {
    const emulator = await start({ seed: 1, autoStatuses: [] });
    await emulator.receiveMessage({ from: '491701234567', text: 'Hi' });
    for (let count = 0; count < 200; count++) await send(emulator);
    const expected = emulator.messages();
    const copy = join(folder, 'copy.jsonl');
    const sending = (async () => {
      for (let count = 0; count < 20; count++) await send(emulator);
    })();
    // A second save does not overtake the first one.
    const saving = Promise.all([emulator.saveState(copy), emulator.saveState()]);
    emulator.openWindow('491700000000');
    await emulator.reset();
    await Promise.all([saving, sending]);
    const restored = await start({ stateFile: copy });
    expect(restored.messages().map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
    await send(restored);
    expect(new Set(restored.messages().map(({ id }) => id)).size).toBe(expected.length + 1);
  });

  test('what a killed emulator has left is removed, and its lock taken over', async () => {
    await (await start()).stop();
    const leftover = `${path}.${randomUUID()}.tmp`;
    for (const name of [leftover, `${path}.notes.tmp`]) await writeFile(name, 'half');
    const { pid } = spawnSync(process.execPath, ['--version']);
    const host = hostname();
    // After a restart in a container another process may have had our id.
    const owners = [{ pid, host }, { pid: process.pid }, { pid: process.pid, host, start: '1' }, { pid: 'none' }, null];
    for (const owner of [...owners.map((one) => JSON.stringify(one)), '']) {
      await writeFile(`${path}.lock`, owner);
      await (await start()).stop();
    }
    // It was killed while it took over a lock.
    for (const name of ['lock', 'lock.takeover']) await writeFile(`${path}.${name}`, JSON.stringify({ pid, host }));
    await (await start()).stop();
    expect(await readdir(folder)).toEqual(['state.jsonl', 'state.jsonl.notes.tmp']);
  });

  test('two emulators do not use one file', async () => {
    const first = await start();
    await expect(start()).rejects.toThrow(`${path} is used by another emulator (process ${process.pid})`);
    await first.stop();
    await writeFile(`${path}.lock`, JSON.stringify({ pid: process.ppid, host: hostname() }));
    await expect(start()).rejects.toThrow(`remove ${path}.lock`);
  });

  test('another thread of this process does not use the file either', async () => {
    const first = await start();
    const other = join(folder, 'other.jsonl');
    // As it looks from a thread, which has its own copy of every module.
    await writeFile(`${other}.lock`, await readFile(`${path}.lock`, 'utf8'));
    await expect(start({ stateFile: other })).rejects.toThrow(`used by another emulator (process ${process.pid})`);
    await first.stop();
  });

  test('one of many takes over the lock of a killed emulator', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    const lockLater = async (turns: number): Promise<StateLock> => {
      for (let turn = 0; turn < turns; turn++) await setImmediate();
      return lockState(path);
    };
    for (let round = 0; round < 70; round++) {
      await writeFile(`${path}.lock`, JSON.stringify({ pid, host: hostname() }));
      const tries = await Promise.allSettled(Array.from({ length: 4 }, (_, at) => lockLater(at * (round % 7))));
      const locks = tries.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
      expect(locks).toHaveLength(1);
      await locks[0]?.release();
    }
    expect(await readdir(folder)).toEqual([]);
  });

  test('what a user has written comes back, also when it looks like a mark of the file', async () => {
    const before = await start();
    const marked = { $map: [1], text: { $number: 'Infinity' }, other: { $map: [1] } };
    await before.receiveMessage({ from: '491701234567', type: 'text', text: { body: 'a', context: marked } } as never);
    const expected = before.receivedMessages();
    await before.stop();
    expect((await start()).receivedMessages()).toEqual(expected);
  });

  test('line separators in a text do not end a line of the file', async () => {
    const before = await start();
    await before.receiveMessage({ from: '491701234567', text: 'first\u2028second\u2029third' });
    const expected = before.receivedMessages();
    await before.stop();
    const text = await readFile(path, 'utf8');
    expect(text).not.toMatch(/[\u2028\u2029]/);
    // As another program would write it.
    await writeFile(
      path,
      text.replaceAll('\\u2028', '\u2028').replaceAll('\\u2029', '\u2029').replaceAll('\n', '\r\n'),
    );
    expect((await start()).receivedMessages()).toEqual(expected);
  });

  test.each<[string, string, (line: SavedLine) => SavedLine | undefined, string]>([
    ['no identity', 'identity', (line) => ({ ...line, value: {} }), 'line 2 is wrong: identity.value.phoneNumberId'],
    ['no app', 'apps', () => undefined, 'it has no line of the part apps'],
    ['no number', 'phoneNumbers', () => undefined, 'it has no line of the part phoneNumbers'],
    ['an unknown part', 'apps', (line) => ({ ...line, part: 'aps' }), 'line 3 is wrong: there is no part "aps"'],
    ['an unknown map', 'accounts', (line) => ({ ...line, map: 'to' }), 'the part accounts has no map "to"'],
    ['a value of another kind', 'accounts', (line) => ({ ...line, value: 7 }), 'accounts.byId.value: Invalid input'],
    ['a number without options', 'phoneNumbers', (line) => ({ ...line, value: {} }), 'phoneNumbers.value.options'],
    ['a broken map', 'accounts', (line) => ({ ...line, value: { $map: [1] } }), 'cannot be read'],
  ])('a state with %s is refused with its line, and stays as it is', async (_what, part, change, problem) => {
    await (await start()).stop();
    const [head = '', ...rest] = (await readFile(path, 'utf8')).trim().split('\n');
    const lines = rest.slice(0, -1).map((line) => JSON.parse(line) as SavedLine);
    const changed = lines.flatMap((line) => (line.part === part ? (change(line) ?? []) : line));
    const text = [head, ...[...changed, { end: changed.length }].map((line) => JSON.stringify(line))].join('\n');
    await writeFile(path, text);
    await expect(start()).rejects.toThrow(`${path} is no state of the emulator`);
    await expect(start()).rejects.toThrow(problem);
    expect(await readFile(path, 'utf8')).toBe(text);
    expect(await readdir(folder)).toEqual(['state.jsonl']);
  });
});
