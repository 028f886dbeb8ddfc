/** Which fields Meta documents, and the events of those whose whole value is one event. */
import { defined } from '../schema/defined.js';
import { addContact, ContactIndex, readHandoverUser } from './identity.js';
import { asText, isRecord, type JsonRecord } from './json.js';
import { setBase, type BaseMembers } from './parsed-event.js';
import type { WhatsAppChangeEvent, WhatsAppEvent, WhatsAppHandoverEvent, WhatsAppTemplateEvent } from './types.js';

type ValueKind = 'template' | 'account' | 'phone_number' | 'flow' | 'security' | 'handover';

/**
 * Every documented field. `change` are fields whose content is in lists, and those without a kind of their own.
 *
 * @see "Webhooks" https://developers.facebook.com/docs/whatsapp/cloud-api/guides/set-up-webhooks (read 2026-11)
 */
const documented: ReadonlyMap<string, ValueKind | 'change'> = new Map([
  ['message_template_status_update', 'template'],
  ['message_template_quality_update', 'template'],
  ['message_template_components_update', 'template'],
  ['template_category_update', 'template'],
  ['account_alerts', 'account'],
  ['account_review_update', 'account'],
  ['account_settings_update', 'account'],
  ['account_update', 'account'],
  ['business_capability_update', 'account'],
  ['partner_solutions', 'account'],
  ['payment_configuration_update', 'account'],
  ['business_username_update', 'phone_number'],
  // Seen in other people's code, where Meta documents the singular.
  ['business_username_updates', 'phone_number'],
  ['phone_number_name_update', 'phone_number'],
  ['phone_number_quality_update', 'phone_number'],
  ['flows', 'flow'],
  ['security', 'security'],
  ['messaging_handovers', 'handover'],
  ['automatic_events', 'change'],
  ['calls', 'change'],
  ['group_lifecycle_update', 'change'],
  ['group_participants_update', 'change'],
  ['group_settings_update', 'change'],
  ['group_status_update', 'change'],
  ['history', 'change'],
  ['messages', 'change'],
  ['smb_app_state_sync', 'change'],
  ['smb_message_echoes', 'change'],
  ['standby', 'change'],
  ['user_preferences', 'change'],
]);

/** Whether a field's whole value is one event. Its `errors`, if any, are then part of it and no items. */
export function isSingleEventField(field: string | undefined): boolean {
  const kind = field === undefined ? undefined : documented.get(field);
  return kind !== undefined && kind !== 'change';
}

/** The event of a value that is no list of items, or of what the value holds beside them. */
export function valueEvent(raw: JsonRecord, base: BaseMembers): WhatsAppEvent {
  const { receivedAtMs, field } = base;
  const kind = field === undefined ? undefined : documented.get(field);
  const event = kind ? readers[kind](raw, receivedAtMs, field) : unknownFieldEvent(raw, base);
  setBase(event, base);
  const timestamp = kind && asText(raw['timestamp']);
  if (timestamp !== undefined) event.timestamp = timestamp;
  return event;
}

function unknownFieldEvent(raw: JsonRecord, { receivedAtMs, field }: BaseMembers): WhatsAppEvent {
  const found = field === undefined ? 'missing' : 'not one that this version knows';
  return {
    kind: 'unknown',
    reason: 'field-unknown',
    receivedAtMs,
    problem: `entry[].changes[].field is ${found}`,
    raw,
  };
}

type ValueReader = (raw: JsonRecord, receivedAtMs: number, field?: string) => WhatsAppEvent;

const readers: Record<ValueKind | 'change', ValueReader> = {
  change: (raw, receivedAtMs): WhatsAppChangeEvent => ({ kind: 'change', receivedAtMs, raw }),
  template: readTemplate,
  handover: readHandover,
  account: (raw, receivedAtMs) => {
    const alert = isRecord(raw['alert_info']) ? raw['alert_info']['alert_type'] : undefined;
    const event = firstText(raw['event'], raw['decision'], alert, raw['status']);
    return { kind: 'account', receivedAtMs, ...defined({ event }), raw };
  },
  phone_number: (raw, receivedAtMs) => {
    const displayPhoneNumber = asText(raw['display_phone_number']);
    const event = firstText(raw['event'], raw['decision'], raw['status']);
    return { kind: 'phone_number', receivedAtMs, ...defined({ displayPhoneNumber, event }), raw };
  },
  flow: (raw, receivedAtMs) => {
    const members = { flowId: asText(raw['flow_id']), event: asText(raw['event']) };
    return { kind: 'flow', receivedAtMs, ...defined(members), raw };
  },
  security: (raw, receivedAtMs) => {
    const members = { displayPhoneNumber: asText(raw['display_phone_number']), event: asText(raw['event']) };
    return { kind: 'security', receivedAtMs, ...defined(members), raw };
  },
};

/** A handover names its number in `recipient`, and has no `metadata`. */
function readHandover(raw: JsonRecord, receivedAtMs: number): WhatsAppHandoverEvent {
  const user = readHandoverUser(raw);
  addContact(user, new ContactIndex(Array.isArray(raw['contacts']) ? raw['contacts'] : []).find(user));
  const event = asText(raw['type']);
  const control = event === undefined ? undefined : raw[event];
  const { recipient } = raw;
  const members = {
    phoneNumberId: isRecord(recipient) ? asText(recipient['phone_number_id']) : undefined,
    event,
    previousOwner: isRecord(control) ? asText(control['previous_owner_role']) : undefined,
    newOwner: isRecord(control) ? asText(control['new_owner_role']) : undefined,
  };
  return { kind: 'handover', receivedAtMs, user, ...defined(members), raw };
}

function readTemplate(raw: JsonRecord, receivedAtMs: number, field = ''): WhatsAppTemplateEvent {
  const members = {
    change: templateChange(raw) ?? templateChanges.get(field),
    templateId: asText(raw['message_template_id']),
    templateName: asText(raw['message_template_name']),
    language: asText(raw['message_template_language']),
    event: asText(raw['event']),
  };
  return { kind: 'template', receivedAtMs, ...defined(members), raw };
}

const templateChanges: ReadonlyMap<string, WhatsAppTemplateEvent['change']> = new Map([
  ['message_template_status_update', 'status'],
  ['message_template_quality_update', 'quality'],
  ['message_template_components_update', 'components'],
  ['template_category_update', 'category'],
]);

/** What changed, by the members of the value: Meta's own sample of a change of quality has the field of the status. */
function templateChange(raw: JsonRecord): WhatsAppTemplateEvent['change'] {
  if (raw['event'] !== undefined) return 'status';
  if (raw['new_quality_score'] !== undefined || raw['previous_quality_score'] !== undefined) return 'quality';
  if (raw['new_category'] !== undefined || raw['correct_category'] !== undefined) return 'category';
  return raw['message_template_element'] === undefined ? undefined : 'components';
}

function firstText(...values: unknown[]): string | undefined {
  for (const value of values) {
    const text = asText(value);
    if (text !== undefined) return text;
  }
  return undefined;
}
