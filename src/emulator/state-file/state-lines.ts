/**
 * The file of a state: a line of JSON for the format, one for each object. A last one says how many there are.
 * It is written beside its place and then moved there, so that there is always a whole one.
 */
import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { access, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
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

/** @throws Error when it cannot be written; what was there before is as it was. */
export async function writeStateLines(path: string, lines: AsyncIterable<StateLine>): Promise<void> {
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

async function* withFrame(lines: AsyncIterable<StateLine>): AsyncGenerator<string> {
  yield `${JSON.stringify({ format, version })}\n`;
  let count = 0;
  for await (const line of lines) {
    count += 1;
    yield `${JSON.stringify({ ...line, value: toPlain(line.value) })}\n`;
  }
  yield `${JSON.stringify({ end: count })}\n`;
}

/** @returns undefined when there is no file. @throws Error when it is another file, or broken. */
export async function readStateLines(path: string): Promise<StateLine[] | undefined> {
  const refuse = (problem: string): Error =>
    new Error(`${path} is no state of the emulator: ${problem}. It stays as it is; take another file, or remove it.`);
  if (!(await isThere(path))) return undefined;
  const values: unknown[] = [];
  try {
    for await (const line of createInterface(createReadStream(path))) values.push(JSON.parse(line));
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
  const lines = rest.filter(isStateLine);
  if (lines.length < rest.length) throw refuse('it has a line that is no object of a state');
  return lines.map((line) => ({ ...line, value: fromPlain(line.value) }));
}

/** @throws Error when the folder is not there: better at the start than when everything is to be saved. */
async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (cause) {
    await access(dirname(path)).catch(() => {
      throw new Error(`there is no folder for the state file ${path}: create ${dirname(path)}`, { cause });
    });
    return false;
  }
}

function isStateLine(value: unknown): value is StateLine {
  return isRecord(value) && ['part', 'map', 'key'].every((name) => typeof value[name] === 'string');
}

function causeText(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
