/** What Temporal UI says of an activity that a workflow calls. */
import type { WhatsAppActivities } from '../../common/activity-contract.js';
import { isRecord, type JsonRecord } from '../../common/events/json.js';
import { summaryFor } from '../../common/summaries.js';

type Values = Readonly<Record<string, string | undefined>>;

/** @param input as the caller gave it, so that it may be anything */
export function describeCall(name: keyof WhatsAppActivities, input: unknown): string {
  const given = isRecord(input) ? input : {};
  if (name === 'registerWhatsAppPhoneNumber' && given['checkOnly'] === true) {
    return summaryFor('activities', 'registerWhatsAppPhoneNumber.checkOnly');
  }
  if (name === 'markWhatsAppMessageRead' && given['typingIndicator'] === true) {
    return summaryFor('activities', 'markWhatsAppMessageRead.typingIndicator');
  }
  return summaryFor('activities', name, valuesIn(name, given));
}

function valuesIn(name: keyof WhatsAppActivities, input: JsonRecord): Values {
  switch (name) {
    case 'sendWhatsAppMessage':
      return { kind: isRecord(input['message']) ? (asWord(input['message']['type']) ?? 'text') : undefined };
    case 'uploadWhatsAppMedia':
    case 'uploadWhatsAppFile':
      return { file: fileName(input) };
    case 'requestWhatsAppVerificationCode':
      return { method: asWord(input['codeMethod']) };
    case 'graphRequest':
    case 'callGraph':
      return { request: requestLine(input) };
    default:
      return {};
  }
}

/** The method and the path of a request, without a query. */
export function requestLine({ method = 'GET', path }: { method?: unknown; path?: unknown }): string {
  return `${asWord(method) ?? 'GET'} ${asWord(path)?.split('?', 1)[0] ?? ''}`;
}

/** The name of a file: its own, or the end of its URI without what may sign it. */
function fileName({ filename, media }: JsonRecord): string {
  return asWord(filename) ?? asWord(media)?.split(/[?#]/, 1)[0]?.split('/').at(-1) ?? '';
}

function asWord(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
