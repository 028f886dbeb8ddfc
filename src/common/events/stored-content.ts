/** What stands for something that is in the worker's media store: a content that is too large, or a user's file. */

/** A content that is in the worker's media store. The activity `loadWhatsAppContent` reads it. */
export interface StoredContent {
  /** The URI of the file in the media store: JSON in UTF-8. */
  ref: string;
  /** The size of the file in bytes. */
  bytes: number;
  /** SHA-256 of the file, as a lower-case hex digest. */
  sha256: string;
}

/** A file that is in the worker's media store. */
export interface StoredMedia {
  /** The URI of the file in the media store. */
  media: string;
  /** The MIME type that Meta said. */
  mimeType: string;
  /** The size in bytes. */
  size: number;
  /** SHA-256 of the bytes that were stored, as a lower-case hex digest. */
  sha256: string;
}

/** Why a file is not in the media store. */
export interface LostMedia {
  /** The type of the failure: `WhatsApp.NotFound` where Meta has the file no more, `WhatsApp.Media`, … */
  type: string;
  /** What went wrong, in at most 300 characters. */
  message: string;
}

/** The file of a message: stored, or lost. */
export interface KeptFile {
  /** The id of the media object at Meta. */
  mediaId: string;
  /** The file in the media store. */
  stored?: StoredMedia;
  /** The reason why it is not there. */
  lost?: LostMedia;
}
