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
import { fileToUpload, type FileToUpload, type MediaKind } from './media.js';
import {
  registrationDetails,
  verificationCodeRequest,
  type RegistrationDetails,
  type VerificationCodeRequest,
} from './phone-number.js';
import { requireRecipient, sendEnvelope, type SendEnvelope } from './send.js';
import { workflowSendOptionsShape, type WorkflowSendOptions } from './send-options.js';
import { phoneNumberTarget, type PhoneNumberTarget } from './shared.js';

/** What `send()` sends, and to whom. */
export interface SendInput extends SendEnvelope {
  /** The content, in Meta's wire shape. The builders of `temporal-whatsapp/messages` make it. */
  message: OutboundMessage;
}

/** Input of `sendMessageWorkflow`. */
export interface SendMessageWorkflowInput extends SendInput, WorkflowSendOptions {}

/** How an uploaded file is shown. */
export interface MediaPresentation {
  /**
   * The kind of message. A file that WhatsApp does not show as this kind is refused before the upload, or goes as a
   * document with `documentFallback`.
   *
   * @default by MIME type: image, audio, video, sticker (webp), otherwise document
   */
  kind?: MediaKind | undefined;
  /** The text below an image, video or document: 1 to 1,024 characters. @default none */
  caption?: string | undefined;
  /** Sends audio as a voice message (OGG with Opus). @default false */
  voice?: boolean | undefined;
}

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
        kind: ifGiven(() => z.enum(['image', 'audio', 'video', 'document', 'sticker'])),
        caption: ifGiven(() => z.string().min(1).max(1024, 'must be at most 1024 characters')),
        voice: ifGiven(() => z.boolean()),
        deleteMediaAfter: ifGiven(() => z.boolean()),
        reuse: ifGiven(() => z.boolean()),
        ...workflowSendOptionsShape,
      }),
    )
      .superRefine(refuseUnfitPresentation)
      .superRefine(refuseDeletingReused),
  ),
);

function refuseUnfitPresentation({ kind, caption, voice }: MediaPresentation, context: z.RefinementCtx): void {
  if (caption !== undefined && (kind === 'audio' || kind === 'sticker')) {
    const message = `must not be set: ${kind} messages have no caption`;
    context.addIssue({ code: 'custom', path: ['caption'], message });
  }
  if (voice === true && kind !== undefined && kind !== 'audio') {
    const message = `must not be set for ${kind}: only audio can be a voice message`;
    context.addIssue({ code: 'custom', path: ['voice'], message });
  }
}

function refuseDeletingReused(
  { deleteMediaAfter, reuse }: Pick<UploadAndSendWorkflowInput, 'deleteMediaAfter' | 'reuse'>,
  context: z.RefinementCtx,
): void {
  if (deleteMediaAfter !== true || reuse !== true) return;
  const message = 'must not be set with "reuse": others send the same media';
  context.addIssue({ code: 'custom', path: ['deleteMediaAfter'], message });
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
    address: ifGiven(() => z.object({ to: z.string().optional(), recipient: z.string().optional() })),
  }),
);
