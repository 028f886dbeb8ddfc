/** Which fields Meta documents, and the events of those whose whole value is one event. */
import { isRecord, textOf, type JsonRecord } from './json.js';
import { setOrigin, type EventOrigin } from './origin.js';
import type { WhatsAppChangeEvent, WhatsAppTemplateEvent, WhatsAppEvent } from './types.js';

type ValueKind = 'template' | 'account' | 'phone_number' | 'flow' | 'security';

/**
 * `change`: fields whose content is in lists, and those without a kind of their own.
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

/** Whether a field's value is one event, whose `errors`, if any, are part of it and no items. */
export function isWholeValue(field: string | undefined): boolean {
  const kind = field === undefined ? undefined : documented.get(field);
  return kind !== undefined && kind !== 'change';
}

/** The event of a value that is no list of items, or of what it holds beside them. */
export function valueEvent(raw: JsonRecord, origin: EventOrigin): WhatsAppEvent {
  const { receivedAtMs, field } = origin;
  const kind = field === undefined ? undefined : documented.get(field);
  if (kind === undefined) {
    const problem =
      field === undefined
        ? 'entry[].changes[].field is missing'
        : 'entry[].changes[].field is not one that this version knows';
    const unknown: WhatsAppEvent = { kind: 'unknown', reason: 'field-unknown', receivedAtMs, problem, raw };
    setOrigin(unknown, origin);
    return unknown;
  }
  const event = readers[kind](raw, receivedAtMs, field);
  setOrigin(event, origin);
  const timestamp = textOf(raw['timestamp']);
  if (timestamp !== undefined) event.timestamp = timestamp;
  return event;
}

const readers: Record<ValueKind | 'change', (raw: JsonRecord, receivedAtMs: number, field?: string) => WhatsAppEvent> =
  {
    change: (raw, receivedAtMs): WhatsAppChangeEvent => ({ kind: 'change', receivedAtMs, raw }),
    template: readTemplate,
    account: (raw, receivedAtMs) => {
      const alert = isRecord(raw['alert_info']) ? raw['alert_info']['alert_type'] : undefined;
      const event = firstText(raw['event'], raw['decision'], alert, raw['status']);
      return { kind: 'account', receivedAtMs, ...(event !== undefined && { event }), raw };
    },
    phone_number: (raw, receivedAtMs) => {
      const displayPhoneNumber = textOf(raw['display_phone_number']);
      const event = firstText(raw['event'], raw['decision'], raw['status']);
      return {
        kind: 'phone_number',
        receivedAtMs,
        ...(displayPhoneNumber !== undefined && { displayPhoneNumber }),
        ...(event !== undefined && { event }),
        raw,
      };
    },
    flow: (raw, receivedAtMs) => {
      const flowId = textOf(raw['flow_id']);
      const event = textOf(raw['event']);
      return {
        kind: 'flow',
        receivedAtMs,
        ...(flowId !== undefined && { flowId }),
        ...(event !== undefined && { event }),
        raw,
      };
    },
    security: (raw, receivedAtMs) => {
      const displayPhoneNumber = textOf(raw['display_phone_number']);
      const event = textOf(raw['event']);
      return {
        kind: 'security',
        receivedAtMs,
        ...(displayPhoneNumber !== undefined && { displayPhoneNumber }),
        ...(event !== undefined && { event }),
        raw,
      };
    },
  };

function readTemplate(raw: JsonRecord, receivedAtMs: number, field = ''): WhatsAppTemplateEvent {
  const event: WhatsAppTemplateEvent = { kind: 'template', receivedAtMs, raw };
  const change = templateChange(raw) ?? templateChanges.get(field);
  const templateId = textOf(raw['message_template_id']);
  const templateName = textOf(raw['message_template_name']);
  const language = textOf(raw['message_template_language']);
  const name = textOf(raw['event']);
  if (change !== undefined) event.change = change;
  if (templateId !== undefined) event.templateId = templateId;
  if (templateName !== undefined) event.templateName = templateName;
  if (language !== undefined) event.language = language;
  if (name !== undefined) event.event = name;
  return event;
}

const templateChanges: ReadonlyMap<string, WhatsAppTemplateEvent['change']> = new Map([
  ['message_template_status_update', 'status'],
  ['message_template_quality_update', 'quality'],
  ['message_template_components_update', 'components'],
  ['template_category_update', 'category'],
]);

/** By the members before the field: Meta's own sample of a change of quality has the field of the status. */
function templateChange(raw: JsonRecord): WhatsAppTemplateEvent['change'] {
  if (raw['event'] !== undefined) return 'status';
  if (raw['new_quality_score'] !== undefined || raw['previous_quality_score'] !== undefined) return 'quality';
  if (raw['new_category'] !== undefined || raw['correct_category'] !== undefined) return 'category';
  return raw['message_template_element'] === undefined ? undefined : 'components';
}

function firstText(...values: unknown[]): string | undefined {
  for (const value of values) {
    const text = textOf(value);
    if (text !== undefined) return text;
  }
  return undefined;
}
