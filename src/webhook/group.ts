/** Which workflows a POST reaches: one group for each, its events in Meta's order. */
import type { ParsedEvent } from '../common/events/parse.js';
import type { WhatsAppEvent } from '../common/events/types.js';
import { routeEvent, type IgnoredReason, type Route, type UnroutedReason } from './route.js';

/** All events of one POST for one workflow. */
export interface SignalGroup {
  route: Extract<Route, { kind: 'workflow' | 'conversation' }>;
  events: WhatsAppEvent[];
}

interface UnroutedEvent {
  event: WhatsAppEvent;
  reason: UnroutedReason;
}

export interface GroupedEvents {
  groups: SignalGroup[];
  unrouted: UnroutedEvent[];
  ignored: Partial<Record<IgnoredReason, number>>;
}

export function groupEvents(parsed: readonly ParsedEvent[]): GroupedEvents {
  const groups = new Map<string, SignalGroup>();
  const unrouted: UnroutedEvent[] = [];
  const ignored: GroupedEvents['ignored'] = {};
  for (const item of parsed) {
    const route = routeEvent(item);
    if (route.kind === 'ignored') ignored[route.reason] = (ignored[route.reason] ?? 0) + 1;
    else if (route.kind === 'unrouted') unrouted.push({ event: item.event, reason: route.reason });
    else addToGroup(groups, route, item.event);
  }
  return { groups: [...groups.values()], unrouted, ignored };
}

/**
 * A conversation that sends can be the target of a status and of a message in the same POST. It gets one signal, and the
 * message starts it when it does not run.
 */
function addToGroup(groups: Map<string, SignalGroup>, route: SignalGroup['route'], event: WhatsAppEvent): void {
  const group = groups.get(route.workflowId);
  if (!group) {
    groups.set(route.workflowId, { route, events: [event] });
    return;
  }
  group.events.push(event);
  if (route.kind === 'conversation') group.route = route;
}
