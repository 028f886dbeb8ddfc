/**
 * @see "Calling webhooks" https://developers.facebook.com/docs/whatsapp/cloud-api/calling/reference (read 2026-11)
 */
import type { NumberOrText, WireError, WireObject } from './values.js';

export interface WireCall extends WireObject {
  id?: string;
  from?: NumberOrText;
  from_user_id?: string;
  from_parent_user_id?: string;
  to?: NumberOrText;
  to_user_id?: string;
  to_parent_user_id?: string;
  /** `connect`, `terminate`; also of recordings and transcripts. */
  event?: string;
  /** `USER_INITIATED` or `BUSINESS_INITIATED` */
  direction?: string;
  /** Unix seconds. */
  timestamp?: NumberOrText;
  session?: WireObject & { sdp_type?: string; sdp?: string };
  /** `COMPLETED` or `FAILED`; with `terminate`. */
  status?: string;
  start_time?: NumberOrText;
  end_time?: NumberOrText;
  /** Seconds. */
  duration?: NumberOrText;
  biz_opaque_callback_data?: string;
  deeplink_payload?: string;
  cta_payload?: string;
  errors?: WireError[];
}
