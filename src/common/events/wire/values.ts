/** What Meta's objects are made of. Types of what is documented, not of what was checked: any member may be missing or of another type. */

/** Members that this version does not name can be read by index. */
export interface WireObject {
  [member: string]: unknown;
}

/** Meta writes ids, times and amounts as numbers in some places and as strings in others. */
export type NumberOrText = number | string;

/**
 * An error at any place where one occurs.
 *
 * @see "Error codes" https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes (read 2026-11)
 */
export interface WireError extends WireObject {
  code?: NumberOrText;
  title?: string;
  message?: string;
  href?: string;
  error_data?: WireErrorData;
}

export interface WireErrorData extends WireObject {
  details?: string;
}
