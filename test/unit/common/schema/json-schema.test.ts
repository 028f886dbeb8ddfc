import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { outboundMessageSchema } from '../../../../src/messages.js';

type Json = Record<string, unknown>;

const common = fileURLToPath(new URL('../../../../src/common/', import.meta.url));

/** Every schema that a module of a folder exports, by file and name. */
async function exportedSchemas(folder: string): Promise<[string, z.ZodType][]> {
  const files = readdirSync(common + folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const modules: [string, Json][] = [];
  // Jest links modules of one graph badly when they are imported at the same time.
  for (const file of files) modules.push([file, (await import(`${common}${folder}/${file}`)) as Json]);
  return modules.flatMap(([file, names]) =>
    Object.entries(names)
      .filter(([name]) => name.endsWith('Schema'))
      .map(([name, schema]): [string, z.ZodType] => [`${folder}/${file} ${name}`, schema as z.ZodType]),
  );
}

const inputSchema = (schema: z.ZodType): Json => z.toJSONSchema(schema, { io: 'input' }) as Json;

/** Paths of schemas that say nothing. What records and loose objects hold beside their members may be anything. */
function emptyParts(part: unknown, path = ''): string[] {
  if (typeof part !== 'object' || part === null) return [];
  const entries = Object.entries(part).filter(([key]) => key !== 'additionalProperties');
  if (entries.length === 0 && !path.endsWith('.properties')) return [path];
  return entries.flatMap(([key, inner]) => emptyParts(inner, `${path}.${key}`));
}

const schemas = await exportedSchemas('messages');

describe('JSON Schema of the input of', () => {
  test.each(schemas)('%s says something of every member', (_name, schema) => {
    expect(emptyParts(inputSchema(schema))).toEqual([]);
  });
});

describe('JSON Schema of an outbound message', () => {
  const kinds = inputSchema(outboundMessageSchema)['anyOf'] as {
    properties: Record<string, Json>;
    required: string[];
  }[];
  const kind = (type: string) => kinds.find(({ properties }) => properties['type']?.['const'] === type);

  test('names every member of a kind with its type', () => {
    const text = kind('text');
    expect(text?.required).toEqual(['type', 'text']);
    expect(text?.properties['text']).toEqual({
      type: 'object',
      properties: {
        body: { type: 'string', minLength: 1, maxLength: 4096 },
        preview_url: { type: ['boolean', 'null'] },
      },
      required: ['body'],
      additionalProperties: {},
    });
  });

  test('has the kinds of unions, and leaves open ones open', () => {
    expect(kind('interactive')?.properties['interactive']).toHaveProperty('anyOf.length', 15);
    const template = kind('template')?.properties['template'];
    const component = 'properties.components.anyOf.0.items.anyOf';
    expect(template).toHaveProperty(`${component}.length`, 6);
    expect(template).toHaveProperty(`${component}.5.properties.type.not.enum`, [
      'header',
      'body',
      'button',
      'limited_time_offer',
      'carousel',
    ]);
  });
});
