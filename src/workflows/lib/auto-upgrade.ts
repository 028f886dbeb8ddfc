/** What becomes of the library's workflows when a new version of their worker is deployed. */
import { setWorkflowOptions } from '@temporalio/workflow';

/** Stands in every bundle with workflows of the library. */
export const workflowsMark = 'temporal-whatsapp: the workflows of the library';

const options: { versioningBehavior?: 'AUTO_UPGRADE' } = {};

/** Makes a workflow one of those that {@link upgradeWithWorker} is about. */
export function autoUpgrade<Args extends unknown[], Result>(workflow: (...args: Args) => Promise<Result>): void {
  setWorkflowOptions(options, workflow);
}

/**
 * Has the library's workflows go on with the current version of their worker, whatever the worker's default is. Pinned,
 * they would end with the workers of their version: a conversation never ends, and others wait for days. They can move,
 * since each release of the library replays the histories of those before.
 *
 * The behavior is not declared at once. The server refuses every task of a worker that has no versions, and whose
 * workflow declares one. A workflow cannot know what its worker is.
 */
export function upgradeWithWorker(): void {
  options.versioningBehavior = 'AUTO_UPGRADE';
}
