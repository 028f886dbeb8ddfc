/** Activities of an application, from a module of its own. */
import { importModule, type ModuleExports } from './load-module.js';

/** Activities by their names. */
export type OwnActivities = Record<string, (...args: never[]) => unknown>;

/**
 * Imports a module whose exported functions are activities. An exported object of functions, such as
 * `export const activities = { … }`, gives its members.
 *
 * @param file A path, from the current folder.
 * @throws Error that says what is wrong with the module
 */
export async function loadActivities(file: string): Promise<OwnActivities> {
  return readActivities(file, await importModule('--activities', file));
}

/** @throws Error when there are none, or two have one name */
export function readActivities(file: string, exported: ModuleExports): OwnActivities {
  const found = Object.entries(exported).flatMap(([name, value]) =>
    typeof value === 'function' ? [[name, value] as const] : listMembers(value),
  );
  const functions = found.filter(([, value]) => !isClass(value));
  if (functions.length === 0) throw new Error(`--activities ${file}: must export functions, or an object of functions`);
  const names = functions.map(([name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`--activities ${file}: exports two activities named ${twice}: rename one`);
  return Object.fromEntries(functions) as OwnActivities;
}

function listMembers(value: unknown): (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const members = Object.entries(value);
  return members.every(([, member]) => typeof member === 'function') ? members : [];
}

function isClass(value: unknown): boolean {
  return typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));
}
