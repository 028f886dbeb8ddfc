/** Puts large messages that wait into the media store of the worker, and gets them back when a dialogue hears them. */
import { isCancellation, patched } from '@temporalio/workflow';
import { shrinkEvent } from '../../../common/events/stored/shrink-event.js';
import type { WhatsAppMessageEvent } from '../../../common/events/types.js';
import { proxyWhatsAppActivities } from '../../activities/proxies.js';
import { jsonBytes, maxPayloadBytes } from '../../../common/json-bytes.js';
import { readMessage, toTurn } from '../../questions/turn.js';
import type { Arrival, NextArrival } from './inbox.js';
import { maxCarriedEventBytes, restoreEvent } from './large-events.js';

/** A run that went on before there was a store goes on as it did. */
const patch = 'temporal-whatsapp-large-events';

/** How many bytes go to the store at the same time. They are in one answer to the server, which takes 4 MB. */
const maxBatchBytes = 1_000_000;

/** Whether something of what comes next is in the store. */
export function isStored(next: NextArrival): boolean {
  if ('untilMs' in next) return false;
  return 'events' in next ? next.events.some(({ stored }) => stored !== undefined) : next.event.stored !== undefined;
}

export class ContentStore {
  /** Whether the store has failed in this run. What waits is carried as it is then. */
  private hasFailed = false;

  /** Puts each large message into the store. It is over soon, whatever the store does. */
  async store(arrivals: readonly Arrival[]): Promise<void> {
    for (const batch of intoBatches(arrivals)) {
      if (this.hasFailed || !patched(patch)) return;
      await Promise.all(batch.map((arrival) => this.storeOne(arrival)));
    }
  }

  /** Makes the messages of a turn whole. One that the store does not give stays as it was carried. */
  async load(next: NextArrival): Promise<NextArrival> {
    if ('untilMs' in next) return next;
    if (!('events' in next)) return { ...next, event: await loadOne(next.event) };
    const events = await Promise.all(next.events.map(loadOne));
    return { ...next, events, turn: toTurn(events.map(readMessage)) };
  }

  private async storeOne(arrival: Arrival): Promise<void> {
    const { event } = arrival;
    try {
      const stored = await proxyWhatsAppActivities().storeWhatsAppContent({ content: { ...event } });
      arrival.event = shrinkEvent(event, stored);
    } catch (error) {
      if (isCancellation(error)) throw error;
      this.hasFailed = true;
    }
  }
}

async function loadOne(event: WhatsAppMessageEvent): Promise<WhatsAppMessageEvent> {
  if (!event.stored) return event;
  try {
    const { content } = await proxyWhatsAppActivities().loadWhatsAppContent(event.stored);
    return restoreEvent(event, content as WhatsAppMessageEvent);
  } catch (error) {
    if (isCancellation(error)) throw error;
    return event;
  }
}

function intoBatches(arrivals: readonly Arrival[]): Arrival[][] {
  const batches: Arrival[][] = [];
  let batchBytes = Infinity;
  for (const arrival of arrivals) {
    const bytes = jsonBytes(arrival.event);
    if (bytes <= maxCarriedEventBytes || bytes > maxPayloadBytes) continue;
    if (batchBytes + bytes > maxBatchBytes) {
      batches.push([]);
      batchBytes = 0;
    }
    batches.at(-1)?.push(arrival);
    batchBytes += bytes;
  }
  return batches;
}
