/** Calls. */
import type { NumberOrText, WireError, WireObject } from './values.js';

/**
 * One event of a call.
 *
 * @see "Calling webhooks" https://developers.facebook.com/docs/whatsapp/cloud-api/calling/reference (read 2026-11)
 */
export interface WireCall extends WireObject {
  /** Id of the call. */
  id?: string;
  /** Phone number of the caller. */
  from?: NumberOrText;
  /** Business-scoped user id of the caller. */
  from_user_id?: string;
  /** Parent business-scoped user id of the caller. */
  from_parent_user_id?: string;
  /** Phone number of the one who is called. */
  to?: NumberOrText;
  /** Business-scoped user id of the one who is called. */
  to_user_id?: string;
  /** Parent business-scoped user id of the one who is called. */
  to_parent_user_id?: string;
  /** `connect`, `terminate`, or an event of a recording or a transcript. */
  event?: string;
  /** `USER_INITIATED` or `BUSINESS_INITIATED` */
  direction?: string;
  /** Unix seconds. */
  timestamp?: NumberOrText;
  /** The offer or answer of the media connection. */
  session?: WireCallSession;
  /** `COMPLETED` or `FAILED`. Only `terminate` has it. */
  status?: string;
  /** Time at which the call began, in Unix seconds. */
  start_time?: NumberOrText;
  /** Time at which the call ended, in Unix seconds. */
  end_time?: NumberOrText;
  /** Length of the call, in seconds. */
  duration?: NumberOrText;
  /** The business's own string of the call. */
  biz_opaque_callback_data?: string;
  /** The business's own string of the deep link that began the call. */
  deeplink_payload?: string;
  /** The business's own string of the button that began the call. */
  cta_payload?: string;
  /** What went wrong. */
  errors?: WireError[];
}

/** The offer or answer of a call's media connection. */
export interface WireCallSession extends WireObject {
  /** `offer` or `answer` */
  sdp_type?: string;
  /** The session description (SDP). */
  sdp?: string;
}
