/** Which workflows a POST reaches: one group for each, its items in Meta's order. */
import {
  withCopies,
  type DeadLetterFate,
  type Fate,
  type IgnoredFate,
  type Item,
  type Route,
  type WorkflowStart,
  type WorkflowTarget,
} from './item.js';
import { isTakenByNobody, isTarget, type Router } from './route.js';

/** All items of one POST for one workflow. */
export interface SignalGroup {
  workflowId: string;
  start?: WorkflowStart;
  items: Item[];
}

/** Routes every item. One that goes nowhere has its fate then; every other one is in a group, and so are its copies. */
export function groupItems(items: readonly Item[], route: Router): SignalGroup[] {
  const groups = new Map<string, SignalGroup>();
  const settled: Item[] = [];
  for (const item of items) place(item, route(item), groups, settled);
  return [...groups.values()];
}

/** What became of items whose workflow does not run. */
export interface Regrouped {
  /** The groups of those that go on to other workflows. */
  groups: SignalGroup[];
  /** Those that go nowhere, and have their fates. */
  settled: Item[];
}

/** Does with each item what its target says of a workflow that does not run. */
export function regroup(items: readonly Item[]): Regrouped {
  const groups = new Map<string, SignalGroup>();
  const settled = items.flatMap((item) => {
    const { otherwise = item.target === 'workflow' ? 'ignore' : 'dead-letter' } = item;
    if (typeof otherwise === 'function') return goOn(item, otherwise(), groups);
    return [settle(item, otherwise === 'ignore' ? ended() : notFound())];
  });
  return { groups: [...groups.values()], settled };
}

/** Whoever has the item already does not get it again, and nobody has to be found for it. */
function goOn(item: Item, routes: readonly Route[], groups: Map<string, SignalGroup>): Item[] {
  const others = withCopies(item).filter((other) => other !== item);
  const left = routes.filter(
    (route) => !isTarget(route) || others.every((each) => each.workflowId !== route.workflowId),
  );
  const [first = ended()] = left;
  if (!isTakenByNobody(first)) return place(item, left, groups, []);
  const isTaken = others.some(({ fate }) => fate === undefined || fate.kind === 'delivered');
  return [settle(item, isTaken ? ended() : first.kind === 'ignored' ? first : notFound())];
}

function ended(): IgnoredFate {
  return { kind: 'ignored', reason: 'workflow-ended' };
}

function notFound(): DeadLetterFate {
  return { kind: 'dead-letter', reason: 'workflow-not-found' };
}

/** @param settled gets the item and its new copies, as far as they go nowhere */
function place(item: Item, routes: readonly Route[], groups: Map<string, SignalGroup>, settled: Item[]): Item[] {
  let isFirst = true;
  for (const route of routes) {
    const placed = isFirst ? item : addCopy(item);
    isFirst = false;
    if (isTarget(route)) addToGroup(groups, route, placed);
    else settled.push(settle(placed, route));
  }
  return settled;
}

function settle(item: Item, fate: Fate): Item {
  item.fate = fate;
  return item;
}

function addCopy(item: Item): Item {
  const { event, source } = item;
  const original = item.original ?? item;
  const copy: Item = { event, source, original };
  (original.copies ??= []).push(copy);
  return copy;
}

/**
 * A conversation that sends can be the target of a status and of a message in the same POST. It gets one signal, and
 * the message starts it when it does not run.
 */
function addToGroup(groups: Map<string, SignalGroup>, target: WorkflowTarget, item: Item): void {
  const { kind, workflowId, start, otherwise } = target;
  item.target = kind;
  item.workflowId = workflowId;
  if (otherwise) item.otherwise = otherwise;
  const group = groups.get(workflowId);
  if (!group)
    return void groups.set(workflowId, start ? { workflowId, start, items: [item] } : { workflowId, items: [item] });
  group.items.push(item);
  if (start) group.start ??= start;
}
