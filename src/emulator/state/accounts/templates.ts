import { GraphError } from '../../meta/graph-error.js';
import type { IdSource } from '../../meta/id-source.js';
import type { TemplateStatus } from '../../settings/options.js';

/** A deleted name cannot be used again for 30 days. */
const nameRestMs = 30 * 86_400_000;

/** A part of a template's definition, as `/message_templates` takes it. */
export interface TemplateComponent {
  type: string;
  format?: string | undefined;
  text?: string | undefined;
  buttons?: Record<string, unknown>[] | undefined;
  [key: string]: unknown;
}

export interface NewTemplate {
  name: string;
  language: string;
  category: string;
  status: TemplateStatus;
  components: TemplateComponent[];
  parameter_format: 'POSITIONAL' | 'NAMED';
  message_send_ttl_seconds?: number;
  sub_category?: string;
}

export interface Template extends NewTemplate {
  id: string;
  /** The account that it belongs to. */
  wabaId: string;
  updatedAtMs: number;
  /** Why its review refused it. */
  rejectedReason?: string;
  /** The category that it had before Meta changed it. */
  previousCategory?: string;
  /** How often it was paused for its quality. */
  pauses?: number;
  /** Time at which a pause ends by itself, in Unix milliseconds. */
  pausedUntilMs?: number;
}

/** Edits of an approved template. */
const editsInDay = 1;
const editsInMonth = 10;
const dayMs = 86_400_000;

const helloWorld: NewTemplate = {
  name: 'hello_world',
  language: 'en_US',
  category: 'UTILITY',
  status: 'APPROVED',
  components: [
    { type: 'HEADER', format: 'TEXT', text: 'Hello World' },
    { type: 'BODY', text: 'Your business can now send messages. This template comes with every account.' },
    { type: 'FOOTER', text: 'WhatsApp Business Platform' },
  ],
  parameter_format: 'POSITIONAL',
};

/** The message templates of the business accounts. Each account begins with `hello_world`. */
export class Templates {
  readonly #byId = new Map<string, Template>();
  readonly #editsMs = new Map<string, number[]>();
  readonly #deletedAtMs = new Map<string, number>();
  readonly #clock: () => number;
  readonly #ids: IdSource;
  readonly #onChange: () => void;

  constructor(clock: () => number, ids: IdSource, onChange: () => void) {
    this.#clock = clock;
    this.#ids = ids;
    this.#onChange = onChange;
  }

  /** Gives a new account its first template. */
  openAccount(wabaId: string): void {
    this.add(helloWorld, wabaId);
  }

  add(template: NewTemplate, wabaId: string): Template {
    const { name, language } = template;
    if (this.find(name, language, wabaId)) {
      throw languageTaken(`The template ${name} already exists in ${language}.`, 2388024);
    }
    const deletedAtMs = this.#deletedAtMs.get(nameKey(name, wabaId));
    if (deletedAtMs !== undefined && this.#clock() - deletedAtMs < nameRestMs) {
      throw languageTaken(`The name ${name} was deleted less than 30 days ago.`, 2388023);
    }
    const added = { ...template, id: this.#ids.objectId('template'), wabaId, updatedAtMs: this.#clock() };
    this.#byId.set(added.id, added);
    this.#onChange();
    return added;
  }

  get(id: string): Template | undefined {
    const template = this.#byId.get(id);
    if (template) this.#endPause(template);
    return template;
  }

  /** A template by its id, or by its name and language; without a language the first of the name. */
  lookUp(idOrName: string, language?: string): Template | undefined {
    const isMeant = (one: Template): boolean => one.name === idOrName && (language ?? one.language) === one.language;
    return this.get(idOrName) ?? this.all().find(isMeant);
  }

  change(template: Template, changes: Partial<Omit<Template, 'id'>>): void {
    Object.assign(template, changes, { updatedAtMs: this.#clock() });
  }

  /** Gives a template another definition. */
  replace(template: Template, definition: NewTemplate): Template {
    this.change(template, definition);
    return template;
  }

  /** Counts an edit, unless there were too many: then false. */
  takeEdit({ id }: Template): boolean {
    const nowMs = this.#clock();
    const edits = (this.#editsMs.get(id) ?? []).filter((atMs) => atMs > nowMs - 30 * dayMs);
    const isTooSoon = edits.filter((atMs) => atMs > nowMs - dayMs).length >= editsInDay;
    if (isTooSoon || edits.length >= editsInMonth) return false;
    this.#editsMs.set(id, [...edits, nowMs]);
    return true;
  }

  find(name: string, language: string, wabaId: string): Template | undefined {
    return this.ofAccount(wabaId).find((template) => template.name === name && template.language === language);
  }

  ofAccount(wabaId: string): Template[] {
    return this.all().filter((template) => template.wabaId === wabaId);
  }

  all(): Template[] {
    const templates = [...this.#byId.values()];
    for (const template of templates) this.#endPause(template);
    return templates;
  }

  /** Deletes every language of a name, or one of them by its id. @returns false when there is none. */
  delete(name: string, wabaId: string, id?: string): boolean {
    const named = this.ofAccount(wabaId).filter((template) => template.name === name);
    const doomed = named.filter((template) => id === undefined || template.id === id);
    for (const template of doomed) this.#byId.delete(template.id);
    this.#onChange();
    if (doomed.length > 0 && doomed.length === named.length) {
      this.#deletedAtMs.set(nameKey(name, wabaId), this.#clock());
    }
    return doomed.length > 0;
  }

  #endPause(template: Template): void {
    const { status, pausedUntilMs = Infinity } = template;
    if (status === 'PAUSED' && pausedUntilMs <= this.#clock()) template.status = 'APPROVED';
  }

  /** What is saved and brought back with the state. */
  kept(): Record<string, Map<string, unknown>> {
    return { byId: this.#byId, editsMs: this.#editsMs, deletedAtMs: this.#deletedAtMs };
  }

  clear(): void {
    this.#byId.clear();
    this.#editsMs.clear();
    this.#deletedAtMs.clear();
  }
}

function nameKey(name: string, wabaId: string): string {
  return `${wabaId}/${name}`;
}

function languageTaken(userMessage: string, subcode: number): GraphError {
  return new GraphError({
    code: 100,
    subcode,
    message: 'Invalid parameter',
    isTransient: false,
    userTitle: 'Message template language is not available',
    userMessage,
  });
}
