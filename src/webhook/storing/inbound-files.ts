/** The files of messages that went to workflows of the application: each is stored by a workflow of its own. */
import { createHash } from 'node:crypto';
import { findMessageFile, type FoundFile } from '../../common/events/stored/message-file.js';
import type { WhatsAppMediaEvent, WhatsAppMessageEvent } from '../../common/events/types.js';
import { inboundMediaWorkflowId, isPhoneNumberId } from '../../common/ids/workflow-ids.js';
import type { InboundMediaTarget, InboundMediaWorkflowInput } from '../../common/inputs/media/inbound-media.js';
import type { DurationInput } from '../../common/inputs/durations.js';
import { defined } from '../../common/schema/defined.js';
import type { SignalGroup } from '../routing/group.js';
import { withCopies, type Item } from '../routing/item.js';

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
  return [...told].flatMap(([item, targets]) => toFile(item, targets, within) ?? []);
}

function toFile(item: Item, targets: InboundMediaTarget[], within?: DurationInput): InboundFile | undefined {
  const { event } = item;
  if (event.kind !== 'message' || withCopies(item).some(({ fate }) => fate?.kind === 'not-delivered')) return undefined;
  const { phoneNumberId } = event;
  const found = findMessageFile(event.raw);
  if (found === undefined || !isPhoneNumberId(phoneNumberId)) return undefined;
  const mediaId = found.file.id;
  const input = { phoneNumberId, mediaId, event: mediaEvent(event, found), targets, ...defined({ within }) };
  return { item, input };
}

function mediaEvent(event: WhatsAppMessageEvent, { raw: whole }: FoundFile): Omit<WhatsAppMediaEvent, 'file'> {
  const { wabaId, phoneNumberId, field, timestamp, receivedAtMs, conversationKeys, groupId, messageId } = event;
  const ids = { wabaId, phoneNumberId, field, timestamp, conversationKeys, groupId, messageId, type: event.type };
  const { url: _url, ...raw } = whole;
  return { kind: 'media', user: event.user, receivedAtMs, ...defined(ids), raw };
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
