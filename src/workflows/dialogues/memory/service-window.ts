/** The 24 hours after a message of the user, in which anything may be sent. Afterwards only templates go out. */

/**
 * How long the window stays open.
 *
 * @see "Customer service windows"
 * https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-messages (read 2026-11)
 */
export const windowMs = 24 * 60 * 60 * 1000;

/** What a dialogue knows of the window. */
export interface ServiceWindow {
  /**
   * The time until which anything may be sent, in Unix milliseconds. It may have passed. Absent when no message of the
   * user has come here: then Meta decides.
   */
  openUntil?: number;
  /** Whether the window is open now; undefined when nobody here knows. */
  isOpen?: boolean;
}

/** The later of two ends of the window. */
export function extendWindow(openUntil: number | undefined, writtenAtMs: number): number {
  return Math.max(openUntil ?? 0, writtenAtMs + windowMs);
}
