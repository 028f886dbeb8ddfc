import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GraphEmulator, type GraphEmulatorOptions } from '../../../../src/emulator/index.js';
import { call, send, uploadForm, type Reply } from '../graph-caller.js';

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

/** Brings something into each part of the state. */
async function fill(emulator: GraphEmulator): Promise<{ mediaId: string; other: string }> {
  const { phoneNumberId: id, wabaId } = emulator.info;
  const product = { messaging_product: 'whatsapp' };
  const { phoneNumberId: other } = emulator.addPhoneNumber({ verified: true, verifiedName: 'Shop' });
  await post(emulator, `${other}/register`, { ...product, pin: '123456' });
  await emulator.receiveMessage({ from: '491701234567', text: 'Hi', name: 'Ada' });
  await send(emulator);
  const form = uploadForm(Buffer.from('bytes'), 'image/png');
  const media = await call(emulator, 'POST', `/v25.0/${id}/media`, { form });
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
  return { mediaId: media.body.id, other };
}

/** What a client sees of it. */
async function view(emulator: GraphEmulator, { mediaId, other }: { mediaId: string; other: string }): Promise<unknown> {
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
    // The service window is open, a PIN is what it was, and ids go on behind those that there are.
    const { body } = await send(after);
    expect(after.messages().map(({ id }) => id)).toEqual([expect.any(String), body.messages[0]?.id]);
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
    expect(await readdir(folder)).toEqual([]);
  });
});
