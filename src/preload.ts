/** What Temporal's bundler is told so that zod is loaded once for a worker, not once for each of its workflows. */
import { fileURLToPath } from 'node:url';

/** For `bundlerOptions.preloadModules` and `bundleWorkflowCode`: a module beside this one, as source or compiled. */
export function schemaPreload(): string {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fileURLToPath(new URL(`./workflows/preload.${extension}`, import.meta.url));
}
