/** What `uploadedMediaWorkflow` is asked and told, by the activities of every worker. */

/** A media id that is known to be at Meta. */
export interface UsableMedia {
  /** The media id. */
  mediaId: string;
  /** The end of its use, in Unix milliseconds: a day before Meta forgets it. */
  usableUntilMs: number;
}

/** The one who uploads a file at this moment. */
export interface UploadClaim {
  /** Names who uploads: the same for every attempt of one activity. */
  claimId: string;
  /** The time at which the claim was given, in Unix milliseconds. */
  claimedAtMs: number;
  /** The end of the claim, in Unix milliseconds. Somebody else may upload then. */
  untilMs: number;
}

/** Input of `uploadedMediaWorkflow`: which file it is about. */
export interface UploadedMediaWorkflowInput {
  /** The number that the media belongs to. */
  phoneNumberId: string;
  /** SHA-256 of the bytes, as a lower-case hex digest. */
  sha256: string;
  /** The MIME type that Meta is told. */
  mimeType: string;
  /** What the run before knew. Only the workflow itself sets it. */
  media?: UsableMedia;
  /** Who was uploading in the run before. Only the workflow itself sets it. */
  claim?: UploadClaim;
}

/** Asks for the media id, or for the right to upload. */
export interface UploadClaimInput {
  /** Names who asks. The same one gets its claim back: 1 to 200 characters. */
  claimId: string;
  /** How long an upload may take, in milliseconds: 1 to 3,600,000. */
  claimMs: number;
  /** A media id that Meta no longer knows: it is forgotten. @default none */
  notMediaId?: string;
}

/** The answer: the media id that is known, or nothing, which means that the one who asked uploads the file. */
export interface UploadClaimResult {
  /** The media that was uploaded before. Absent: the one who asked has the claim. */
  media?: UsableMedia;
}

/** What came of an upload. */
export interface UploadReport {
  /** The new media id. Absent when there is none: the next one in line uploads. */
  mediaId?: string;
}

/** The state of an `uploadedMediaWorkflow`. */
export interface UploadedMediaState {
  /** `uploading`: somebody has claimed the upload. `uploaded`: the media id is known. */
  phase: 'none' | 'uploading' | 'uploaded';
  /** The media, once it is known. */
  media?: UsableMedia;
  /** How many askers wait for an upload. */
  waiting: number;
}
