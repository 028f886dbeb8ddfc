/**
 * @see "Flows webhooks" https://developers.facebook.com/docs/whatsapp/flows/reference/flowswebhooks (read 2026-11)
 */
import type { NumberOrText, WireObject } from './values.js';

/** The value of `flows`. */
export interface WireFlow extends WireObject {
  flow_id?: NumberOrText;
  /** `FLOW_STATUS_CHANGE`, `CLIENT_ERROR_RATE`, `ENDPOINT_ERROR_RATE`, `ENDPOINT_LATENCY`, `ENDPOINT_AVAILABILITY`, … */
  event?: string;
  message?: string;
  /** `DRAFT`, `PUBLISHED`, `DEPRECATED`, `BLOCKED` or `THROTTLED` */
  old_status?: string;
  new_status?: string;
  warning?: string;
  threshold?: NumberOrText;
  /** `ACTIVATED` or `DEACTIVATED` */
  alert_state?: string;
  error_rate?: NumberOrText;
  /** How often each type of error occurred; not errors of the webhook. */
  errors?: (WireObject & { error_type?: string; error_rate?: NumberOrText; error_count?: NumberOrText })[];
}
