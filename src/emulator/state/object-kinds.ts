/** The kinds of objects, in the words of Meta's paths. */
import type { EmulatorState } from './emulator-state.js';

type FindObject = (id: string, state: EmulatorState) => boolean;

/** The kinds that the emulator models. */
const modeledKinds: Readonly<Record<string, FindObject>> = {
  'phone-number-id': (id, state) => state.phoneNumbers.find(id) !== undefined,
  'waba-id': (id, state) => state.isAccount(id),
  'business-id': (id, state) => state.accounts.business.id === id,
  'template-id': (id, state) => state.templates.get(id) !== undefined,
  'media-id': (id, state) => state.media.find(id) !== undefined,
  'flow-id': (id, state) => state.flows.get(id) !== undefined,
  'group-id': (id, state) => state.groups.get(id) !== undefined,
  'app-id': (id, state) => state.apps.all().some(({ appId }) => appId === id),
};

/** `phone-number-id`, `solution-id` and so on; undefined when there is no such object. */
export function objectKind(id: string, state: EmulatorState): string | undefined {
  const modeled = Object.keys(modeledKinds).find((kind) => modeledKinds[kind]?.(id, state));
  const stored = state.stored.find(id);
  return modeled ?? (stored && `${stored.kind}-id`);
}

/** Whether an id may be one of a kind: of a kind that is not modeled, any id without an object may be. */
export function mayBeOfKind(id: string, kind: string, state: EmulatorState): boolean {
  const known = objectKind(id, state);
  return known === undefined ? !(kind in modeledKinds) && id !== '' : known === kind;
}
