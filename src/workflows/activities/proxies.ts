/** The activities as a workflow calls them, with the retry table applied. */
import type { Priority, RetryPolicy } from '@temporalio/common';
import { proxyActivities, workflowInfo, type ActivityInterfaceFor, type ActivityOptions } from '@temporalio/workflow';
import type { WhatsAppActivities } from '../../common/activity-contract.js';
import { defined } from '../../common/schema/defined.js';
import { mayBeRepeated, type RawRequest } from '../../common/sending/request-effect.js';
import { vanishedAttempt } from '../../common/sending/vanished-attempt.js';
import { sendTaskQueue } from '../../common/ids/task-queues.js';
import { describeCall } from './activity-summary.js';
import { whatsAppActivityOptions } from './retry-table.js';
import { untilAnswered } from './until-answered.js';

/** The activities as a workflow calls them. Each can be called with options of its own: `executeWithOptions`. */
export interface WhatsAppActivityProxies extends ActivityInterfaceFor<WhatsAppActivities> {}

type Overridable<Options> = { [Key in keyof Options]?: Options[Key] | undefined };

/** Changes of a row of the retry table. A field that is absent or undefined keeps the table's value. */
export type WhatsAppActivityOverride = Overridable<Omit<ActivityOptions, 'retry'>> & {
  /** Changes of the retry policy. Types that are not retried are added to the table's own. */
  retry?: Overridable<RetryPolicy> | undefined;
};

type OverridesByName = { [Name in keyof WhatsAppActivities]?: WhatsAppActivityOverride | undefined };

/** Changes of the retry table, by activity name. */
export interface WhatsAppActivityOverrides extends OverridesByName {}

type ActivityName = keyof WhatsAppActivities;
type AnyActivity = ActivityInterfaceFor<Record<string, (input: unknown) => Promise<unknown>>>[string];

/**
 * Proxies of all activities, each with its row of the retry table. Sends go to the task queue of sends
 * (`<task queue>-send`). Their fairness key is the phone number id: one number's backlog does not hold up another's.
 *
 * An override may change every value but one. The non-retryable types of the table always stay, so that no option makes
 * an ambiguous send repeat itself.
 *
 * Temporal UI shows a summary of each call: that of `src/common/summaries.ts`, unless an override has one.
 *
 * A cancellation does not leave behind what would do it twice, such as a send. Its end is waited for, once a worker has
 * begun it. An override of `cancellationType` changes that.
 */
export function proxyWhatsAppActivities(overrides: WhatsAppActivityOverrides = {}): WhatsAppActivityProxies {
  const names = Object.keys(whatsAppActivityOptions) as ActivityName[];
  const entries = names.map((name) => [name, makeProxy(name, overrides[name])] as const);
  return Object.fromEntries(entries) as unknown as WhatsAppActivityProxies;
}

/** Makes the options at the call: a proxy may be made outside of a workflow, where no task queue is known. */
function makeProxy(name: ActivityName, override: WhatsAppActivityOverride | undefined): AnyActivity {
  const execute = (options: ActivityOptions, [input]: [unknown]): Promise<unknown> => {
    const defaults = name === 'sendWhatsAppMessage' ? sendOptions(input) : whatsAppActivityOptions[name];
    const row = { ...defaults, summary: describeCall(name, input) };
    const proxies = proxyActivities<Record<string, (input: unknown) => Promise<unknown>>>(mergeOptions(row, override));
    const activity = proxies[name] as AnyActivity;
    const ownCancellation = options.cancellationType ?? override?.cancellationType;
    if (ownCancellation !== undefined || !isOnlyOnce(name, input)) return activity.executeWithOptions(options, [input]);
    return untilAnswered((waiting) => activity.executeWithOptions({ ...options, ...waiting }, [input]));
  };
  return Object.assign((input: unknown) => execute({}, [input]), { executeWithOptions: execute });
}

/** Whether an activity would do it twice. */
function isOnlyOnce(name: ActivityName, input: unknown): boolean {
  if (name !== 'graphRequest' && name !== 'callGraph') return isRetriedAfterRefusalsOnly(whatsAppActivityOptions[name]);
  const { path } = (input ?? {}) as { path?: unknown };
  return typeof path === 'string' && !mayBeRepeated(input as RawRequest);
}

function isRetriedAfterRefusalsOnly({ retry }: ActivityOptions): boolean {
  return retry?.nonRetryableErrorTypes?.includes(vanishedAttempt.startToClose) === true;
}

function sendOptions(input: unknown): ActivityOptions {
  const { phoneNumberId } = (input ?? {}) as { phoneNumberId?: unknown };
  return {
    ...whatsAppActivityOptions.sendWhatsAppMessage,
    taskQueue: sendTaskQueue(workflowInfo().taskQueue),
    ...(typeof phoneNumberId === 'string' && { priority: { fairnessKey: phoneNumberId } satisfies Priority }),
  };
}

function mergeOptions(row: ActivityOptions, override: WhatsAppActivityOverride = {}): ActivityOptions {
  const types = [...(row.retry?.nonRetryableErrorTypes ?? []), ...(override.retry?.nonRetryableErrorTypes ?? [])];
  // Undefined fields would hide the table's values.
  const retry = {
    ...row.retry,
    ...defined(override.retry ?? {}),
    ...(types.length > 0 && { nonRetryableErrorTypes: types }),
  };
  const priority =
    row.priority || override.priority ? { priority: { ...row.priority, ...defined(override.priority ?? {}) } } : {};
  return { ...row, ...defined(override), ...priority, retry };
}
