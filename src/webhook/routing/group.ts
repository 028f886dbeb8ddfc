/** Which workflows a POST reaches: one group for each, its events in Meta's order. */
import type { DeadLetterReason } from '../../common/dead-letter.js';
import type { ParsedEvent } from '../../common/events/parse.js';
import type { IgnoredReason, Router, WorkflowStart } from './route.js';

export type TargetKind = 'workflow' | 'conversation' | 'route';

/** An event on its way to a workflow. */
export interface RoutedEvent {
  parsed: ParsedEvent;
  /** In the POST. */
  index: number;
  target: TargetKind;
}

/** All events of one POST for one workflow. */
export interface SignalGroup {
  workflowId: string;
  start?: WorkflowStart;
  items: RoutedEvent[];
}

/** An item to be kept. */
export interface UndeliverableEvent {
  parsed: ParsedEvent;
  index: number;
  reason: DeadLetterReason;
  problem?: string;
}

export interface GroupedEvents {
  groups: SignalGroup[];
  undeliverable: UndeliverableEvent[];
  ignored: { index: number; reason: IgnoredReason }[];
}

export function groupEvents(parsed: readonly ParsedEvent[], route: Router): GroupedEvents {
  const groups = new Map<string, SignalGroup>();
  const undeliverable: UndeliverableEvent[] = [];
  const ignored: GroupedEvents['ignored'] = [];
  parsed.forEach((item, index) => {
    const target = route(item);
    if (target.kind === 'ignored') ignored.push({ index, reason: target.reason });
    else if (target.kind !== 'dead-letter') addToGroup(groups, target, { parsed: item, index, target: target.kind });
    else {
      const { reason, problem } = target;
      undeliverable.push({ parsed: item, index, reason, ...(problem !== undefined && { problem }) });
    }
  });
  return { groups: [...groups.values()], undeliverable, ignored };
}

/**
 * A conversation that sends can be the target of a status and of a message in the same POST. It gets one signal, and the
 * message starts it when it does not run.
 */
function addToGroup(
  groups: Map<string, SignalGroup>,
  { workflowId, start }: { workflowId: string; start?: WorkflowStart },
  item: RoutedEvent,
): void {
  const group = groups.get(workflowId);
  if (!group) {
    groups.set(workflowId, { workflowId, items: [item], ...(start && { start }) });
    return;
  }
  group.items.push(item);
  if (start && !group.start) group.start = start;
}
