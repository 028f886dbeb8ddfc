/** Reads the list of requests of a batch. */
import { z } from 'zod';
import { defined } from '../../../common/schema/defined.js';
import { fromJson } from '../../http/parameters.js';
import { GraphError, invalidParameter, missingParameter } from '../../meta/graph-error.js';

const mostEntries = 50;

/** A request of a batch. */
export interface BatchEntry {
  method: 'GET' | 'POST' | 'DELETE';
  /** Path and query without the address, with or without a version. */
  relativeUrl: string;
  /** The parameters as a form. */
  body?: string;
  /** The name by which later entries refer to the answer. */
  name?: string;
  /** Names of the entries that have to succeed first. */
  dependsOn: readonly string[];
  /** Whether the answer is left out when a later entry uses it. */
  isOmittedOnSuccess: boolean;
}

const flagText = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);

const entrySchema = z.looseObject({
  method: z
    .string()
    .transform((method) => method.toUpperCase())
    .pipe(z.enum(['GET', 'POST', 'DELETE']))
    .default('GET'),
  relative_url: z.string().min(1),
  body: z.string().optional(),
  name: z.string().min(1).optional(),
  depends_on: z.union([z.string().transform((name) => [name]), z.array(z.string())]).default([]),
  omit_response_on_success: flagText.default(true),
});

/** @throws GraphError when the batch is no list of requests, or a request leads away from the Graph API. */
export function batchEntries(given: unknown, origin: string): BatchEntry[] {
  if (given === undefined) throw missingParameter('batch');
  const list = fromJson(given);
  if (!Array.isArray(list) || list.length === 0)
    throw invalidParameter('Param batch must be a JSON array of requests.');
  if (list.length > mostEntries) {
    throw new GraphError({
      code: 100,
      message: `Too many requests in batch message. Maximum batch size is ${mostEntries}`,
    });
  }
  return list.map((entry, index) => batchEntry(entry, index, origin));
}

function batchEntry(given: unknown, index: number, origin: string): BatchEntry {
  const parsed = entrySchema.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw invalidParameter(
      `Param batch[${index}].${issue?.path.join('.') ?? ''} is not valid: ${issue?.message ?? ''}`,
    );
  }
  const { method, relative_url: relativeUrl, body, name, depends_on: dependsOn, ...rest } = parsed.data;
  if (!isGraphPath(relativeUrl, origin))
    throw invalidParameter(`Param batch[${index}].relative_url is no path of Graph.`);
  if (rest['attached_files'] !== undefined) throw invalidParameter('The emulator takes no attached_files in a batch.');
  return {
    method,
    relativeUrl,
    dependsOn,
    isOmittedOnSuccess: rest.omit_response_on_success,
    ...defined({ body, name }),
  };
}

/** The emulator's own routes are not part of the Graph API. */
function isGraphPath(relativeUrl: string, origin: string): boolean {
  const text = `${origin}/${relativeUrl.replace(/^\//, '')}`;
  return URL.canParse(text) && !new URL(text).pathname.startsWith('/_');
}
