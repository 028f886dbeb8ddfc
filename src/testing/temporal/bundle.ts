/** The bundle of a test's workflows: made once for a file and a process, as it takes longer than most tests. */
import { fileURLToPath } from 'node:url';
import { DefaultLogger, bundleWorkflowCode, type WorkflowBundle } from '@temporalio/worker';
import { schemaPreload } from '../../workflow-modules.js';

const bundles = new Map<string, Promise<WorkflowBundle>>();

/** @throws Error when the file cannot be bundled; the next call tries again */
export function bundleOnce(workflowsPath: string | URL): Promise<WorkflowBundle> {
  const path = workflowsPath instanceof URL ? fileURLToPath(workflowsPath) : workflowsPath;
  const known = bundles.get(path);
  if (known) return known;
  const bundle = bundleWorkflowCode({
    workflowsPath: path,
    preloadModules: [schemaPreload()],
    logger: new DefaultLogger('WARN'),
  });
  bundles.set(path, bundle);
  bundle.catch(() => bundles.delete(path));
  return bundle;
}
