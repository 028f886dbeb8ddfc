import type { IdSource } from '../../meta/id-source.js';

/** How many flows are kept; a further one is refused. */
const mostFlows = 1_000;
/** Largest sum of all flow JSON, in characters. */
const mostJson = 100_000_000;

export type FlowStatus = 'DRAFT' | 'PUBLISHED' | 'DEPRECATED' | 'BLOCKED' | 'THROTTLED';

/** A problem in the JSON of a flow; such a flow can be kept, and not published. Lines and columns begin at 1. */
export interface FlowProblem {
  error: string;
  error_type: string;
  message: string;
  line_start: number;
  line_end: number;
  column_start: number;
  column_end: number;
  pointers: { path: string; line_start: number; line_end: number; column_start: number; column_end: number }[];
}

/** What a flow is made from. */
export interface NewFlow {
  wabaId: string;
  name: string;
  categories: string[];
  endpointUri?: string | undefined;
  applicationId: string;
  /** The flow JSON as it was uploaded. */
  json?: string | undefined;
  problems?: FlowProblem[] | undefined;
}

export interface Flow extends NewFlow {
  id: string;
  status: FlowStatus;
  problems: FlowProblem[];
  /** Part of the address of its preview. */
  previewToken: string;
  updatedAtMs: number;
}

/** The flows of all accounts. */
export class Flows {
  readonly #byId = new Map<string, Flow>();
  readonly #clock: () => number;
  readonly #ids: IdSource;

  constructor(clock: () => number, ids: IdSource) {
    this.#clock = clock;
    this.#ids = ids;
  }

  /** Undefined when there are too many, or too much JSON. */
  add(flow: NewFlow): Flow | undefined {
    if (this.#byId.size >= mostFlows || !this.#fits(flow.json)) return undefined;
    const added: Flow = {
      ...flow,
      problems: flow.problems ?? [],
      id: this.#ids.objectId('flow'),
      status: 'DRAFT',
      previewToken: this.#ids.uuid('flow preview'),
      updatedAtMs: this.#clock(),
    };
    this.#byId.set(added.id, added);
    return added;
  }

  get(id: string): Flow | undefined {
    return this.#byId.get(id);
  }

  /** A flow by its name in an account, or by its id. */
  find(wabaId: string, idOrName: string): Flow | undefined {
    return this.of(wabaId).find(({ id, name }) => id === idOrName || name === idOrName);
  }

  /** Flows of an account, oldest first. */
  of(wabaId: string): Flow[] {
    return [...this.#byId.values()].filter((flow) => flow.wabaId === wabaId);
  }

  /** False when there is too much JSON. */
  setJson(flow: Flow, json: string, problems: FlowProblem[]): boolean {
    if (!this.#fits(json, flow.json)) return false;
    this.change(flow, { json, problems });
    return true;
  }

  change(flow: Flow, changes: Partial<Omit<Flow, 'id'>>): void {
    Object.assign(flow, changes, { updatedAtMs: this.#clock() });
  }

  delete(id: string): void {
    this.#byId.delete(id);
  }

  /** What is saved and brought back with the state. */
  kept(): Record<string, Map<string, unknown>> {
    return { byId: this.#byId };
  }

  clear(): void {
    this.#byId.clear();
  }

  #fits(json = '', instead = ''): boolean {
    const total = [...this.#byId.values()].reduce((sum, flow) => sum + (flow.json?.length ?? 0), 0);
    return total + json.length - instead.length <= mostJson;
  }
}
