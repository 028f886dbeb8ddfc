/** Values of `flows`. */
import type { NumberOrText, WireObject } from './values.js';

/**
 * The value of `flows`.
 *
 * @see "Flows webhooks" https://developers.facebook.com/docs/whatsapp/flows/reference/flowswebhooks (read 2026-11)
 */
export interface WireFlow extends WireObject {
  /** Id of the flow. */
  flow_id?: NumberOrText;
  /**
   * `FLOW_STATUS_CHANGE`, `CLIENT_ERROR_RATE`, `ENDPOINT_ERROR_RATE`, `ENDPOINT_LATENCY`, `ENDPOINT_AVAILABILITY`, …
   */
  event?: string;
  /** The event in words. */
  message?: string;
  /** `DRAFT`, `PUBLISHED`, `DEPRECATED`, `BLOCKED` or `THROTTLED` */
  old_status?: string;
  /** The status from now on, one of those of `old_status`. */
  new_status?: string;
  /** What happens if nobody acts. */
  warning?: string;
  /** The value above or below which the alert is raised. */
  threshold?: NumberOrText;
  /** `ACTIVATED` or `DEACTIVATED` */
  alert_state?: string;
  /** The share of requests or screens that failed. */
  error_rate?: NumberOrText;
  /** How often each type of error occurred. They are no errors of the webhook. */
  errors?: WireFlowError[];
}

/** How often one type of error occurred. */
export interface WireFlowError extends WireObject {
  /** The type of the error. */
  error_type?: string;
  /** The share of this type. */
  error_rate?: NumberOrText;
  /** The number of errors of this type. */
  error_count?: NumberOrText;
}
