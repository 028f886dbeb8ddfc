/** The files of messages that went to workflows of the application: each is stored by a workflow of its own. */
import { createHash } from 'node:crypto';
import { shrinkContent } from '../../common/events/stored/shrink-event.js';
import { findMessageFile, type FoundFile } from '../../common/events/stored/message-file.js';
import type { WhatsAppMediaEvent, WhatsAppMessageEvent } from '../../common/events/types.js';
import { inboundMediaWorkflowId, isPhoneNumberId } from '../../common/ids/workflow-ids.js';
import type { InboundMediaTarget, InboundMediaWorkflowInput } from '../../common/inputs/media/inbound-media.js';
import type { DurationInput } from '../../common/inputs/durations.js';
import { jsonBytes } from '../../common/json-bytes.js';
import { defined } from '../../common/schema/defined.js';
import { jsonBytesAtMost } from '../calls/json.js';
import type { SignalGroup } from '../routing/group.js';
import { withCopies, type Item } from '../routing/item.js';

/** What the arguments of all targets of one workflow may need as JSON: half of Temporal's limit of a payload. */
const maxSharedBytes = 1_000_000;

/** Larger arguments of a target are left out: it is told while it runs, and is not started again. */
const maxArgsBytes = 1_800_000;

/** What is carried without a closer look. */
const maxBoundBytes = 32_000;

/** A file that is to be stored, and the item whose message has it. */
export interface InboundFile {
  item: Item;
  input: InboundMediaWorkflowInput;
}

/**
 * The files of what the application's workflows have got. A message that has to come again for one of its workflows
 * brings its file again.
 *
 * @param groups all that were delivered
 */
export function inboundFiles(groups: readonly SignalGroup[], within?: DurationInput): InboundFile[] {
  const told = new Map<Item, InboundMediaTarget[]>();
  for (const { workflowId, start, items } of groups) {
    for (const item of items) {
      if (item.event.kind !== 'message' || item.target !== 'route' || item.fate?.kind !== 'delivered') continue;
      const original = item.original ?? item;
      const targets = told.get(original) ?? [];
      told.set(original, targets);
      // A group whose large events were stored is there twice.
      if (targets.every((target) => target.workflowId !== workflowId)) targets.push({ workflowId, ...start });
    }
  }
  return [...told].flatMap(([item, targets]) => toFiles(item, targets, within));
}

function toFiles(item: Item, targets: InboundMediaTarget[], within?: DurationInput): InboundFile[] {
  const { event } = item;
  if (event.kind !== 'message' || withCopies(item).some(({ fate }) => fate?.kind === 'not-delivered')) return [];
  const { phoneNumberId } = event;
  const found = item.file ?? findMessageFile(event.raw);
  if (found === undefined || !isPhoneNumberId(phoneNumberId)) return [];
  const input = {
    phoneNumberId,
    mediaId: found.file.id,
    event: mediaEvent(event, found),
    ...defined({ within }),
  };
  return shareInputs(targets).map((some) => ({ item, input: { ...input, targets: some } }));
}

/** The targets that one workflow tells: all of them, or each its own where their arguments would be too large. */
function shareInputs(targets: InboundMediaTarget[]): InboundMediaTarget[][] {
  const sizes = targets.map(({ args }) => measure(args));
  const all = sizes.reduce((sum, size) => sum + size, 0);
  const bounded = targets.map((target, index) => {
    const isTooLarge = (sizes[index] ?? 0) > maxArgsBytes;
    return isTooLarge ? { workflowId: target.workflowId } : target;
  });
  return all <= maxSharedBytes ? [bounded] : bounded.map((target) => [target]);
}

/** Arguments that only a converter of the application can write count as too large. */
function measure(args: unknown[] = []): number {
  const bound = jsonBytesAtMost(args);
  if (bound <= maxBoundBytes || bound === Infinity) return bound;
  try {
    return jsonBytes(args);
  } catch {
    return Infinity;
  }
}

function mediaEvent(event: WhatsAppMessageEvent, { raw: whole }: FoundFile): Omit<WhatsAppMediaEvent, 'file'> {
  const { wabaId, phoneNumberId, field, timestamp, receivedAtMs, conversationKeys, groupId, messageId } = event;
  const ids = { wabaId, phoneNumberId, field, timestamp, conversationKeys, groupId, messageId, type: event.type };
  const { url: _url, ...raw } = whole;
  const isSmall = jsonBytes(raw) <= maxBoundBytes;
  const kept = isSmall ? raw : { ...shrinkContent(raw), ...defined({ id: raw.id }) };
  return { kind: 'media', user: event.user, receivedAtMs, ...defined(ids), raw: kept };
}

/** The id of the workflow that stores a file: the same one when the message comes again for the same workflows. */
export function inboundFileId(input: InboundMediaWorkflowInput): string {
  return inboundMediaWorkflowId(input.phoneNumberId, input.mediaId, hashTold(input));
}

function hashTold({ mediaId, event, targets }: InboundMediaWorkflowInput): string {
  const ids = targets.map(({ workflowId }) => workflowId).sort();
  return createHash('sha256')
    .update(JSON.stringify([event.messageId, mediaId, ids]))
    .digest('hex')
    .slice(0, 32);
}
