/**
 * @see "message_template_status_update webhook" https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference/message_template_status_update (read 2026-11)
 */
import type { NumberOrText, WireObject } from './values.js';

/** The value of the four template fields; which members are there depends on what changed. */
export interface WireTemplate extends WireObject {
  message_template_id?: NumberOrText;
  message_template_name?: string;
  message_template_language?: string;
  /** Of the status: `APPROVED`, `REJECTED`, `PAUSED`, `DISABLED`, … */
  event?: string;
  reason?: string | null;
  message_template_category?: string;
  disable_info?: WireObject & { disable_date?: NumberOrText };
  other_info?: WireObject & { title?: string; description?: string };
  rejection_info?: WireObject & { reason?: string; recommendation?: string };
  /** `GREEN`, `YELLOW`, `RED` or `UNKNOWN` */
  previous_quality_score?: string;
  new_quality_score?: string;
  previous_category?: string;
  new_category?: string;
  /** Of a change of category that is announced. */
  correct_category?: string;
  /** Unix seconds. */
  category_update_timestamp?: NumberOrText;
  message_template_title?: string;
  message_template_element?: string;
  message_template_footer?: string;
  message_template_buttons?: WireObject[];
}
