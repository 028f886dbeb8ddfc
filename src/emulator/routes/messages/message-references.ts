/** Checks that what a message refers to exists: media, templates, flows, catalogs. */
import { isRecord } from '../../../common/events/json.js';
import { mediaKinds } from '../../../common/limits.js';
import type { Parameters } from '../../http/graph-call.js';
import { GraphError, invalidParameter } from '../../meta/graph-error.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import type { PhoneNumber } from '../../state/numbers/phone-numbers.js';
import { checkTemplateUse } from './template-use.js';

/** @throws GraphError as Meta answers; with `anyId` everything exists, and only what does is looked at. */
export function checkReferences(
  message: Parameters,
  { id: phoneNumberId, wabaId }: PhoneNumber,
  state: EmulatorState,
): void {
  for (const { kind, id } of mediaReferences(message)) checkMedia(kind, id, phoneNumberId, state);
  const { template, interactive } = message;
  if (isRecord(template)) {
    checkTemplateUse(template, state, { wabaId, isToUserId: message['to'] === undefined });
  }
  if (isRecord(interactive) && isRecord(interactive['action'])) {
    checkAction(interactive['action'], wabaId, state);
  }
}

interface MediaReference {
  kind: string;
  id: string;
}

/**
 * Every `{ "<kind>": { "id": … } }` in the message, however deep: headers, cards and template parameters carry media,
 * too.
 */
export function mediaReferences(value: unknown): MediaReference[] {
  if (Array.isArray(value)) return value.flatMap(mediaReferences);
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    if (!mediaKinds.some((kind) => kind === key) || !isRecord(member)) return mediaReferences(member);
    return member['id'] === undefined ? [] : [{ kind: key, id: String(member['id']) }];
  });
}

function checkMedia(kind: string, id: string, phoneNumberId: string, state: EmulatorState): void {
  const media = state.media.find(id);
  if (!media && state.settings.anyId) return;
  if (!media) throw invalidParameter(`Media ${id} of param ${kind} does not exist or has expired.`);
  if (media.phoneNumberId !== phoneNumberId) {
    throw new GraphError({ code: 131053, details: `Media ${id} was not uploaded by phone number ${phoneNumberId}.` });
  }
}

function checkAction(action: Parameters, wabaId: string, state: EmulatorState): void {
  const { settings, accounts } = state;
  const parameters = isRecord(action['parameters']) ? action['parameters'] : {};
  const flow = parameters['flow_id'] ?? parameters['flow_name'];
  if (flow !== undefined) checkFlow(String(flow), parameters['mode'] === 'draft', wabaId, state);
  const catalog = action['catalog_id'];
  const catalogs = [...settings.catalogs, accounts.find(wabaId)?.catalogId];
  if (catalog !== undefined && !settings.anyId && !catalogs.includes(String(catalog))) {
    throw new GraphError({
      code: 131009,
      details: `Catalog ${String(catalog)} is not connected to this business account.`,
    });
  }
}

/** A draft goes only out in draft mode, and in draft mode goes only a draft. */
function checkFlow(idOrName: string, isDraftMode: boolean, wabaId: string, { settings, flows }: EmulatorState): void {
  const flow = flows.find(wabaId, idOrName);
  if (!flow) {
    if (settings.anyId || settings.flows.includes(idOrName)) return;
    throw new GraphError({ code: 131009, details: `Flow ${idOrName} does not exist in this business account.` });
  }
  if (flow.status === 'BLOCKED') throw new GraphError({ code: 132068, details: `Flow ${idOrName} is blocked.` });
  const isSendable = isDraftMode ? flow.status === 'DRAFT' : ['PUBLISHED', 'THROTTLED'].includes(flow.status);
  if (isSendable) return;
  const mode = isDraftMode ? 'draft' : 'published';
  throw new GraphError({
    code: 131009,
    details: `Flow ${idOrName} is ${flow.status}; it cannot be sent in the mode ${mode}.`,
  });
}
