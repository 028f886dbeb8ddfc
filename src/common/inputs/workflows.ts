/** Inputs of the workflows: plain JSON, checked by the client before a start and by the workflow itself. */
import { z } from 'zod';
import { phoneNumberIdSchema } from '../ids/graph-ids.js';
import { usableIdPattern } from '../ids/workflow-ids.js';
import { recordedMessageSchema, type OutboundMessage } from '../messages/outbound-message.js';
import { ifGiven } from '../schema/if-given.js';
import { lazy } from '../schema/lazy.js';
import { schemaFor } from '../schema/schema-for.js';
import { activityOverridesSchema, type ActivityOverrides } from './activity-overrides.js';
import { durationSchema, type DurationInput } from './durations.js';
import { graphRequestInputSchema, type GraphRequestInput } from './graph-request.js';
import {
  fileToUpload,
  mediaPresentation,
  refuseUnfitPresentation,
  type FileToSend,
  type FileToUpload,
  type MediaPresentation,
} from './media/media.js';
import {
  registrationDetails,
  verificationCodeRequest,
  type RegistrationDetails,
  type VerificationCodeRequest,
} from './phone-number.js';
import { requireRecipient, sendEnvelope, type SendEnvelope } from './send.js';
import { workflowSendOptionsShape, type SendHandling, type WorkflowSendOptions } from './send-options.js';
import { phoneNumberTarget, type PhoneNumberTarget } from './shared.js';

/** What `send()` sends, and to whom. */
export interface SendInput extends SendEnvelope {
  /** The content, in Meta's wire shape. The builders of `temporal-whatsapp/messages` make it. */
  message: OutboundMessage;
}

/** Input of `sendMessageWorkflow`. */
export interface SendMessageWorkflowInput extends SendInput, WorkflowSendOptions {}

/** Input of `uploadAndSendWorkflow`. */
export interface UploadAndSendWorkflowInput extends SendEnvelope, FileToUpload, MediaPresentation, WorkflowSendOptions {
  /**
   * Deletes the media at Meta once the message was accepted, or has reached `waitFor`. A refused message's media is
   * deleted, too. That of a message whose outcome is unknown is kept. @default false
   */
  deleteMediaAfter?: boolean | undefined;
  /**
   * Sends an earlier upload of the same bytes at the same number, as `reuse` of `uploadWhatsAppMedia` does. Without one
   * it uploads the file, and others use that. A file that Meta no longer knows is uploaded again. It cannot be deleted
   * afterwards, as others use it. @default false
   */
  reuse?: boolean | undefined;
}

type RecipientMember = 'to' | 'recipient' | 'recipientType' | 'bizOpaqueCallbackData' | 'recipientIdentityKeyHash';

/** One who gets the files. One of `to` and `recipient` is required. */
export interface FileRecipient extends Pick<SendEnvelope, RecipientMember> {}

type Handling = 'deadline' | 'priority' | 'settleUnknownFor' | 'maxResends' | 'activityOptions';

/** Input of `uploadAndSendAllWorkflow`. */
export interface UploadAndSendAllWorkflowInput extends PhoneNumberTarget, Pick<SendHandling, Handling> {
  /** The files, in the order in which everybody gets them: 1 to 10. Their messages are at most 500 in all. */
  files: FileToSend[];
  /** Who gets them: 1 to 100, nobody twice. For more, start several workflows with `reuse`. */
  recipients: FileRecipient[];
  /**
   * Names this send: 1 to 128 characters of printable ASCII, without spaces. Each message has a key of its own, such as
   * `<key>~r3.1` for the first file of the third recipient.
   *
   * @default the id of the run
   */
  sendKey?: string | undefined;
  /** How many recipients are sent to at the same time: 1 to 50. @default 10 */
  concurrency?: number | undefined;
  /** What follows when nobody knows whether Meta has accepted a message. @default 'report' */
  onUnknown?: 'report' | 'resend' | undefined;
  /**
   * Deletes each file at Meta once all messages with it have an outcome, unless one of these is unknown. A file that
   * nobody was accepted for is deleted in any case. @default false
   */
  deleteMediaAfter?: boolean | undefined;
  /** Sends earlier uploads of the same bytes, as in `uploadAndSendWorkflow`. None is deleted then. @default false */
  reuse?: boolean | undefined;
}

/** Input of `registerPhoneNumberWorkflow`. */
export interface RegisterPhoneNumberWorkflowInput
  extends PhoneNumberTarget, VerificationCodeRequest, RegistrationDetails {
  /** How long codes are waited for, over all attempts. @default '1 day' */
  deadline?: DurationInput | undefined;
  /** How many wrong codes end the registration: 1 to 10. @default 3 */
  maxWrongCodes?: number | undefined;
  /**
   * Registers a number that is registered already, as Meta wants it after a change of the display name. It counts
   * against the ten registrations in 72 hours. @default false
   *
   * @see "Registration" https://developers.facebook.com/docs/whatsapp/cloud-api/reference/registration (read 2026-11)
   */
  registerAgain?: boolean | undefined;
  /** Changes rows of the activities' retry table. */
  activityOptions?: ActivityOverrides | undefined;
}

/** How a raw request is tried again: the connector's own settings. */
export interface GraphRetryOptions {
  /** Milliseconds between attempts. Ignored with `useExponentialBackoff`. @default 0 (the engine's smallest, 1 ms) */
  retryDelayMs?: number | undefined;
  /** Retries after the first attempt: up to 1,000. @default 0 */
  maxRetryCount?: number | undefined;
  /** Waits 1 s, 2 s, 4 s, … up to 1 minute. @default false */
  useExponentialBackoff?: boolean | undefined;
}

/** Input of `graphRequestWorkflow`. */
export interface GraphRequestWorkflowInput {
  /** The request. */
  request: GraphRequestInput;
  /** How it is tried again. @default one attempt */
  retry?: GraphRetryOptions | undefined;
  /** Ends all attempts. @default '1 day' */
  deadline?: DurationInput | undefined;
}

export const sendInputSchema = schemaFor<SendInput>()(
  lazy(() => requireRecipient(z.strictObject({ ...sendEnvelope, message: recordedMessageSchema }))),
);

export const sendMessageWorkflowInputSchema = schemaFor<SendMessageWorkflowInput>()(
  lazy(() =>
    requireRecipient(z.strictObject({ ...sendEnvelope, message: recordedMessageSchema, ...workflowSendOptionsShape })),
  ),
);

export const uploadAndSendWorkflowInputSchema = schemaFor<UploadAndSendWorkflowInput>()(
  lazy(() =>
    requireRecipient(
      z.strictObject({
        ...sendEnvelope,
        ...fileToUpload,
        ...mediaPresentation,
        deleteMediaAfter: ifGiven(() => z.boolean()),
        reuse: ifGiven(() => z.boolean()),
        ...workflowSendOptionsShape,
      }),
    )
      .superRefine(refuseUnfitPresentation)
      .superRefine(refuseDeletingReused),
  ),
);

function refuseDeletingReused(
  { deleteMediaAfter, reuse }: Pick<UploadAndSendWorkflowInput, 'deleteMediaAfter' | 'reuse'>,
  context: z.RefinementCtx,
): void {
  if (deleteMediaAfter !== true || reuse !== true) return;
  const message = 'must not be set with "reuse": others send the same media';
  context.addIssue({ code: 'custom', path: ['deleteMediaAfter'], message });
}

const maxFiles = 10;
const maxRecipients = 100;
const maxMessages = 500;

const fileSchema = lazy(() =>
  z.strictObject({ ...fileToUpload, ...mediaPresentation }).superRefine(refuseUnfitPresentation),
);

const recipientSchema = lazy(() => {
  const { to, recipient, recipientType, bizOpaqueCallbackData, recipientIdentityKeyHash } = sendEnvelope;
  return requireRecipient(
    z.strictObject({ to, recipient, recipientType, bizOpaqueCallbackData, recipientIdentityKeyHash }),
  );
});

const handling = lazy(() => {
  const { deadline, priority, settleUnknownFor, maxResends, activityOptions } = workflowSendOptionsShape;
  return { deadline, priority, settleUnknownFor, maxResends, activityOptions };
});

export const uploadAndSendAllWorkflowInputSchema = schemaFor<UploadAndSendAllWorkflowInput>()(
  lazy(() =>
    z
      .strictObject({
        ...phoneNumberTarget,
        files: z.array(fileSchema).min(1).max(maxFiles, `must be at most ${maxFiles} files`),
        recipients: z
          .array(recipientSchema)
          .min(1)
          .max(maxRecipients, `must be at most ${maxRecipients}; start several workflows with "reuse" for more`),
        sendKey: sendEnvelope.sendKey,
        concurrency: ifGiven(() => z.number().int().min(1).max(50)),
        onUnknown: ifGiven(() => z.enum(['report', 'resend'])),
        deleteMediaAfter: ifGiven(() => z.boolean()),
        reuse: ifGiven(() => z.boolean()),
        ...handling,
      })
      .superRefine(refuseTooMany)
      .superRefine(refuseTwice)
      .superRefine(refuseDeletingReused),
  ),
);

type Sizes = Pick<UploadAndSendAllWorkflowInput, 'files' | 'recipients'>;

function refuseTooMany({ files, recipients }: Sizes, context: z.RefinementCtx): void {
  const messages = files.length * recipients.length;
  if (messages <= maxMessages) return;
  const message = `must be at most ${maxMessages} messages in all, and ${files.length} files for ${recipients.length} recipients are ${messages}`;
  context.addIssue({ code: 'custom', path: ['recipients'], message });
}

function refuseTwice({ recipients }: Sizes, context: z.RefinementCtx): void {
  const seen = new Map<string, number>();
  for (const [index, { to, recipient }] of recipients.entries()) {
    const names = [to?.replace(/[^\w=]/g, ''), recipient].filter((name) => name !== undefined);
    for (const name of names) {
      const first = seen.get(name);
      const message = `must not name a recipient twice: it is the same as recipients.${first}`;
      if (first !== undefined && first !== index)
        context.addIssue({ code: 'custom', path: ['recipients', index], message });
      seen.set(name, index);
    }
  }
}

export const registerPhoneNumberWorkflowInputSchema = schemaFor<RegisterPhoneNumberWorkflowInput>()(
  lazy(() =>
    z.strictObject({
      ...phoneNumberTarget,
      ...verificationCodeRequest,
      ...registrationDetails,
      deadline: ifGiven(() => durationSchema),
      maxWrongCodes: ifGiven(() => z.number().int().min(1).max(10)),
      registerAgain: ifGiven(() => z.boolean()),
      activityOptions: ifGiven(() => activityOverridesSchema),
    }),
  ),
);

const graphRetrySchema = lazy(() =>
  z.strictObject({
    retryDelayMs: ifGiven(() => z.number().int().min(0)),
    maxRetryCount: ifGiven(() => z.number().int().min(0).max(1000)),
    useExponentialBackoff: ifGiven(() => z.boolean()),
  }),
);

export const graphRequestWorkflowInputSchema = schemaFor<GraphRequestWorkflowInput>()(
  lazy(() =>
    z.strictObject({
      request: graphRequestInputSchema,
      retry: ifGiven(() => graphRetrySchema),
      deadline: ifGiven(() => durationSchema),
    }),
  ),
);

/** The two members that every start has. Other members are the workflow's own. */
export const conversationWorkflowInputSchema = lazy(() =>
  z.object({
    phoneNumberId: phoneNumberIdSchema,
    userKey: z
      .string()
      .regex(new RegExp(usableIdPattern), 'must be 1 to 200 characters of printable ASCII, without spaces'),
    groupId: ifGiven(() => z.string().regex(new RegExp(usableIdPattern), 'must be the id of a group')),
    address: ifGiven(() =>
      z.object({
        to: z.string().optional(),
        recipient: z.string().optional(),
        recipientType: z.literal('group').optional(),
      }),
    ),
  }),
);
