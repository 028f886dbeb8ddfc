/**
 * Checks that only a client makes. It says at once what a workflow would take without a word, and what a workflow that
 * has begun may have in its input.
 */
import type { z } from 'zod';
import {
  sendMessageWorkflowInputSchema,
  uploadAndSendAllWorkflowInputSchema,
  uploadAndSendWorkflowInputSchema,
  workflowSendOptions,
  wrongRecipient,
  type SendEnvelope,
  type WorkflowSendOptions,
} from '../common/inputs/index.js';
import { refuseSeveralLines } from '../common/messages/single-line.js';
import { refine } from '../common/schema/json-schema.js';
import { lazy } from '../common/schema/lazy.js';

type Context = z.core.$RefinementCtx;

/** The input of a send by whichever way fits. */
export const sendSchema = lazy(() =>
  refine(sendMessageWorkflowInputSchema, (input, context) => {
    refuseUnreadOptions(input, context);
    refuseNobody(input, context);
    refuseSeveralLines(input.message, context, ['message']);
  }),
);

/** The input of a send that is to go by the activity alone. */
export const activitySendSchema = lazy(() => refine(sendSchema, refuseWorkflowOptions));

/** The input of an upload that is sent. */
export const uploadAndSendSchema = lazy(() =>
  refine(uploadAndSendWorkflowInputSchema, (input, context) => {
    refuseUnreadOptions(input, context);
    refuseNobody(input, context);
  }),
);

/** The input of files for many recipients. */
export const uploadAndSendAllSchema = lazy(() =>
  refine(uploadAndSendAllWorkflowInputSchema, (input, context) => {
    refuseUnreadOptions(input, context);
    input.recipients.forEach((each, index) => refuseNobody(each, context, ['recipients', index]));
  }),
);

/** Refuses options that nobody reads, as whoever sets them expects something. */
function refuseUnreadOptions(options: WorkflowSendOptions, context: Context): void {
  const { waitFor, statusDeadline, onUnknown, maxResends } = options;
  if (statusDeadline !== undefined && waitFor === undefined) {
    refuse(context, 'statusDeadline', 'must not be set without "waitFor": no status is waited for');
  }
  if (maxResends !== undefined && onUnknown !== 'resend') {
    refuse(context, 'maxResends', 'must not be set unless "onUnknown" is "resend": nothing is sent again');
  }
}

function refuseWorkflowOptions(options: WorkflowSendOptions, context: Context): void {
  const names = Object.keys(workflowSendOptions) as (keyof WorkflowSendOptions)[];
  for (const name of names) {
    if (options[name] === undefined || workflowSendOptions[name] === 'activity') continue;
    refuse(context, name, 'must not be set with via "activity": only a workflow can do it; leave "via" out');
  }
}

/** Refuses a recipient that Meta would refuse, before anything is uploaded. */
function refuseNobody(
  to: Pick<SendEnvelope, 'to' | 'recipientType'>,
  context: Context,
  path: PropertyKey[] = [],
): void {
  const message = wrongRecipient(to);
  if (message !== undefined) context.addIssue({ code: 'custom', path: [...path, 'to'], message, input: to.to });
}

function refuse(context: Context, name: string, message: string): void {
  context.addIssue({ code: 'custom', path: [name], message });
}
