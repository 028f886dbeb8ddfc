/** What stands for a content that is too large to be carried. */

/** A content that is in the worker's media store. The activity `loadWhatsAppContent` reads it. */
export interface StoredContent {
  /** The URI of the file in the media store: JSON in UTF-8. */
  ref: string;
  /** The size of the file in bytes. */
  bytes: number;
  /** SHA-256 of the file, as a lower-case hex digest. */
  sha256: string;
}
