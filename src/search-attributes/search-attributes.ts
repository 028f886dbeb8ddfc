/** The search attributes of conversations and sends on a server: which are there, and those that are missing. */
import type { ConnectionLike } from '@temporalio/client';
import { searchAttributeNames } from '../common/ids/search-attributes.js';

/** A namespace, and how to reach its server. */
export interface SearchableNamespace {
  connection: Pick<ConnectionLike, 'withDeadline'> & { readonly operatorService: OperatorCalls };
  namespace: string;
}

/** What is needed of the operator service of a connection. */
interface OperatorCalls {
  listSearchAttributes(request: { namespace: string }): Promise<{
    customAttributes?: Record<string, number> | null;
  }>;
  addSearchAttributes(request: { namespace: string; searchAttributes: Record<string, number> }): Promise<unknown>;
}

/** A search attribute, and whether it was registered just now. */
export interface RegisteredAttribute {
  name: string;
  isNew: boolean;
}

/** The server lacks search attributes, has others under their names, or lets nobody add them. */
export class SearchAttributesError extends Error {
  override name = 'SearchAttributesError';
}

/** `INDEXED_VALUE_TYPE_KEYWORD` */
const keyword = 2;
const typeNames = ['unspecified', 'Text', 'Keyword', 'Int', 'Double', 'Bool', 'Datetime', 'KeywordList'];

/** How long one call may take, in milliseconds. */
const timeoutMs = 10_000;

const names: readonly string[] = Object.values(searchAttributeNames);

/**
 * Registers what is missing. A second time changes nothing.
 *
 * @throws SearchAttributesError when a name is taken by another type, or the server takes no new ones
 */
export async function registerSearchAttributes(target: SearchableNamespace): Promise<RegisteredAttribute[]> {
  const missing = await findMissingSearchAttributes(target);
  if (missing.length > 0) await add(target, missing);
  return names.map((name) => ({ name, isNew: missing.includes(name) }));
}

/** Registers all on a new server, which has none, such as the one that skips time. It cannot list them. */
export async function addSearchAttributes(target: SearchableNamespace): Promise<void> {
  await add(target, names);
}

/** @throws SearchAttributesError that names what is missing, and the command that registers it */
export async function requireSearchAttributes(target: SearchableNamespace): Promise<void> {
  const missing = await findMissingSearchAttributes(target);
  if (missing.length === 0) return;
  throw new SearchAttributesError(
    `The namespace ${target.namespace} lacks the search attributes ${missing.join(', ')}, without which no conversation ` +
      'with `searchAttributes: true` and no send with `listOutcome: true` goes on. ' +
      'Register them: temporal-whatsapp search-attributes',
  );
}

/** @throws SearchAttributesError when a name is taken by another type */
export async function findMissingSearchAttributes({ connection, namespace }: SearchableNamespace): Promise<string[]> {
  const { customAttributes } = await connection.withDeadline(Date.now() + timeoutMs, () =>
    connection.operatorService.listSearchAttributes({ namespace }),
  );
  const there = customAttributes ?? {};
  const wrong = names.find((name) => there[name] !== undefined && there[name] !== keyword);
  if (wrong === undefined) return names.filter((name) => there[name] === undefined);
  const type = typeNames[there[wrong] ?? 0] ?? 'another type';
  throw new SearchAttributesError(
    `The search attribute ${wrong} of the namespace ${namespace} is of the type ${type}, and has to be a Keyword. ` +
      'Remove it, and register it anew: temporal operator search-attribute remove',
  );
}

async function add({ connection, namespace }: SearchableNamespace, missing: readonly string[]): Promise<void> {
  const searchAttributes = Object.fromEntries(missing.map((name) => [name, keyword]));
  try {
    await connection.withDeadline(Date.now() + timeoutMs, () =>
      connection.operatorService.addSearchAttributes({ namespace, searchAttributes }),
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SearchAttributesError(
      `The server does not register search attributes for the namespace ${namespace}: ${reason}. On Temporal Cloud add ` +
        `them in the settings of the namespace, each as a Keyword: ${missing.join(', ')}`,
      { cause: error },
    );
  }
}
