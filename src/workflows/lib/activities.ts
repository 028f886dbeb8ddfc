/** The activities as a workflow calls them, with the retry table applied. */
import type { RetryPolicy } from '@temporalio/common';
import { proxyActivities, type ActivityInterfaceFor, type ActivityOptions } from '@temporalio/workflow';
import type { WhatsAppActivities } from '../../common/activity-contract.js';
import { whatsAppActivityOptions } from './activity-options.js';

export type WhatsAppActivityProxies = ActivityInterfaceFor<WhatsAppActivities>;

type Overridable<Options> = { [Key in keyof Options]?: Options[Key] | undefined };

/** What may be changed in a row of the retry table; an absent or undefined field keeps the table's value. */
export type WhatsAppActivityOverride = Overridable<Omit<ActivityOptions, 'retry'>> & {
  retry?: Overridable<RetryPolicy> | undefined;
};

/** Overrides by activity name. */
export type WhatsAppActivityOverrides = { [Name in keyof WhatsAppActivities]?: WhatsAppActivityOverride | undefined };

/**
 * Proxies of all activities, each with its row of the retry table.
 *
 * An override may change every value but one: the non-retryable types of the table always stay, so that no option makes an
 * ambiguous send repeat itself.
 */
export function proxyWhatsAppActivities(overrides: WhatsAppActivityOverrides = {}): WhatsAppActivityProxies {
  const names = Object.keys(whatsAppActivityOptions) as (keyof WhatsAppActivities)[];
  const entries = names.map((name) => {
    const options = mergeOptions(whatsAppActivityOptions[name], overrides[name]);
    return [name, proxyActivities<WhatsAppActivities>(options)[name]] as const;
  });
  return Object.fromEntries(entries) as WhatsAppActivityProxies;
}

function mergeOptions(row: ActivityOptions, override: WhatsAppActivityOverride = {}): ActivityOptions {
  const types = [...(row.retry?.nonRetryableErrorTypes ?? []), ...(override.retry?.nonRetryableErrorTypes ?? [])];
  const retry = {
    ...row.retry,
    ...defined(override.retry),
    ...(types.length > 0 && { nonRetryableErrorTypes: types }),
  };
  return { ...row, ...defined(override), retry };
}

/** Without undefined fields, which would hide the table's values. */
function defined<Options extends object>(
  options: Options | undefined,
): { [Key in keyof Options]: NonNullable<Options[Key]> } {
  const entries = Object.entries(options ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof Options]: NonNullable<Options[Key]> };
}
