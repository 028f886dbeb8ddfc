/** The `fields` parameter: which fields of an object to answer. */
import { nonexistingField } from '../meta/graph-error.js';
import type { Parameters } from './graph-call.js';
import { optional } from './parameters.js';

/**
 * The fields that were asked for, else `defaults`; always with `id` when the object has one. A field's own parameters
 * (`throughput{level}`, `preview.invalidate(false)`) are read over.
 *
 * @throws GraphError for a field that the object does not have.
 */
export function selectFields(
  object: Parameters,
  parameters: Parameters,
  node: { type: string; defaults: readonly string[] },
): Parameters {
  const asked = fieldNames(optional(parameters, 'fields') ?? '');
  const names = asked.length > 0 ? asked : node.defaults;
  const unknown = names.find((name) => !(name in object));
  if (unknown !== undefined) throw nonexistingField(unknown, node.type);
  const withId = 'id' in object && !names.includes('id') ? [...names, 'id'] : names;
  return Object.fromEntries(withId.flatMap((name) => (object[name] === undefined ? [] : [[name, object[name]]])));
}

function fieldNames(fields: string): string[] {
  let plain = fields;
  for (let before = ''; before !== plain;) {
    before = plain;
    plain = plain.replace(/[{(][^{}()]*[)}]/g, '');
  }
  return plain
    .split(',')
    .map((field) => (field.split('.')[0] ?? '').trim())
    .filter((name) => name !== '');
}
