import { isPhoneNumber } from '../../../common/ids/user-reference.js';
import { parseInput } from '../../../common/schema/parse-input.js';
import { phoneDigits } from '../../meta/identifiers.js';
import { faultSchema, type Fault } from './fault.js';

/** What a fault is matched against. */
export interface FaultTarget {
  method: string;
  /** Path without version. */
  path: string;
  /** `to` or `recipient` of a message. */
  to?: string | undefined;
  sendKey?: string | undefined;
}

/** A fault that was scripted. */
export interface FaultHandle {
  /** Id of the fault, which the control API knows, too. */
  readonly id: number;
  /** How many requests were hit. */
  readonly hits: number;
  /** Ends the fault; requests that it has already hit stay hit. */
  remove(): void;
}

/** A fault in the list, with what has become of it. */
export interface ActiveFault extends FaultHandle {
  readonly fault: Fault;
}

/** A regular expression has no JSON of its own. */
export function faultAsJson({ id, hits, fault }: ActiveFault): object {
  const { match, ...rest } = fault;
  const { path, ...others } = match ?? {};
  const pathMember = path instanceof RegExp ? { pathPattern: path.source } : { path };
  return { id, hits, ...rest, ...(match && { match: { ...others, ...pathMember } }) };
}

/** The scripted faults. The oldest one that matches a request hits it. */
export class FaultList {
  #faults: ListedFault[] = [];
  #nextId = 1;
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** @throws InvalidInputError when the fault contradicts itself or has unknown members. */
  add(fault: Fault): FaultHandle {
    parseInput(faultSchema, fault, 'addFault');
    const listed = new ListedFault(this.#nextId++, fault, () => this.remove(listed.id));
    this.#faults.push(listed);
    this.#onChange();
    return listed;
  }

  /** @returns false when there is none with this id. */
  remove(id: number): boolean {
    const before = this.#faults.length;
    this.#faults = this.#faults.filter((fault) => fault.id !== id);
    const isRemoved = this.#faults.length < before;
    if (isRemoved) this.#onChange();
    return isRemoved;
  }

  get isEmpty(): boolean {
    return this.#faults.length === 0;
  }

  /** The fault that hits this request, counted as hit. */
  take(target: FaultTarget): ActiveFault | undefined {
    return this.#take(target, ({ reset }) => reset !== 'early');
  }

  /**
   * The same for faults that hit before the body of the request is read. They come first, however old the others are.
   */
  takeEarly(target: FaultTarget): ActiveFault | undefined {
    return this.#take(target, ({ reset }) => reset === 'early');
  }

  all(): ActiveFault[] {
    return [...this.#faults];
  }

  clear(): void {
    this.#faults = [];
    this.#onChange();
  }

  #take(target: FaultTarget, isMeant: (fault: Fault) => boolean): ActiveFault | undefined {
    if (this.isEmpty) return undefined;
    const hit = this.#faults.find((listed) => listed.isLeft() && isMeant(listed.fault) && isHit(listed.fault, target));
    if (!hit) return undefined;
    hit.hits += 1;
    this.#onChange();
    return hit;
  }
}

class ListedFault implements ActiveFault {
  readonly id: number;
  readonly fault: Fault;
  readonly remove: () => void;
  hits = 0;

  constructor(id: number, fault: Fault, remove: () => void) {
    this.id = id;
    this.fault = fault;
    this.remove = remove;
  }

  isLeft(): boolean {
    const { times = 1 } = this.fault;
    return times === null || this.hits < times;
  }
}

function isHit({ match = {} }: Fault, target: FaultTarget): boolean {
  const { method, path, pathPattern, to, sendKey } = match;
  if (method !== undefined && method.toUpperCase() !== target.method) return false;
  if (typeof path === 'string' && !plainPath(target.path).endsWith(plainPath(path))) return false;
  if (path instanceof RegExp && target.path.search(path) < 0) return false;
  if (pathPattern !== undefined && target.path.search(pathPattern) < 0) return false;
  if (sendKey !== undefined && sendKey !== target.sendKey) return false;
  return to === undefined || isSameRecipient(to, target.to);
}

/** A path without version, and without a slash at its end. */
function plainPath(path: string): string {
  return path.replace(/^\/v\d+\.\d+(?=\/|$)/i, '').replace(/\/+$/, '') || '/';
}

function isSameRecipient(wanted: string, given: string | undefined): boolean {
  if (given === undefined) return false;
  return (
    wanted === given || (isPhoneNumber(wanted) && isPhoneNumber(given) && phoneDigits(wanted) === phoneDigits(given))
  );
}
