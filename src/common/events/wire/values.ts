/**
 * What Meta's objects are made of. The types say what is documented, not what was checked: any member may be missing or
 * of another type.
 */

/** An object of Meta's. Members that this version does not name can be read by index. */
export interface WireObject {
  /** Any member. */
  [member: string]: unknown;
}

/** An id, a time or an amount. Meta writes them as numbers in some places and as strings in others. */
export type NumberOrText = number | string;

/**
 * An error at any place where one occurs.
 *
 * @see "Error codes" https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes (read 2026-11)
 */
export interface WireError extends WireObject {
  /** Meta's error code. */
  code?: NumberOrText;
  /** Title of the error. */
  title?: string;
  /** Message of the error. */
  message?: string;
  /** URL of a page about the error. */
  href?: string;
  /** More about the error. */
  error_data?: WireErrorData;
  /** The error in words, in the place of older webhooks. */
  details?: string;
}

/** More about an error. */
export interface WireErrorData extends WireObject {
  /** The error in words. */
  details?: string;
}
