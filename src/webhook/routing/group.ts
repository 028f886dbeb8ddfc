/** Which workflows a POST reaches: one group for each, its items in Meta's order. */
import type { Item } from './item.js';
import type { Router, WorkflowStart, WorkflowTarget } from './route.js';

/** All items of one POST for one workflow. */
export interface SignalGroup {
  workflowId: string;
  start?: WorkflowStart;
  items: Item[];
}

/** Routes every item. One that goes nowhere has its fate then; every other one is in a group. */
export function groupItems(items: readonly Item[], route: Router): SignalGroup[] {
  const groups = new Map<string, SignalGroup>();
  for (const item of items) {
    const target = route(item);
    if (target.kind === 'ignored' || target.kind === 'dead-letter') {
      item.fate = target;
      continue;
    }
    item.target = target.kind;
    addToGroup(groups, target, item);
  }
  return [...groups.values()];
}

/**
 * A conversation that sends can be the target of a status and of a message in the same POST. It gets one signal, and
 * the message starts it when it does not run.
 */
function addToGroup(groups: Map<string, SignalGroup>, { workflowId, start }: WorkflowTarget, item: Item): void {
  const group = groups.get(workflowId) ?? { workflowId, items: [] };
  group.items.push(item);
  if (start) group.start ??= start;
  groups.set(workflowId, group);
}
