/**
 * Which upload of a file is at Meta, in a store of an application: a database that several workers reach.
 *
 * Without one, an `uploadedMediaWorkflow` for each file knows it. Give a store to `WhatsAppPlugin` as `uploadedMedia`.
 */

/** Asks for the media id of a file, or for the right to upload it. */
export interface UploadedMediaClaim {
  /** Names who asks: the same for every attempt of one activity. At most 200 characters. */
  claimId: string;
  /** The time of the asking, in Unix milliseconds: of the worker's clock. */
  nowMs: number;
  /** The end of the right to upload, should the one who asks get it, in Unix milliseconds. */
  untilMs: number;
  /** A media id that Meta no longer knows. It is forgotten if it is the one that is known. @default none */
  notMediaId?: string;
}

/**
 * The answer to a claim.
 *
 * - `known`: the file is at Meta under this media id.
 * - `yours`: the one who asked uploads the file, and reports.
 * - `taken`: somebody else uploads it. The activity asks again after a second or two.
 */
export type UploadedMediaAnswer =
  | {
      /** The file is at Meta. */
      kind: 'known';
      /** Its media id. */
      mediaId: string;
    }
  | {
      /** The one who asked uploads the file, and reports. */
      kind: 'yours';
    }
  | {
      /** Somebody else uploads it. */
      kind: 'taken';
    };

/** A media object that can be used. */
export interface UploadedMediaEntry {
  /** The media id. */
  mediaId: string;
  /** The end of its use, in Unix milliseconds: a day before Meta forgets it. */
  usableUntilMs: number;
}

/**
 * Knows uploaded files by a key: text of at most 200 characters of ASCII, which says the number, the bytes, the type
 * and the name. A key that is not known is nobody's.
 *
 * A call may take 10 seconds, or less when the activity's own time is over before. Its answer is ignored after that.
 */
export interface UploadedMediaStore {
  /**
   * Answers one who wants the file at Meta. It has to be atomic: of all who ask for a key at the same time, one gets
   * `yours`.
   *
   * - A media id that is usable after `nowMs`, and is not `notMediaId`, is `known`.
   * - Otherwise a claim of another `claimId` whose `untilMs` is after `nowMs` makes the file `taken`.
   * - Otherwise it is `yours`, and the claim is kept. The same `claimId` gets its claim again.
   *
   * When it fails or does not answer, the activity fails with `WhatsApp.Unavailable` and asks again. Any other answer
   * fails it with `WhatsApp.Configuration`, and is not asked for again. Nothing is uploaded then.
   */
  claim(key: string, claim: UploadedMediaClaim): Promise<UploadedMediaAnswer>;
  /**
   * Ends the claim, if this `claimId` has it. With a media object, all who ask from now on get that one, whoever has
   * the claim. It may be forgotten after `usableUntilMs`.
   *
   * When it fails or does not answer, the worker logs a warning. The activity that has uploaded uses the media id
   * alone.
   */
  report(key: string, claimId: string, media?: UploadedMediaEntry): Promise<void>;
}
