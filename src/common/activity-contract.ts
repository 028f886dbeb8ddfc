/**
 * The documented signature of every activity. Workflows and clients see only this file, and `createWhatsAppActivities`
 * implements it. Activity names are wire names: a renamed activity breaks running workflows.
 */
import type { BusinessProfile } from './business-profile.js';
import type { StoredContent } from './events/stored-content.js';
import type {
  ControlThreadInput,
  DeleteMediaInput,
  DeregisterPhoneNumberInput,
  DownloadMediaInput,
  GetBusinessProfileInput,
  GetMediaInput,
  GetPhoneNumberInput,
  GraphRequestInput,
  ListConversationKeysInput,
  LoadContentInput,
  MarkMessageReadInput,
  MediaKind,
  RegisterPhoneNumberInput,
  RequestVerificationCodeInput,
  SendMessageInput,
  StoreConsentInput,
  StoreContentInput,
  UpdateBusinessProfileInput,
  UploadFileInput,
  UploadMediaInput,
  VerifyCodeInput,
} from './inputs/index.js';
import type { SendMessageResult } from './sending/send-outcome.js';

/** The answer to a request that Meta has carried out. */
export interface SuccessResult {
  /** Always true: everything else is a failure. */
  success: true;
}

/** A file that is at Meta now. */
export interface UploadMediaResult {
  /** The media id. It lives 30 days at Meta, and only the number that uploaded the file can send it. */
  mediaId: string;
  /** The MIME type that Meta was told. */
  mimeType: string;
  /** The size in bytes. */
  size: number;
  /** SHA-256 of the bytes that were sent, as a lower-case hex digest. */
  sha256: string;
  /** The name that Meta was told. */
  filename: string;
  /** The kind of message that shows the file: `document` after a fallback. Absent in results of before 0.2. */
  kind?: MediaKind;
  /** Whether the media was uploaded before. Only with `reuse`. */
  reused?: boolean;
}

/** A file that an app has uploaded, under a handle. */
export interface UploadFileResult {
  /** The handle, for `profile_picture_handle`, and for `header_handle` in the example of a template. */
  handle: string;
  /** The MIME type that Meta was told. */
  mimeType: string;
  /** The name that Meta was told. */
  filename: string;
  /** The size in bytes. */
  size: number;
}

/** The metadata of a media object at Meta. */
export interface MediaMetadata {
  /** The media id. */
  mediaId: string;
  /** The MIME type. */
  mimeType: string;
  /** Meta's SHA-256, in lower-case hex where its form is known. */
  sha256: string;
  /** The size in bytes. */
  size: number;
  /** The download URL, only on request. It dies after 5 minutes and needs the access token. */
  url?: string;
}

/** The keys of a user's conversation. */
export interface ConversationKeys {
  /** The preferred one first. */
  keys: string[];
}

/** A file that is in the media store now. */
export interface DownloadMediaResult {
  /** The URI of the file. */
  media: string;
  /** The MIME type that Meta said. */
  mimeType: string;
  /** The size in bytes. */
  size: number;
  /** SHA-256 of the bytes that were stored, in lower-case hex. */
  sha256: string;
  /** Meta's digest in a form that is not known: it was not compared. */
  unreadDigest?: string;
}

/** What became of a media object that was to be deleted. */
export interface DeleteMediaResult {
  /** False when the media was already gone, which is success. */
  deleted: boolean;
}

/** Fields of a phone number as Meta names them; which are present depends on the fields asked for. */
export interface PhoneNumberState {
  /** The phone number id. */
  id: string;
  /** The number as Meta writes it: `+1 631-555-1111`. */
  display_phone_number?: string;
  /** The business name that users see. */
  verified_name?: string;
  /** `CONNECTED` once registered; others are `PENDING`, `DISCONNECTED`, `BANNED`, … */
  status?: string;
  /** `VERIFIED`, `NOT_VERIFIED` or `EXPIRED`. */
  code_verification_status?: string;
  /** `GREEN`, `YELLOW`, `RED` or `UNKNOWN`. */
  quality_rating?: string;
  /** `CLOUD_API`, `ON_PREMISE` or `NOT_APPLICABLE`. */
  platform_type?: string;
  /** The state of the name's review: `APPROVED`, `PENDING_REVIEW`, `DECLINED`, … */
  name_status?: string;
  /** Any other field that was asked for. */
  [field: string]: unknown;
}

/** The answer to a raw request. */
export interface GraphRequestResult {
  /** The HTTP status: 200 to 299. Every other one is a failure. */
  status: number;
  /** The headers that are useful to a caller: content type, usage, version. Never a cookie. */
  headers: Record<string, string>;
  /**
   * The body as JSON or text. A whole number whose digits a JavaScript number would lose is a string in it. Every token
   * and PIN is `[redacted]`: it stays in the history. Whoever needs a
   * token asks with `GraphClient` in an activity of their own. Absent for `binary`.
   */
  body?: unknown;
  /** The stored body of a `binary` answer. */
  media?: DownloadMediaResult;
}

/** What a statement about consent was stored as. */
export interface StoreConsentResult {
  /** The ids of the user under which it stands in the store now, unless a newer one stands there. */
  users: string[];
}

/** A content that was read back from the media store. */
export interface LoadedContent {
  /** The content, as it was stored. */
  content: unknown;
}

/** Every activity of this library, by the name that it has on the wire. */
export interface WhatsAppActivities {
  /**
   * Sends one message.
   *
   * - Effect: `POST /{phone-number-id}/messages`, exactly one request per attempt.
   * - Retry-safe: no. Retried only when the request surely was not accepted; a lost answer fails with
   *   `WhatsApp.SendOutcomeUnknown` and is never retried.
   * - Heartbeats: no (one request, shorter than startToCloseTimeout), so a send that may have left cannot be canceled.
   * - Failure types: InvalidInput, Configuration, SendOutcomeUnknown, RateLimited, Unavailable, and what Meta refuses
   *   with.
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
   * @see "Mark messages as read"
   * https://developers.facebook.com/docs/whatsapp/cloud-api/guides/mark-message-as-read (read 2026-11)
   */
  markWhatsAppMessageRead(input: MarkMessageReadInput): Promise<SuccessResult>;

  /**
   * Passes, takes or releases the thread of a user, where several apps or Meta's own agent answer for one number.
   *
   * - Effect: `POST /{phone-number-id}/thread_control`.
   * - Retry-safe: yes; after a lost answer a repeated pass or release may be refused, as the thread is gone by then.
   * - Heartbeats: no.
   * - Failure types: InvalidInput, Configuration, and what Meta refuses with (the app does not hold the thread, or may
   *   not take it).
   *
   * @see "Thread Control (Cloud API)"
   * https://developers.facebook.com/documentation/meta-business-agent/reference/operate/thread-control-cloud-api (read
   * 2026-11)
   */
  controlWhatsAppThread(input: ControlThreadInput): Promise<SuccessResult>;

  /**
   * Uploads a file and returns its media id.
   *
   * - Effect: `POST /{phone-number-id}/media`, streamed as multipart form data. With `reuse` it starts and asks an
   *   `uploadedMediaWorkflow`, and makes no request where the media is known.
   * - Retry-safe: yes; a repeated upload leaves an unused media object that expires after 30 days.
   * - Heartbeats: yes, with the number of bytes sent; with `reuse` also while it reads the file and waits for another
   *   upload of it.
   * - Failure types: InvalidInput, Configuration, Media (missing, too large, unsupported type or kind, bytes of another
   *   type), and the common ones.
   *
   * @see "Media" https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media (read 2026-11)
   */
  uploadWhatsAppMedia(input: UploadMediaInput): Promise<UploadMediaResult>;

  /**
   * Uploads a file to a session of an app, and returns its handle. Samples of templates and profile pictures need one.
   *
   * - Effect: `POST /{app-id}/uploads` opens a session, `POST /{upload-id}` streams the bytes to it.
   * - Retry-safe: yes. The next attempt asks `GET /{upload-id}` for the offset. It goes on there if the store says that
   *   the file is still the same, and else begins anew.
   * - Heartbeats: yes, with the number of bytes, and the id and signature of the session.
   * - Failure types: InvalidInput, Configuration, Media (missing, too large, of another type, of unknown length), and
   *   the common ones.
   *
   * @see "Resumable Upload API" https://developers.facebook.com/docs/graph-api/guides/upload (read 2026-11)
   */
  uploadWhatsAppFile(input: UploadFileInput): Promise<UploadFileResult>;

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
   * - Effect: `GET /{media-id}` for a fresh URL, then `GET` of that URL; writes one file, replaced as a whole by a
   *   retry.
   * - Retry-safe: yes.
   * - Heartbeats: yes, with the number of bytes received.
   * - Failure types: InvalidInput, Configuration, NotFound, Media (length or sha256 differ, store cannot write), and
   *   the common ones.
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
   * - Effect: `POST /{phone-number-id}/register`; 10 calls per number in 72 hours. None with `checkOnly`.
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
   * Reads what users see of a business.
   *
   * - Effect: `GET /{phone-number-id}/whatsapp_business_profile`.
   * - Retry-safe: yes.
   * - Heartbeats: no.
   * - Failure types: InvalidInput, Configuration, NotFound, and the common ones.
   */
  getWhatsAppBusinessProfile(input: GetBusinessProfileInput): Promise<BusinessProfile>;

  /**
   * Changes what users see of a business, the picture included.
   *
   * - Effect: uploads the picture as `uploadWhatsAppFile` does, then
   *   `POST /{phone-number-id}/whatsapp_business_profile`.
   * - Retry-safe: yes; a repeated change sets the same values.
   * - Heartbeats: yes, with the number of bytes of the picture.
   * - Failure types: InvalidInput, Configuration, Media (the picture), and the common ones.
   *
   * @see "Business profiles" https://developers.facebook.com/docs/whatsapp/cloud-api/reference/business-profiles (read
   * 2026-11)
   */
  updateWhatsAppBusinessProfile(input: UpdateBusinessProfileInput): Promise<SuccessResult>;

  /**
   * The keys under which the receiver finds a user's conversation, where an id key hides the ids of users.
   *
   * - Effect: none.
   * - Retry-safe: yes.
   * - Heartbeats: no.
   * - Failure types: InvalidInput, Configuration.
   * - Graph endpoint: none.
   */
  listWhatsAppConversationKeys(input: ListConversationKeysInput): Promise<ConversationKeys>;

  /**
   * Writes what a user has said about messages into the worker's consent store.
   *
   * - Effect: one write into the store, under each id of the user. No request to Meta.
   * - Retry-safe: yes; an older statement never replaces a newer one.
   * - Heartbeats: no (one write).
   * - Failure types: InvalidInput, Configuration (the worker has no store), ConsentStore (it cannot be written to).
   */
  storeWhatsAppConsent(input: StoreConsentInput): Promise<StoreConsentResult>;

  /**
   * Writes a content that is too large to be carried into the worker's media store, as a file of JSON.
   *
   * - Effect: one new file, named by its digest. No request to Meta.
   * - Retry-safe: yes; the same content replaces its own file.
   * - Heartbeats: yes, with the number of bytes written.
   * - Failure types: InvalidInput, Configuration (the worker has no store), Media (it cannot be written to).
   */
  storeWhatsAppContent(input: StoreContentInput): Promise<StoredContent>;

  /**
   * Reads back what `storeWhatsAppContent` has written.
   *
   * - Effect: none.
   * - Retry-safe: yes.
   * - Heartbeats: no (one read of at most 2 MB).
   * - Failure types: InvalidInput, Configuration, Media (the file is missing, unreadable, or another one).
   */
  loadWhatsAppContent(input: LoadContentInput): Promise<LoadedContent>;

  /**
   * Any other Graph request.
   *
   * - Effect: the method on the path, below the worker's base URL and version.
   * - Retry-safe: GET, PUT, DELETE, and what the caller declares to be idempotent; the retry policy is the caller's.
   *   Any other request whose answer was lost is not repeated, and a message never.
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
