/**
 * What is saved of an emulator, and brought back: all that Meta would still know after a restart. What a test has
 * scripted and recorded is not: faults, requests, webhooks, uploads under way, the behavior.
 */
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { GraphEmulatorOptions } from '../settings/options.js';
import type { EmulatorState } from '../state/emulator-state.js';
import type { MediaObject } from '../state/media/media-library.js';
import {
  brokenState,
  checkFolder,
  lineNumber,
  lineText,
  readStateLines,
  writeStateLines,
  type StateLine,
} from './state-lines.js';
import { lockState, type StateLock } from './state-lock.js';
import { identityShape, lineProblem } from './state-shapes.js';

/** A part of the state that is maps of plain objects. */
interface Keeper {
  kept(): Readonly<Record<string, Map<string, unknown>>>;
}

/** Who the emulator is: the options without which its objects would belong to nobody. */
const identityNames = ['phoneNumberId', 'wabaId', 'appId', 'seed'] as const;

type CredentialName = 'appSecret' | 'verifyToken' | 'accessToken';

type Identity = Pick<GraphEmulatorOptions, (typeof identityNames)[number] | CredentialName> & {
  businessId: string;
  idCounts: Record<string, number>;
};

/** A state as it was read. */
export interface SavedState {
  path: string;
  identity: Identity;
  lines: readonly StateLine[];
}

/** The last save of each state: a later one must not be overtaken, for it knows more. */
const saves = new WeakMap<EmulatorState, Promise<void>>();

/** Saves what there is now. @throws Error when it cannot be written. */
export function saveState(path: string, state: EmulatorState): Promise<void> {
  const lines = linesNow(state);
  const before = saves.get(state)?.catch(() => undefined) ?? Promise.resolve();
  const save = before.then(() => writeStateLines(path, lines));
  saves.set(state, save);
  return save;
}

/**
 * Reads the file that is saved to at the end, and keeps other emulators from it until the lock is released.
 *
 * @returns no state when there is no file
 * @throws Error when it is another file, or broken, or in use.
 */
export async function openState(path: string): Promise<{ state: SavedState | undefined; lock: StateLock }> {
  await checkFolder(path);
  const lock = await lockState(path);
  try {
    return { state: await readState(path), lock };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function readState(path: string): Promise<SavedState | undefined> {
  const lines = await readStateLines(path);
  if (lines === undefined) return undefined;
  for (const [at, line] of lines.entries()) {
    const problem = lineProblem(line);
    if (problem !== undefined) throw brokenState(path, `line ${lineNumber(at)} is wrong: ${problem}`);
  }
  const identity = identityShape.safeParse(lines.find(({ part }) => part === 'identity')?.value).data;
  if (!identity) throw brokenState(path, 'it does not say whose state it is');
  const needed = { apps: identity.appId, phoneNumbers: identity.phoneNumberId };
  for (const [name, id] of Object.entries(needed)) {
    if (lines.some(({ part, key }) => part === name && key === id)) continue;
    throw brokenState(path, `it has no line of the part ${name} with the key ${id}, which its line identity names`);
  }
  return { path, identity: identity as Identity, lines };
}

/** The options with what was saved behind them. @throws Error when an option speaks of another emulator. */
export function withIdentity(options: GraphEmulatorOptions, { identity, path }: SavedState): GraphEmulatorOptions {
  for (const name of identityNames) {
    const [given, saved] = [options[name], identity[name]];
    if (given === undefined || given === saved) continue;
    throw new Error(
      `${path} is the state of an emulator with ${name} ${saved ?? 'unset'}, and the option says ${given}: ` +
        'leave the option out, or take another file.',
    );
  }
  const { businessId: _business, idCounts: _counts, ...saved } = identity;
  return { ...saved, ...options };
}

/** @throws Error when something in the file does not fit together. */
export async function restoreState(state: EmulatorState, saved: SavedState): Promise<void> {
  const { path, identity, lines } = saved;
  const parts = keepers(state);
  for (const keeper of Object.values(parts)) for (const map of Object.values(keeper.kept())) map.clear();
  state.phoneNumbers.clear();
  // Subscriptions name apps: those are there first.
  const isLast = ({ part }: StateLine): boolean => part === 'subscriptions';
  const numbered = lines.map((line, at) => ({ line, at }));
  for (const { line, at } of numbered.sort((left, right) => Number(isLast(left.line)) - Number(isLast(right.line)))) {
    try {
      await restoreLine(state, parts, line);
    } catch (cause) {
      throw brokenState(path, `line ${lineNumber(at)} cannot be restored: ${String(cause)}`, { cause });
    }
  }
  state.accounts.business.id = identity.businessId;
  state.settings.ids.startAt(identity.idCounts);
}

async function restoreLine(
  state: EmulatorState,
  parts: Readonly<Record<string, Keeper>>,
  { part, map, key, value }: StateLine,
): Promise<void> {
  if (part === 'media') await restoreMedia(state, key, value as SavedMedia);
  else if (part === 'phoneNumbers') state.phoneNumbers.restore(value);
  else if (part === 'apps') state.apps.restore(value);
  else if (part === 'subscriptions') state.subscriptions.restore(map, key, value);
  else parts[part]?.kept()[map]?.set(key, value);
}

/**
 * The lines of this moment. Requests go on while they are written. What they make then would be there without the count
 * of its id, which would be given again.
 */
function linesNow(state: EmulatorState): AsyncIterable<string> {
  return withFiles([...stateLines(state)].map(lineText), state.media.all());
}

async function* withFiles(lines: readonly string[], files: readonly MediaObject[]): AsyncGenerator<string> {
  yield* lines;
  for (const media of files) {
    const bytes = await readBytes(media);
    if (bytes !== undefined) yield lineText({ part: 'media', map: '', key: media.id, value: { ...media, bytes } });
  }
}

function* stateLines(state: EmulatorState): Generator<StateLine> {
  yield { part: 'identity', map: '', key: '', value: describeIdentity(state) };
  for (const app of state.apps.all()) yield { part: 'apps', map: '', key: app.appId, value: app };
  for (const number of state.phoneNumbers.all()) {
    yield { part: 'phoneNumbers', map: '', key: number.id, value: number.saved() };
  }
  for (const [part, keeper] of Object.entries(keepers(state))) {
    for (const [map, entries] of Object.entries(keeper.kept())) {
      for (const [key, value] of entries) yield { part, map, key, value };
    }
  }
  for (const { map, key, value } of state.subscriptions.saved()) yield { part: 'subscriptions', map, key, value };
}

/** Undefined for an object that was deleted, or forgotten, while the state was being saved. */
async function readBytes({ file }: MediaObject): Promise<string | undefined> {
  try {
    return (await readFile(file.path)).toString('base64');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function keepers(state: EmulatorState): Readonly<Record<string, Keeper>> {
  const { accounts, templates, flows, groups, calls, callPermissions, users, blocked, windows } = state;
  const { messages, stored, accessTokens, sessions: uploads } = state;
  return {
    accounts,
    templates,
    flows,
    groups,
    calls,
    callPermissions,
    users,
    blocked,
    windows,
    messages,
    stored,
    accessTokens,
    uploads,
  };
}

function describeIdentity({ info, settings }: EmulatorState): Identity {
  const { phoneNumberId, wabaId, appId, appSecret, verifyToken, accessToken, businessId } = info;
  const seed = settings.seed === undefined ? {} : { seed: settings.seed };
  const names = { phoneNumberId, wabaId, appId, appSecret, verifyToken, accessToken, businessId };
  return { ...names, ...seed, idCounts: settings.ids.counts };
}

type SavedMedia = MediaObject & { bytes: string };

async function restoreMedia({ media, uploads }: EmulatorState, id: string, saved: SavedMedia): Promise<void> {
  const { bytes, ...object } = saved;
  const file = await uploads.store(Readable.from([Buffer.from(bytes, 'base64')]));
  media.restore({ ...object, id, file });
}
