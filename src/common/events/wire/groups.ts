/**
 * @see "Group webhooks" https://developers.facebook.com/docs/whatsapp/cloud-api/groups/webhooks (read 2026-11)
 */
import type { NumberOrText, WireError, WireObject } from './values.js';

/** An item of any of the four group fields. */
export interface WireGroup extends WireObject {
  group_id?: string;
  /** `group_create`, `group_participants_add`, `group_settings_update`, `group_suspend`, … */
  type?: string;
  /** Of the request that this answers. */
  request_id?: string;
  join_request_id?: string;
  /** Unix seconds. */
  timestamp?: NumberOrText;
  subject?: string;
  description?: string;
  invite_link?: string;
  join_approval_mode?: string;
  reason?: string;
  wa_id?: string;
  user_id?: string;
  /** `business` or `participant` */
  initiated_by?: string;
  added_participants?: WireParticipant[];
  removed_participants?: WireParticipant[];
  failed_participants?: WireParticipant[];
  group_subject?: WireGroupSetting;
  group_description?: WireGroupSetting;
  profile_picture?: WireGroupSetting;
  errors?: WireError[];
}

export interface WireParticipant extends WireObject {
  wa_id?: string;
  user_id?: string;
  /** What the request named. */
  input?: string;
  errors?: WireError[];
}

export interface WireGroupSetting extends WireObject {
  text?: string;
  mime_type?: string;
  sha256?: string;
  update_successful?: boolean;
  errors?: WireError[];
}
