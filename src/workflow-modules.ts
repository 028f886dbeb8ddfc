/** The modules of the sandbox, as Temporal's bundler finds them: beside this file, as source or compiled. */
import { fileURLToPath } from 'node:url';

/** The library's workflows, for `workflowsPath`. */
export function workflowsPath(): string {
  return pathTo('index');
}

/**
 * What loads zod and the schemas once for a worker, not once for each of its workflows: for
 * `bundlerOptions.preloadModules`.
 */
export function schemaPreload(): string {
  return pathTo('preload');
}

/** What the bundle of a versioned worker has besides, as an interceptor module. */
export function versionedWorkflows(): string {
  return pathTo('versioned');
}

function pathTo(module: string): string {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fileURLToPath(new URL(`./workflows/${module}.${extension}`, import.meta.url));
}
