/** Routes of an application, from a module of its own. */
import { defined } from '../../common/schema/defined.js';
import { ConfigError, type Config } from '../../environment/config.js';
import type { WebhookRoute } from '../../webhook/index.js';
import { importModule, type ModuleExports } from './load-module.js';

/** What a module says about the receiver's routing. */
export interface LoadedRoutes {
  routes: readonly WebhookRoute[];
  fallback?: WebhookRoute | 'dead-letter' | 'ignore';
}

/**
 * Imports a module that exports `routes`, and `fallback` if the receiver's is a route.
 *
 * @param file A path, from the current folder.
 * @throws Error that says what is wrong with the module
 */
export async function loadRoutes(file: string): Promise<LoadedRoutes> {
  return readRoutes(file, await importModule('--routes', file));
}

/** @throws ConfigError when files are to be stored that no route takes */
export function refuseUnreadStoring(routesFile: string | undefined, { webhook }: Pick<Config, 'webhook'>): void {
  if (routesFile !== undefined || !webhook.storeMedia) return;
  const message =
    'must not be true without --routes: only files of messages that your routes take are stored. ' +
    'A conversation stores its own with "storeMedia" of defineConversation()';
  throw new ConfigError([{ variable: 'WHATSAPP_STORE_MEDIA', message }]);
}

/** @throws Error that says what is wrong with the exports */
export function readRoutes(file: string, { routes, fallback }: ModuleExports): LoadedRoutes {
  if (!isListOfFunctions(routes)) {
    throw new Error(`--routes ${file}: must export "routes", a list of functions, as the receiver has it`);
  }
  if (fallback !== undefined && fallback !== 'dead-letter' && fallback !== 'ignore' && !isRoute(fallback)) {
    throw new Error(`--routes ${file}: exports a "fallback" that is no route; 'dead-letter' and 'ignore' fit, too`);
  }
  return { routes, ...defined({ fallback }) };
}

function isListOfFunctions(value: unknown): value is readonly WebhookRoute[] {
  return Array.isArray(value) && value.every(isRoute);
}

function isRoute(value: unknown): value is WebhookRoute {
  return typeof value === 'function';
}
