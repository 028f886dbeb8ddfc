/**
 * The documented signature of every activity. Workflows and clients see only this file; `createWhatsAppActivities` implements
 * it. Activity names are wire names: a renamed activity breaks running workflows.
 */
import type {
  DeleteMediaInput,
  DeregisterPhoneNumberInput,
  DownloadMediaInput,
  GetMediaInput,
  GetPhoneNumberInput,
  GraphRequestInput,
  MarkMessageReadInput,
  RegisterPhoneNumberInput,
  RequestVerificationCodeInput,
  SendMessageInput,
  UploadMediaInput,
  VerifyCodeInput,
} from './inputs/index.js';

/** Meta accepted the message. Acceptance is not delivery: that comes by webhook. */
export interface SendMessageResult {
  messageId: string;
  sendKey: string;
  /** The recipient's WhatsApp id; absent when the message went to a business-scoped user id. */
  waId?: string;
  /** The recipient's business-scoped user id, when Meta tells it. */
  userId?: string;
  /** Set while a template is paced: `held_for_quality_assessment`, `paused`. A held message can still be dropped. */
  messageStatus?: string;
  groupId?: string;
  /** The caller's string did not fit beside our envelope: whoever waits for statuses has to put it back. */
  callerDataKept?: true;
}

export interface SuccessResult {
  success: true;
}

export interface UploadMediaResult {
  /** Lives 30 days at Meta, and can be sent only from the number that uploaded it. */
  mediaId: string;
  mimeType: string;
  /** In bytes. */
  size: number;
  /** Lower-case hex digest of the bytes that were sent. */
  sha256: string;
  filename: string;
}

export interface MediaMetadata {
  mediaId: string;
  mimeType: string;
  /** Lower-case hex digest, as Meta computed it. */
  sha256: string;
  /** In bytes. */
  size: number;
  /** Only on request; dies after 5 minutes and needs the access token. */
  url?: string;
}

export interface DownloadMediaResult {
  /** Where the file is now. */
  media: string;
  mimeType: string;
  /** In bytes. */
  size: number;
  sha256: string;
}

export interface DeleteMediaResult {
  /** False when the media was already gone, which is success. */
  deleted: boolean;
}

/** Fields of a phone number as Meta names them; which are present depends on the fields asked for. */
export interface PhoneNumberState {
  id: string;
  display_phone_number?: string;
  verified_name?: string;
  /** `CONNECTED` once registered; others are `PENDING`, `DISCONNECTED`, `BANNED`, … */
  status?: string;
  /** `VERIFIED`, `NOT_VERIFIED` or `EXPIRED`. */
  code_verification_status?: string;
  quality_rating?: string;
  platform_type?: string;
  name_status?: string;
  [field: string]: unknown;
}

export interface GraphRequestResult {
  status: number;
  /** Only what is useful to a caller: content type, usage and version headers. Never a cookie. */
  headers: Record<string, string>;
  /** JSON or text body; absent for `binary`. */
  body?: unknown;
  /** Where the body of a `binary` response was stored. */
  media?: DownloadMediaResult;
}

export interface WhatsAppActivities {
  /**
   * Sends one message.
   *
   * - Effect: `POST /{phone-number-id}/messages`, exactly one request per attempt.
   * - Retry-safe: no. Retried only when the request surely was not accepted; a lost answer fails with
   *   `WhatsApp.SendOutcomeUnknown` and is never retried.
   * - Heartbeats: no (one request, shorter than startToCloseTimeout), so a send that may have left cannot be cancelled.
   * - Failure types: InvalidInput, Configuration, SendOutcomeUnknown, RateLimited, Unavailable, and what Meta refuses with.
   *
   * @see "Send messages" https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-messages (read 2026-11)
   */
  sendWhatsAppMessage(input: SendMessageInput): Promise<SendMessageResult>;

  /**
   * Marks an inbound message and the earlier ones of its thread as read, optionally showing "typing…".
   *
   * - Effect: `POST /{phone-number-id}/messages` with `status: "read"`.
   * - Retry-safe: yes.
   * - Heartbeats: no.
   * - Failure types: InvalidInput, Configuration, InvalidRequest (no such inbound message), and the common ones.
   *
   * @see "Mark messages as read" https://developers.facebook.com/docs/whatsapp/cloud-api/guides/mark-message-as-read (read 2026-11)
   */
  markWhatsAppMessageRead(input: MarkMessageReadInput): Promise<SuccessResult>;

  /**
   * Uploads a file and returns its media id.
   *
   * - Effect: `POST /{phone-number-id}/media`, streamed as multipart form data.
   * - Retry-safe: yes; a repeated upload leaves an unused media object that expires after 30 days.
   * - Heartbeats: yes, with the number of bytes sent.
   * - Failure types: InvalidInput, Configuration, Media (missing, too large, unsupported type), and the common ones.
   *
   * @see "Media" https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media (read 2026-11)
   */
  uploadWhatsAppMedia(input: UploadMediaInput): Promise<UploadMediaResult>;

  /**
   * Reads a media object's metadata.
   *
   * - Effect: `GET /{media-id}`.
   * - Retry-safe: yes.
   * - Heartbeats: no.
   * - Failure types: InvalidInput, Configuration, NotFound, and the common ones.
   */
  getWhatsAppMedia(input: GetMediaInput): Promise<MediaMetadata>;

  /**
   * Streams a media object to the media store.
   *
   * - Effect: `GET /{media-id}` for a fresh URL, then `GET` of that URL; writes one file, replaced as a whole by a retry.
   * - Retry-safe: yes.
   * - Heartbeats: yes, with the number of bytes received.
   * - Failure types: InvalidInput, Configuration, NotFound, Media (length or sha256 differ, store cannot write), and the common ones.
   */
  downloadWhatsAppMedia(input: DownloadMediaInput): Promise<DownloadMediaResult>;

  /**
   * Deletes a media object. One that is already gone is success.
   *
   * - Effect: `DELETE /{media-id}`.
   * - Retry-safe: yes.
   * - Heartbeats: no.
   * - Failure types: InvalidInput, Configuration, and the common ones.
   */
  deleteWhatsAppMedia(input: DeleteMediaInput): Promise<DeleteMediaResult>;

  /**
   * Has Meta send a verification code to the number.
   *
   * - Effect: `POST /{phone-number-id}/request_code`; each call may send one more SMS or call.
   * - Retry-safe: only what surely was not accepted is retried.
   * - Heartbeats: no.
   * - Failure types: InvalidInput, Configuration, VerificationCode, RegistrationLimit, and the common ones.
   *
   * @see "Business phone numbers" https://developers.facebook.com/docs/whatsapp/cloud-api/phone-numbers (read 2026-11)
   */
  requestWhatsAppVerificationCode(input: RequestVerificationCodeInput): Promise<SuccessResult>;

  /**
   * Hands the code that the number received to Meta.
   *
   * - Effect: `POST /{phone-number-id}/verify_code`.
   * - Retry-safe: only what surely was not accepted is retried; wrong codes count against a limit.
   * - Heartbeats: no.
   * - Failure types: InvalidInput, Configuration, VerificationCode, and the common ones.
   */
  verifyWhatsAppCode(input: VerifyCodeInput): Promise<SuccessResult>;

  /**
   * Registers the number for the Cloud API. Sets the two-step PIN of a number that has none.
   *
   * - Effect: `POST /{phone-number-id}/register`; 10 calls per number in 72 hours.
   * - Retry-safe: only what surely was not accepted is retried; PinMismatch and RegistrationLimit never are.
   * - Heartbeats: no.
   * - Failure types: InvalidInput, Configuration, Registration, PinMismatch, RegistrationLimit, and the common ones.
   *
   * @see "Registration" https://developers.facebook.com/docs/whatsapp/cloud-api/reference/registration (read 2026-11)
   */
  registerWhatsAppPhoneNumber(input: RegisterPhoneNumberInput): Promise<SuccessResult>;

  /**
   * Takes the number off the Cloud API; the number and its history stay.
   *
   * - Effect: `POST /{phone-number-id}/deregister`; counts against the same limit as registration.
   * - Retry-safe: only what surely was not accepted is retried.
   * - Heartbeats: no.
   * - Failure types: InvalidInput, Configuration, Registration, RegistrationLimit, and the common ones.
   */
  deregisterWhatsAppPhoneNumber(input: DeregisterPhoneNumberInput): Promise<SuccessResult>;

  /**
   * Reads the number's state.
   *
   * - Effect: `GET /{phone-number-id}`.
   * - Retry-safe: yes.
   * - Heartbeats: no.
   * - Failure types: InvalidInput, Configuration, NotFound, and the common ones.
   */
  getWhatsAppPhoneNumber(input: GetPhoneNumberInput): Promise<PhoneNumberState>;

  /**
   * Any other Graph request.
   *
   * - Effect: the method on the path, below the worker's base URL and version.
   * - Retry-safe: as the method is; the retry policy is the caller's. A POST of a message whose answer was lost is never repeated.
   * - Heartbeats: yes while files are streamed.
   * - Failure types: InvalidInput, Configuration, and whatever Meta answers with.
   */
  graphRequest(input: GraphRequestInput): Promise<GraphRequestResult>;

  /**
   * The name of `graphRequest` in version 0.1, for workflows that began with it.
   *
   * @deprecated Use `graphRequest`.
   */
  callGraph(input: GraphRequestInput): Promise<GraphRequestResult>;
}
