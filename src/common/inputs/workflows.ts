/** Inputs of the workflows: plain JSON, checked by the client before a start and by the workflow itself. */
import { z } from 'zod';
import { phoneNumberIdSchema } from '../graph-ids.js';
import { ifGiven } from '../schema/if-given.js';
import { lazy } from '../schema/lazy.js';
import { outboundMessageSchema } from '../messages/outbound-message.js';
import { templateContentSchema } from '../messages/template.js';
import { durationSchema } from './durations.js';
import { callGraphInputSchema } from './graph-request.js';
import { uploadMediaInputSchema } from './media.js';
import { registrationOptions, verificationCodeOptions } from './phone-number.js';
import { requireRecipient, sendEnvelope } from './send.js';
import { onPhoneNumber } from './shared.js';

const retryOverrideSchema = lazy(() =>
  z.strictObject({
    initialInterval: ifGiven(() => durationSchema),
    backoffCoefficient: ifGiven(() => z.number().min(1)),
    maximumInterval: ifGiven(() => durationSchema),
    maximumAttempts: ifGiven(() => z.number().int().min(1)),
    /** Added to the table's own types, which always stay: an ambiguous send cannot be made retryable. */
    nonRetryableErrorTypes: ifGiven(() => z.array(z.string().min(1))),
  }),
);

/** What may be changed in an activity's row of the retry table. */
const activityOverrideSchema = lazy(() =>
  z.strictObject({
    startToCloseTimeout: ifGiven(() => durationSchema),
    scheduleToCloseTimeout: ifGiven(() => durationSchema),
    scheduleToStartTimeout: ifGiven(() => durationSchema),
    heartbeatTimeout: ifGiven(() => durationSchema),
    taskQueue: ifGiven(() => z.string().min(1)),
    retry: ifGiven(() => retryOverrideSchema),
  }),
);

const activityNames = [
  'sendWhatsAppMessage',
  'markWhatsAppMessageRead',
  'uploadWhatsAppMedia',
  'getWhatsAppMedia',
  'downloadWhatsAppMedia',
  'deleteWhatsAppMedia',
  'requestWhatsAppVerificationCode',
  'verifyWhatsAppCode',
  'registerWhatsAppPhoneNumber',
  'deregisterWhatsAppPhoneNumber',
  'getWhatsAppPhoneNumber',
  'callGraph',
] as const;

export const activityOverridesSchema = lazy(() => z.partialRecord(z.enum(activityNames), activityOverrideSchema));

/** How a send is carried out, and what becomes of it when Meta does not simply accept it. */
const carryingOut = lazy(() => ({
  /**
   * The send is given up when it was not accepted within this time, throttling and waiting for a token included: an OTP is
   * worthless after a minute. @default '1 hour'
   */
  deadline: ifGiven(() => durationSchema),
  /** 1 goes before 5 where sends queue up. @default 3 */
  priority: ifGiven(() => z.number().int().min(1).max(5)),
  /**
   * How long an unknown outcome waits for a status that settles it; false does not wait. @default '2 minutes' in the library's
   * workflows, false in `send()`: there each message's first status costs a Temporal action
   */
  settleUnknownFor: ifGiven(() => z.union([durationSchema, z.literal(false)])),
  /**
   * What follows when nothing settled it: `report` ends with the outcome `unknown`, `fail` with `WhatsApp.SendOutcomeUnknown`,
   * `resend` sends again under a key of its own, so that the user may get the message twice. @default 'report'
   */
  onUnknown: ifGiven(() => z.enum(['report', 'resend', 'fail'])),
  /** How often `resend` sends again. @default 3 */
  maxResends: ifGiven(() => z.number().int().min(1).max(20)),
  /** Sends this template instead when Meta refuses because the user has not written for 24 hours (131047). */
  onWindowClosed: ifGiven(() => z.strictObject({ template: templateContentSchema })),
  /** Changes rows of the activities' retry table for this send. */
  activityOptions: ifGiven(() => activityOverridesSchema),
}));

const waiting = lazy(() => ({
  ...carryingOut,
  /**
   * Ends the workflow only when the message has reached this status or a later one; `failed` fails it.
   *
   * @default the workflow ends when Meta has accepted the message
   */
  waitFor: ifGiven(() => z.enum(['sent', 'delivered', 'read'])),
  /** How long to wait for that status, from acceptance on. @default '1 day' */
  statusDeadline: ifGiven(() => durationSchema),
}));

export const sendMessageWorkflowInputSchema = lazy(() =>
  requireRecipient(
    z.strictObject({
      ...sendEnvelope,
      /** The content, in Meta's wire shape. */
      message: outboundMessageSchema,
      ...waiting,
    }),
  ),
);

export const uploadAndSendWorkflowInputSchema = lazy(() =>
  requireRecipient(
    z.strictObject({
      ...sendEnvelope,
      ...uploadMediaInputSchema.shape,
      /** @default by MIME type: image, audio, video, sticker (webp), otherwise document */
      kind: ifGiven(() => z.enum(['image', 'audio', 'video', 'document', 'sticker'])),
      /** Text below an image, video or document. */
      caption: ifGiven(() => z.string().min(1).max(1024, 'must be at most 1024 characters')),
      /** Sends audio as a voice message (OGG with Opus). */
      voice: ifGiven(() => z.boolean()),
      /**
       * Deletes the media at Meta once the message was accepted, or has reached `waitFor`. A refused message's media is
       * deleted, too; that of a message whose outcome is unknown is kept. @default false
       */
      deleteMediaAfter: ifGiven(() => z.boolean()),
      ...waiting,
    }),
  ).superRefine(({ kind, caption, voice }, context) => {
    if (caption !== undefined && (kind === 'audio' || kind === 'sticker')) {
      context.addIssue({
        code: 'custom',
        path: ['caption'],
        message: `must not be set: ${kind} messages have no caption`,
      });
    }
    if (voice === true && kind !== undefined && kind !== 'audio') {
      context.addIssue({
        code: 'custom',
        path: ['voice'],
        message: `must not be set for ${kind}: only audio can be a voice message`,
      });
    }
  }),
);

export const registerPhoneNumberWorkflowInputSchema = lazy(() =>
  z.strictObject({
    ...onPhoneNumber,
    ...verificationCodeOptions,
    ...registrationOptions,
    /** How long codes are waited for, over all attempts. @default '1 day' */
    deadline: ifGiven(() => durationSchema),
    /** How many wrong codes end the registration. @default 3 */
    maxWrongCodes: ifGiven(() => z.number().int().min(1).max(10)),
    activityOptions: ifGiven(() => activityOverridesSchema),
  }),
);

/** The connector's retry settings of a raw request. */
export const graphRetrySchema = lazy(() =>
  z.strictObject({
    /** Milliseconds between attempts; ignored with `useExponentialBackoff`. @default 0 (the engine's smallest, 1 ms) */
    retryDelayMs: ifGiven(() => z.number().int().min(0)),
    /** Retries after the first attempt. @default 0 */
    maxRetryCount: ifGiven(() => z.number().int().min(0).max(1000)),
    /** 1 s, 2 s, 4 s, … up to 1 minute. @default false */
    useExponentialBackoff: ifGiven(() => z.boolean()),
  }),
);

export const graphRequestWorkflowInputSchema = lazy(() =>
  z.strictObject({
    request: callGraphInputSchema,
    retry: ifGiven(() => graphRetrySchema),
    /** Ends all attempts. @default '1 day' */
    deadline: ifGiven(() => durationSchema),
  }),
);

/** Options of `send()` in users' workflows. */
export const sendOptionsSchema = lazy(() =>
  z.strictObject({
    ...carryingOut,
    /** The earliest status that will be waited for. @default none: no status comes, and none costs an action */
    track: ifGiven(() => z.enum(['sent', 'delivered', 'read'])),
  }),
);

export const sendInputSchema = lazy(() =>
  requireRecipient(z.strictObject({ ...sendEnvelope, message: outboundMessageSchema })),
);

export const conversationWorkflowInputSchema = lazy(() =>
  z.object({
    phoneNumberId: phoneNumberIdSchema,
    userKey: z.string().min(1),
  }),
);

export type SendInput = z.input<typeof sendInputSchema>;
export type SendOptions = z.input<typeof sendOptionsSchema>;
export type ActivityOverrides = z.input<typeof activityOverridesSchema>;
export type SendMessageWorkflowInput = z.input<typeof sendMessageWorkflowInputSchema>;
export type UploadAndSendWorkflowInput = z.input<typeof uploadAndSendWorkflowInputSchema>;
export type RegisterPhoneNumberWorkflowInput = z.input<typeof registerPhoneNumberWorkflowInputSchema>;
export type GraphRetryOptions = z.input<typeof graphRetrySchema>;
export type GraphRequestWorkflowInput = z.input<typeof graphRequestWorkflowInputSchema>;
