/**
 * The file of a state: a line of JSON for the format, one for each object. A last one says how many there are.
 * It is written beside its place and then moved there, so that there is always a whole one.
 */
import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { access, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isRecord } from '../../common/events/json.js';
import { fromPlain, toPlain } from './plain-values.js';

const format = 'temporal-whatsapp emulator state';
const version = 1;

/** One object of the state, or what stands for the whole of it. */
export interface StateLine {
  /** The part of the state: `templates`. */
  part: string;
  /** The map of the part that has it: `byId`. */
  map: string;
  key: string;
  value: unknown;
}

/** @param lines by `lineText` @throws Error when it cannot be written; what was there before is as it was. */
export async function writeStateLines(path: string, lines: AsyncIterable<string>): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    // It has access tokens and PINs.
    await pipeline(Readable.from(withFrame(lines)), createWriteStream(temporary, { mode: 0o600, flush: true }));
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw new Error(`the state file ${path} cannot be written: ${causeText(cause)}`, { cause });
  }
}

async function* withFrame(lines: AsyncIterable<string>): AsyncGenerator<string> {
  yield `${JSON.stringify({ format, version })}\n`;
  let count = 0;
  for await (const line of lines) {
    count += 1;
    yield `${line}\n`;
  }
  yield `${JSON.stringify({ end: count })}\n`;
}

/** An object as a line, also for readers that take Unicode's line separators for the end of one. */
export function lineText({ value, ...place }: StateLine): string {
  const text = JSON.stringify({ ...place, value: toPlain(value) });
  return text.replace(/[\u2028\u2029]/g, (separator) => (separator === '\u2028' ? '\\u2028' : '\\u2029'));
}

/** @returns undefined when there is no file. @throws Error when it is another file, or broken. */
export async function readStateLines(path: string): Promise<StateLine[] | undefined> {
  const refuse = (problem: string): Error => brokenState(path, problem);
  if (!(await isThere(path))) return undefined;
  const values: unknown[] = [];
  try {
    for await (const line of readLines(path)) values.push(JSON.parse(line));
  } catch (cause) {
    throw refuse(`line ${values.length + 1} cannot be read: ${causeText(cause)}`);
  }
  const [head, ...rest] = values;
  if (!isRecord(head) || head['format'] !== format) throw refuse('its first line says something else');
  if (head['version'] !== version) {
    throw refuse(`it has version ${String(head['version'])}, and this emulator reads version ${version}`);
  }
  const end = rest.pop();
  if (!isRecord(end) || end['end'] !== rest.length) throw refuse('its end is missing');
  return rest.map((line, at) => {
    if (!isStateLine(line)) throw refuse(`line ${lineNumber(at)} is no object of a state`);
    return { ...line, value: valueOf(line, (problem) => refuse(`line ${lineNumber(at)} cannot be read: ${problem}`)) };
  });
}

/** Ends lines at a line feed only: Node's `readline` also ends them in the middle of a text, at U+2028. */
async function* readLines(path: string): AsyncGenerator<string> {
  let begun = '';
  for await (const chunk of createReadStream(path, 'utf8') as AsyncIterable<string>) {
    const [first = '', ...rest] = chunk.split('\n');
    begun += first;
    for (const next of rest) {
      yield begun;
      begun = next;
    }
  }
  if (begun !== '') yield begun;
}

/** The number of a line in the file, by its place among the objects: the first line is the format. */
export function lineNumber(at: number): number {
  return at + 2;
}

/** That a file cannot be taken for a state. */
export function brokenState(path: string, problem: string, options?: ErrorOptions): Error {
  const advice = 'It stays as it is; take another file, or remove it';
  return new Error(`${path} is no state of the emulator: ${problem}. ${advice}.`, options);
}

function valueOf({ value }: StateLine, refuse: (problem: string) => Error): unknown {
  try {
    return fromPlain(value);
  } catch (cause) {
    throw refuse(causeText(cause));
  }
}

/** @throws Error when the folder is not there: better at the start than when everything is to be saved. */
export async function checkFolder(path: string): Promise<void> {
  try {
    await access(dirname(path));
  } catch (cause) {
    throw new Error(`there is no folder for the state file ${path}: create ${dirname(path)}`, { cause });
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function isStateLine(value: unknown): value is StateLine {
  return isRecord(value) && ['part', 'map', 'key'].every((name) => typeof value[name] === 'string');
}

function causeText(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
