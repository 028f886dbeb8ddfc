/** What a stored operation is: a row of a table that says what has to be sent, and what is kept and answered. */
import { page } from '../http/paging.js';
import { fromJson, optional } from '../http/parameters.js';
import type { GraphCall, Parameters } from '../http/graph-call.js';
import type { EmulatorState } from '../state/emulator-state.js';
import type { StoredObject } from '../state/stored-objects.js';

/** Makes the body of the answer. */
type StoredHandler = (call: GraphCall, state: EmulatorState) => Parameters;

export interface StoredOperation {
  /** Parameters that have to be there; a dot leads into an object: `customer_care_details.email`. */
  required?: readonly string[];
  /** The values that a parameter may have. */
  allowed?: Readonly<Record<string, readonly string[]>>;
  answer: StoredHandler;
}

/** Rows by the name of the operation: `POST /{waba-id}/schedules`. */
export type StoredTable = Readonly<Record<string, StoredOperation>>;

export const done = { success: true };

/** Lists what was made at this edge; with `ofAll` what was made anywhere. */
export function list(kind: string, { ofAll = false }: { ofAll?: boolean } = {}): StoredHandler {
  return (call, { stored }) => {
    const objects = stored.all(kind, ofAll ? undefined : call.objectId);
    return page(
      objects.map((object) => selected(shown(object), call)),
      call,
    );
  };
}

/** Lists things that the emulator knows by itself. */
export function listKnown(items: (call: GraphCall, state: EmulatorState) => Parameters[]): StoredHandler {
  return (call, state) =>
    page(
      items(call, state).map((item) => selected(item, call)),
      call,
    );
}

interface Creation {
  /** What its id begins with. @default nothing: an id has digits only */
  idPrefix?: string;
  /** What the object has beside what was sent. */
  members?: (parameters: Parameters, call: GraphCall) => Parameters;
  /** @default its id */
  answer?: (object: StoredObject) => Parameters;
}

/** Keeps a new object with what was sent. */
export function create(
  kind: string,
  { idPrefix, members, answer = ({ id }) => ({ id }) }: Creation = {},
): StoredHandler {
  return (call, { stored }) => {
    const given = sent(call);
    const object = stored.add(
      { kind, ownerId: call.objectId, members: { ...given, ...members?.(given, call) } },
      idPrefix,
    );
    return answer(object);
  };
}

/** Answers the object of the path. */
export function read(show: (object: StoredObject, state: EmulatorState) => Parameters = shown): StoredHandler {
  return (call, state) => selected(show(calledObject(call, state), state), call);
}

interface Change {
  /** What becomes of the object. @default what was sent */
  members?: (parameters: Parameters) => Parameters;
  /** @default that it is done */
  answer?: (object: StoredObject, parameters: Parameters) => Parameters;
}

/** Changes the object of the path. */
export function change({ members = (parameters) => parameters, answer = () => done }: Change = {}): StoredHandler {
  return (call, state) => {
    const object = calledObject(call, state);
    const given = sent(call);
    state.stored.merge(object, members(given));
    return answer(object, given);
  };
}

/** Removes the object of the path. */
export function remove(): StoredHandler {
  return (call, { stored }) => {
    stored.remove(call.objectId);
    return done;
  };
}

/** The only object of a kind that the object of the path has, made when there is none. */
export function onlyObject(kind: string, call: GraphCall, { stored }: EmulatorState): StoredObject {
  const [known] = stored.all(kind, call.objectId);
  return known ?? stored.add({ kind, ownerId: call.objectId, members: {} });
}

/** What was sent, without what asks for a part of the answer. */
export function sent({ parameters }: GraphCall): Parameters {
  const { fields: _fields, limit: _limit, after: _after, before: _before, ...rest } = parameters;
  return Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, fromJson(value)]));
}

/** An object as a list shows it. */
export function shown({ id, members }: StoredObject): Parameters {
  return { ...members, id };
}

/** The members that `fields` asks for; all of them without it. */
export function selected(body: Parameters, { parameters }: Pick<GraphCall, 'parameters'>): Parameters {
  const fields = optional(parameters, 'fields') ?? '';
  if (fields === '') return body;
  const names = ['id', ...fields.split(',').map((name) => name.trim())];
  return Object.fromEntries(Object.entries(body).filter(([name]) => names.includes(name)));
}

function calledObject({ objectId }: GraphCall, { stored }: EmulatorState): StoredObject {
  const object = stored.find(objectId);
  if (!object) throw new Error(`no stored object ${objectId}, although its operation was found`);
  return object;
}
