import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { resolveConfig } from 'prettier';
import { emulatorDocs } from '../../scripts/docs/emulator-docs.mjs';
import { GraphEmulator } from '../../src/emulator/index.js';
import { call, callControl } from '../unit/emulator/graph-caller.js';

interface Index {
  routes: { method: string; path: string }[];
  graph: { modeled: string[]; stored: string[]; missing: { operation: string; reason: string }[] };
}

const path = fileURLToPath(new URL('../../docs/emulator.md', import.meta.url));
let emulator: GraphEmulator;
let index: Index;
beforeAll(async () => {
  emulator = await GraphEmulator.start();
  index = (await callControl(emulator, 'GET', ''))[1] as Index;
});
afterAll(() => emulator.stop());

test('docs/emulator.md lists what the emulator has; if not: npm run docs:emulator', async () => {
  const text = readFileSync(path, 'utf8');
  expect(text).toBe(await emulatorDocs(text, index, (await resolveConfig(path)) ?? {}));
  for (const route of index.routes) expect(text).toContain(`\`${route.method} ${route.path}`);
  const { modeled, stored, missing } = index.graph;
  const names = [...modeled, ...stored, ...missing.map(({ operation }) => operation)];
  for (const name of names) expect(text).toContain(`\`${name.split(' ')[1]}\``);
});

/** A path tells the operation unless it is only an id, or its edge is there for another kind of object. */
function isTold(name: string): boolean {
  const shape = (one: string): string => one.replace(/\{[\w-]+\}/g, '{}');
  const { modeled, stored } = index.graph;
  const isShared = [...modeled, ...stored].some((one) => shape(one) === shape(name));
  return !isShared && !/^\w+ \/(\{\})?$/.test(shape(name));
}

/** The operation's path with ids of the kinds that the emulator has, and others that nobody has. */
async function examplePath(operation: string): Promise<string> {
  const { phoneNumberId, wabaId, businessId, appId } = emulator.info;
  const templates = await call(emulator, 'GET', `/${wabaId}/message_templates`);
  const ids: Readonly<Record<string, unknown>> = {
    'phone-number-id': phoneNumberId,
    'waba-id': wabaId,
    'app-id': appId,
    'business-id': businessId,
    'template-id': templates.body.data[0]?.['id'],
  };
  return operation.split(' ')[1]?.replace(/\{([\w-]+)\}/g, (_whole, kind: string) => String(ids[kind] ?? '4711')) ?? '';
}

test('every operation that is missing says so, and no other one does', async () => {
  const { modeled, stored, missing } = index.graph;
  const notThere = missing.map(({ operation }) => operation);
  expect(modeled).toEqual(expect.arrayContaining(['POST /{phone-number-id}/messages', 'GET /{media-id}']));
  const names = [...modeled, ...stored, ...notThere];
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  for (const name of notThere.filter(isTold)) {
    const { status, headers, body } = await call(
      emulator,
      name.split(' ')[0] ?? '',
      `/v25.0${await examplePath(name)}`,
    );
    expect([name, status]).toEqual([name, 501]);
    expect(headers.get('x-emulator-not-implemented')).toBe(name);
    expect(body.error.message).toContain(`does not implement ${name}`);
  }
  for (const name of [...modeled, ...stored]) {
    const { headers } = await call(emulator, name.split(' ')[0] ?? '', `/v25.0${await examplePath(name)}`);
    expect([name, headers.get('x-emulator-not-implemented')]).toEqual([name, null]);
  }
});

test('what Meta does not have either is answered as Meta answers it', async () => {
  const { status, headers } = await call(emulator, 'POST', `/v25.0/${emulator.info.phoneNumberId}/no_such_edge`);
  expect([status, headers.get('x-emulator-not-implemented')]).toEqual([400, null]);
});
