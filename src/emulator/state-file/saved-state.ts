/**
 * What is saved of an emulator, and brought back: all that Meta would still know after a restart. What a test has
 * scripted and recorded is not: faults, requests, webhooks, uploads under way, the behavior.
 */
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { GraphEmulatorOptions } from '../settings/options.js';
import type { EmulatorState } from '../state/emulator-state.js';
import type { MediaObject } from '../state/media/media-library.js';
import { readStateLines, writeStateLines, type StateLine } from './state-lines.js';

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
  identity: Identity;
  lines: readonly StateLine[];
}

/** @throws Error when it cannot be written. */
export function saveState(path: string, state: EmulatorState): Promise<void> {
  return writeStateLines(path, stateLines(state));
}

/** @returns undefined when there is no file. @throws Error when it is another file, or broken. */
export async function readState(path: string): Promise<SavedState | undefined> {
  const lines = await readStateLines(path);
  if (lines === undefined) return undefined;
  const identity = lines.find(({ part }) => part === 'identity')?.value;
  if (identity === undefined) throw new Error(`${path} does not say whose state it is; take another file.`);
  return { identity: identity as Identity, lines };
}

/** The options with what was saved behind them. @throws Error when an option speaks of another emulator. */
export function withIdentity(
  options: GraphEmulatorOptions,
  { identity }: SavedState,
  path: string,
): GraphEmulatorOptions {
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

export async function restoreState(state: EmulatorState, { identity, lines }: SavedState): Promise<void> {
  const parts = keepers(state);
  for (const keeper of Object.values(parts)) for (const map of Object.values(keeper.kept())) map.clear();
  state.phoneNumbers.clear();
  for (const { part, map, key, value } of lines) {
    if (part === 'media') await restoreMedia(state, key, value as SavedMedia);
    else if (part === 'phoneNumbers') state.phoneNumbers.restore(value);
    else if (part === 'apps') state.apps.restore(value);
    else parts[part]?.kept()[map]?.set(key, value);
  }
  for (const { part, map, key, value } of lines) {
    if (part === 'subscriptions') state.subscriptions.restore(map, key, value);
  }
  state.accounts.business.id = identity.businessId;
  state.settings.ids.startAt(identity.idCounts);
}

async function* stateLines(state: EmulatorState): AsyncGenerator<StateLine> {
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
  for (const media of state.media.all()) {
    const bytes = (await readFile(media.file.path)).toString('base64');
    yield { part: 'media', map: '', key: media.id, value: { ...media, bytes } };
  }
}

function keepers(state: EmulatorState): Readonly<Record<string, Keeper>> {
  const { accounts, templates, flows, groups, calls, callPermissions, users, blocked, windows } = state;
  const { messages, stored, accessTokens } = state;
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
