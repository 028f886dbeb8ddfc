/** How a send is carried out by a workflow, and what it waits for. */
import { z } from 'zod';
import { templateContentSchema, type TemplateContent } from '../messages/template.js';
import { ifGiven } from '../schema/if-given.js';
import { lazy } from '../schema/lazy.js';
import { schemaFor } from '../schema/schema-for.js';
import { activityOverridesSchema, type ActivityOverrides } from './activity-overrides.js';
import { durationSchema, type DurationInput } from './durations.js';

/** A status that can be waited for. A later status counts as an earlier one. */
export type AwaitedStatus = 'sent' | 'delivered' | 'read';

/**
 * What follows when nothing has settled an unknown outcome.
 *
 * - `report` ends with the outcome `unknown`.
 * - `fail` ends with the failure `WhatsApp.SendOutcomeUnknown`.
 * - `resend` sends again under a key of its own, so that the user may get the message twice.
 */
export type OnUnknown = 'report' | 'resend' | 'fail';

/** What is sent instead when the user has not written for 24 hours. */
export interface WindowClosedFallback {
  /** The template. Texts of its variables are made to fit on one line. */
  template: TemplateContent;
}

/** How a send is carried out, and what becomes of it when Meta does not simply accept it. */
export interface SendHandling {
  /**
   * The send is given up when it was not accepted within this time. It counts from the start of the workflow or
   * activity, in `send()` from the call. The wait for a worker, throttling, waiting for a token and repetitions are
   * included. An OTP is worthless after a minute. @default '1 hour' for each message; an upload comes before it
   */
  deadline?: DurationInput | undefined;
  /** The priority, from 1 to 5: where sends queue up, 1 goes before 5. @default 3 */
  priority?: number | undefined;
  /**
   * How long an unknown outcome waits for a status that settles it. `false` does not wait. @default '2 minutes' in the
   * library's workflows; `false` in `send()`, where each message's first status costs a Temporal action
   */
  settleUnknownFor?: DurationInput | false | undefined;
  /** What follows when nothing has settled it. @default 'report' */
  onUnknown?: OnUnknown | undefined;
  /** How often `onUnknown: 'resend'` sends again: 1 to 20 times. @default 3 */
  maxResends?: number | undefined;
  /**
   * Sends a template instead when Meta refuses with code 131047: the user has not written for 24 hours. Line breaks in
   * the texts of its variables become spaces. A status with that code needs somebody who waits for it: it counts with
   * `waitFor`, or when it comes before the outcome. In `send()` look for it in what `delivered()` throws.
   */
  onWindowClosed?: WindowClosedFallback | undefined;
  /**
   * Lists a send that was not accepted: sets the search attribute `WhatsAppOutcome` of the workflow to `refused` or
   * `unknown`, for one Temporal action. The workflow stands still in a namespace without that attribute
   * (`temporal-whatsapp search-attributes`). @default false
   */
  listOutcome?: boolean | undefined;
  /** Changes rows of the activities' retry table for this send. */
  activityOptions?: ActivityOverrides | undefined;
}

/** Options of `send()` in a workflow of yours. */
export interface SendOptions extends SendHandling {
  /**
   * The earliest status that will be waited for. A run keeps the statuses of its latest 5,000 messages, and forgets
   * those of older ones. @default none: no status comes, and none costs an action
   */
  track?: AwaitedStatus | undefined;
  /**
   * What Temporal UI shows beside the activity, in one line of at most 200 bytes: it is cut there. Whoever sees
   * histories sees it. @default the kind of the message
   */
  summary?: string | undefined;
}

/** How the library's own workflows send. */
export interface WorkflowSendOptions extends SendHandling {
  /**
   * Ends the workflow only when the message has reached this status or a later one; `failed` fails it.
   *
   * @default the workflow ends when Meta has accepted the message
   */
  waitFor?: AwaitedStatus | undefined;
  /** How long to wait for that status, from acceptance on. @default '1 day' */
  statusDeadline?: DurationInput | undefined;
}

/** The one list of these options: whether the activity alone can do what each asks for. */
export const workflowSendOptions: Readonly<Record<keyof WorkflowSendOptions, 'activity' | 'workflow'>> = {
  deadline: 'activity',
  priority: 'activity',
  settleUnknownFor: 'workflow',
  onUnknown: 'workflow',
  maxResends: 'workflow',
  onWindowClosed: 'workflow',
  listOutcome: 'workflow',
  activityOptions: 'workflow',
  waitFor: 'workflow',
  statusDeadline: 'activity',
};

/** Whether somebody has to go on after Meta's answer. */
export function needsWorkflow(input: WorkflowSendOptions): boolean {
  const names = Object.keys(workflowSendOptions) as (keyof WorkflowSendOptions)[];
  return names.some((name) => input[name] !== undefined && workflowSendOptions[name] === 'workflow');
}

/**
 * Takes the options out of a flat input. What is left says who gets which message. An undefined option counts as
 * absent.
 */
export function splitSendInput<Input extends WorkflowSendOptions>(
  input: Input,
): { content: Omit<Input, keyof WorkflowSendOptions>; options: WorkflowSendOptions } {
  const entries = Object.entries(input).filter(([, value]) => value !== undefined);
  const isOption = ([name]: [string, unknown]): boolean => Object.hasOwn(workflowSendOptions, name);
  return {
    content: Object.fromEntries(entries.filter((entry) => !isOption(entry))) as Omit<Input, keyof WorkflowSendOptions>,
    options: Object.fromEntries(entries.filter(isOption)),
  };
}

const sendHandling = lazy(() => ({
  deadline: ifGiven(() => durationSchema),
  priority: ifGiven(() => z.number().int().min(1).max(5)),
  settleUnknownFor: ifGiven(() => z.union([durationSchema, z.literal(false)])),
  onUnknown: ifGiven(() => z.enum(['report', 'resend', 'fail'])),
  maxResends: ifGiven(() => z.number().int().min(1).max(20)),
  onWindowClosed: ifGiven(() => z.strictObject({ template: templateContentSchema })),
  listOutcome: ifGiven(() => z.boolean()),
  activityOptions: ifGiven(() => activityOverridesSchema),
}));

const awaitedStatus = lazy(() => z.enum(['sent', 'delivered', 'read']));

export const sendOptionsSchema = schemaFor<SendOptions>()(
  lazy(() =>
    z.strictObject({
      ...sendHandling,
      track: ifGiven(() => awaitedStatus),
      summary: ifGiven(() => z.string().min(1)),
    }),
  ),
);

/** The members that the inputs of the workflows that send share. */
export const workflowSendOptionsShape = lazy(() => ({
  ...sendHandling,
  waitFor: ifGiven(() => awaitedStatus),
  statusDeadline: ifGiven(() => durationSchema),
}));
