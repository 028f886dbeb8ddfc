/**
 * prom-client for those who want metrics: loading it is a tenth of what the receiver's import takes. It is the same module that an
 * `import` of the application gives. A bundler does not see it and leaves it to be installed.
 */
import { createRequire } from 'node:module';
import type * as prom from 'prom-client';

export function loadPromClient(): typeof prom {
  return createRequire(import.meta.url)('prom-client') as typeof prom;
}
