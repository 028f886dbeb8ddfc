/** The `fields` parameter: which fields of an object to answer. */
import { isRecord } from '../../common/events/json.js';
import { nonexistingField } from '../meta/graph-error.js';
import type { NodeType } from '../meta/node-types.js';
import type { Parameters } from './graph-call.js';
import { optional } from './parameters.js';

/** A list that belongs to an object, as a field of it: it is made only when it is asked for. */
export type FieldEdge = (parameters: Parameters) => unknown;

/** A field that was asked for: `phone_numbers.limit(5){id,status}`. */
interface AskedField {
  name: string;
  /** Its own parameters, with `fields` for what is in braces. */
  parameters: Parameters;
}

/**
 * The fields that were asked for, else the defaults; always with `id` when the object has one.
 *
 * @throws GraphError for a field that Meta does not have.
 */
export function selectFields(object: Parameters, parameters: Parameters, node: NodeType): Parameters {
  const asked = askedFields(optional(parameters, 'fields') ?? '');
  const fields = asked.length > 0 ? asked : node.defaults.map((name) => ({ name, parameters: {} }));
  const unknown = fields.find(({ name }) => !Object.hasOwn(object, name) && !node.known.includes(name));
  if (unknown !== undefined) throw nonexistingField(unknown.name, node.type);
  const hasId = fields.some(({ name }) => name === 'id') || !('id' in object);
  const all = hasId ? fields : [...fields, { name: 'id', parameters: {} }];
  return Object.fromEntries(
    all.flatMap((field) => {
      const value = fieldValue(Object.hasOwn(object, field.name) ? object[field.name] : undefined, field);
      return value === undefined ? [] : [[field.name, value]];
    }),
  );
}

function fieldValue(value: unknown, { parameters }: AskedField): unknown {
  if (typeof value === 'function') return (value as FieldEdge)(parameters);
  const inner = optional(parameters, 'fields');
  if (inner === undefined || !isRecord(value)) return value;
  const names = askedFields(inner).map(({ name }) => name);
  return Object.fromEntries(Object.entries(value).filter(([key]) => key === 'id' || names.includes(key)));
}

function askedFields(text: string): AskedField[] {
  return splitOutside(text)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(askedField);
}

function askedField(part: string): AskedField {
  const [, name = part, modifiers = '', inner] = /^([^.({]+)([^{]*)(?:\{([\s\S]*)\})?$/.exec(part) ?? [];
  const own = [...modifiers.matchAll(/\.(\w+)\(([^()]*)\)/g)].map(([, key = '', value = '']) => [key, value]);
  return {
    name: name.trim(),
    parameters: { ...Object.fromEntries(own), ...(inner !== undefined && { fields: inner }) },
  };
}

/** Parts between the commas that are in no braces. */
function splitOutside(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const letter of text) {
    if (letter === '{' || letter === '(') depth += 1;
    if (letter === '}' || letter === ')') depth -= 1;
    if (letter === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts;
}
