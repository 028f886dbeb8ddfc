/**
 * An interceptor module in the bundles of versioned workers. It intercepts nothing: Temporal evaluates it before the
 * workflows, for each workflow anew.
 */
import type { WorkflowInterceptors } from '@temporalio/workflow';
import { upgradeWithWorker } from './lib/auto-upgrade.js';

/** Stands in every bundle that has this module. */
export const versionedMark = 'temporal-whatsapp: for versioned workers';

/** Called by the SDK for each workflow. */
export function interceptors(): WorkflowInterceptors {
  upgradeWithWorker();
  return {};
}
