/** Routes of an application, from a module of its own. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describeError } from '../common/describe-error.js';
import { defined } from '../common/schema/defined.js';
import type { WebhookRoute } from '../webhook/index.js';

/** What a module says about the receiver's routing. */
export interface LoadedRoutes {
  routes: readonly WebhookRoute[];
  fallback?: WebhookRoute | 'dead-letter' | 'ignore';
}

/**
 * Imports an ES module that exports `routes`, and `fallback` if the receiver's is a route.
 *
 * @param file A path, from the current folder.
 * @throws Error that says what is wrong with the module
 */
export async function loadRoutes(file: string): Promise<LoadedRoutes> {
  const { routes, fallback } = await importModule(file);
  if (!isListOfFunctions(routes)) {
    throw new Error(`--routes ${file}: must export "routes", a list of functions, as the receiver has it`);
  }
  if (fallback !== undefined && fallback !== 'dead-letter' && fallback !== 'ignore' && !isRoute(fallback)) {
    throw new Error(`--routes ${file}: exports a "fallback" that is no route; 'dead-letter' and 'ignore' fit, too`);
  }
  return { routes, ...defined({ fallback }) };
}

async function importModule(file: string): Promise<Record<string, unknown>> {
  try {
    return (await import(pathToFileURL(resolve(file)).href)) as Record<string, unknown>;
  } catch (error) {
    throw new Error(`--routes ${file}: cannot be imported: ${describeError(error)}`, { cause: error });
  }
}

function isListOfFunctions(value: unknown): value is readonly WebhookRoute[] {
  return Array.isArray(value) && value.every(isRoute);
}

function isRoute(value: unknown): value is WebhookRoute {
  return typeof value === 'function';
}
