/** Values of the template fields. */
import type { NumberOrText, WireObject } from './values.js';

/**
 * The value of the four template fields. Which members are there depends on what changed.
 *
 * @see "message_template_status_update webhook"
 * https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference/message_template_status_update (read
 * 2026-11)
 */
export interface WireTemplate extends WireObject {
  /** Id of the template. */
  message_template_id?: NumberOrText;
  /** Name of the template. */
  message_template_name?: string;
  /** Language of the template. */
  message_template_language?: string;
  /** The new status: `APPROVED`, `REJECTED`, `PAUSED`, `DISABLED`, … */
  event?: string;
  /** Why the status changed. */
  reason?: string | null;
  /** Category of the template. */
  message_template_category?: string;
  /** The time at which the template is disabled. */
  disable_info?: WireTemplateDisabling;
  /** More about a pause. */
  other_info?: WireTemplateNotice;
  /** More about a rejection. */
  rejection_info?: WireTemplateRejection;
  /** The quality before: `GREEN`, `YELLOW`, `RED` or `UNKNOWN`. */
  previous_quality_score?: string;
  /** The quality from now on, one of those of `previous_quality_score`. */
  new_quality_score?: string;
  /** The category before. */
  previous_category?: string;
  /** The category from now on. */
  new_category?: string;
  /** The category of a change that is announced. */
  correct_category?: string;
  /** Time of a change of category that is announced, in Unix seconds. */
  category_update_timestamp?: NumberOrText;
  /** The header of the template. */
  message_template_title?: string;
  /** The body of the template. */
  message_template_element?: string;
  /** The footer of the template. */
  message_template_footer?: string;
  /** The buttons of the template. */
  message_template_buttons?: WireObject[];
}

/** The end of a template. */
export interface WireTemplateDisabling extends WireObject {
  /** Time at which the template is disabled. */
  disable_date?: NumberOrText;
}

/** More about the pause of a template. */
export interface WireTemplateNotice extends WireObject {
  /** The kind of pause. */
  title?: string;
  /** The pause in words. */
  description?: string;
}

/** More about the rejection of a template. */
export interface WireTemplateRejection extends WireObject {
  /** Why it was rejected. */
  reason?: string;
  /** What to do about it. */
  recommendation?: string;
}
