/** Items of the four group fields. */
import type { NumberOrText, WireError, WireObject } from './values.js';

/**
 * An item of any of the four group fields.
 *
 * @see "Group webhooks" https://developers.facebook.com/docs/whatsapp/cloud-api/groups/webhooks (read 2026-11)
 */
export interface WireGroup extends WireObject {
  /** Id of the group. */
  group_id?: string;
  /** `group_create`, `group_participants_add`, `group_settings_update`, `group_suspend`, … */
  type?: string;
  /** Id of the request that this answers. */
  request_id?: string;
  /** Id of a user's request to join. */
  join_request_id?: string;
  /** Unix seconds. */
  timestamp?: NumberOrText;
  /** Name of the group. */
  subject?: string;
  /** Description of the group. */
  description?: string;
  /** Link with which users join the group. */
  invite_link?: string;
  /** Whether somebody has to approve who joins. */
  join_approval_mode?: string;
  /** Why it happened. */
  reason?: string;
  /** WhatsApp id of the user whom the item is about. */
  wa_id?: string;
  /** Business-scoped user id of the user whom the item is about. */
  user_id?: string;
  /** `business` or `participant` */
  initiated_by?: string;
  /** Participants who were added. */
  added_participants?: WireParticipant[];
  /** Participants who were removed. */
  removed_participants?: WireParticipant[];
  /** Participants with whom the request failed. */
  failed_participants?: WireParticipant[];
  /** The change of the group's name. */
  group_subject?: WireGroupSetting;
  /** The change of the group's description. */
  group_description?: WireGroupSetting;
  /** The change of the group's picture. */
  profile_picture?: WireGroupSetting;
  /** What went wrong. */
  errors?: WireError[];
}

/** A participant of a group. */
export interface WireParticipant extends WireObject {
  /** WhatsApp id of the participant. */
  wa_id?: string;
  /** Business-scoped user id of the participant. */
  user_id?: string;
  /** The participant as the request named it. */
  input?: string;
  /** What went wrong. */
  errors?: WireError[];
}

/** The change of a group's setting. */
export interface WireGroupSetting extends WireObject {
  /** The text of a name or a description. */
  text?: string;
  /** MIME type of a picture. */
  mime_type?: string;
  /** SHA-256 of a picture. */
  sha256?: string;
  /** Whether the change was made. */
  update_successful?: boolean;
  /** What went wrong. */
  errors?: WireError[];
}
