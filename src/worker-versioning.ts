/** What a worker's versions mean for the library's workflows, which have to live on when a version is replaced. */
import { readFileSync } from 'node:fs';
import type { WorkerOptions } from '@temporalio/worker';
import { versionedWorkflows } from './workflow-modules.js';
import { workflowsMark } from './workflows/lib/auto-upgrade.js';
import { versionedMark } from './workflows/versioned.js';

/**
 * Has the library's workflows move to the next version of a versioned worker, whatever its default is.
 *
 * @throws Error when `workflowBundle` was made for the other kind of worker, where the library's workflows would be
 * stuck
 */
export function withAutoUpgrade(options: WorkerOptions): WorkerOptions {
  const isVersioned = options.workerDeploymentOptions?.useWorkerVersioning === true;
  if (options.workflowBundle !== undefined) checkBundle(options, isVersioned);
  if (options.workflowBundle !== undefined || !isVersioned) return options;
  const { interceptors } = options;
  return {
    ...options,
    interceptors: { ...interceptors, workflowModules: addVersioned(interceptors?.workflowModules) },
  };
}

/** The interceptor modules of a bundle for versioned workers. */
export function addVersioned(modules: readonly string[] = []): string[] {
  return [...new Set([...modules, versionedWorkflows()])];
}

function checkBundle({ workflowBundle, workerDeploymentOptions }: WorkerOptions, isVersioned: boolean): void {
  const code = bundledCode(workflowBundle);
  if (!code.includes(workflowsMark)) return;
  const isForVersioned = code.includes(versionedMark);
  if (isForVersioned && !isVersioned) {
    throw new Error(
      'workflowBundle was made with `versionedBundle: true`, but the worker is not versioned: the server would refuse ' +
        'all that the workflows of temporal-whatsapp do. Set workerDeploymentOptions, or bundle without the option',
    );
  }
  if (!isForVersioned && isVersioned && workerDeploymentOptions?.defaultVersioningBehavior === 'PINNED') {
    throw new Error(
      'workflowBundle was not made for a versioned worker: pinned, the conversations of temporal-whatsapp would end ' +
        'with this version. Bundle with `plugins: [new WhatsAppPlugin({ versionedBundle: true, … })]`',
    );
  }
}

function bundledCode(bundle: WorkerOptions['workflowBundle']): string {
  if (bundle === undefined) return '';
  return 'code' in bundle ? bundle.code : readFileSync(bundle.codePath, 'utf8');
}
