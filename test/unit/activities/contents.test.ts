import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createMediaStore } from '../../../src/index.js';
import { World } from './world.js';

const content = { kind: 'message', raw: { text: { body: 'ä'.repeat(700_000) } } };

let world: World;
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'temporal-whatsapp-contents-'));
  world = await World.start({}, { media: createMediaStore({ directory }) });
});
afterEach(async () => {
  await world.stop();
  await rm(directory, { recursive: true, force: true });
});

test('what was stored is read back, and storing it again makes no second file', async () => {
  const stored = await world.run('storeWhatsAppContent', { content });
  expect(stored.bytes).toBe(Buffer.byteLength(JSON.stringify(content)));
  expect(await world.run('storeWhatsAppContent', { content })).toEqual(stored);
  expect(await readdir(directory)).toEqual([`event-${stored.sha256}.json`]);
  expect(await world.run('loadWhatsAppContent', stored)).toEqual({ content });
  expect(world.server.received).toEqual([]);
});

test('a file that is not the one that was stored is refused', async () => {
  const stored = await world.run('storeWhatsAppContent', { content });
  await writeFile(fileURLToPath(stored.ref), JSON.stringify({ ...content, kind: 'another' }));
  const { type, nonRetryable, message } = await world.failure('loadWhatsAppContent', stored);
  expect([type, nonRetryable]).toEqual(['WhatsApp.Media', true]);
  expect(message).toContain('is not the one that was stored');
});

test('a file that is gone is no reason to try again', async () => {
  const stored = await world.run('storeWhatsAppContent', { content });
  await rm(fileURLToPath(stored.ref));
  const { type, nonRetryable } = await world.failure('loadWhatsAppContent', stored);
  expect([type, nonRetryable]).toEqual(['WhatsApp.Media', true]);
});

test('what no result can hold is refused before it is read', async () => {
  const stored = { ref: 'file:///nowhere.json', bytes: 1_900_001, sha256: 'a'.repeat(64) };
  const { type, nonRetryable, message } = await world.failure('loadWhatsAppContent', stored);
  expect([type, nonRetryable]).toEqual(['WhatsApp.Media', true]);
  expect(message).toContain('in an activity of yours');
});
