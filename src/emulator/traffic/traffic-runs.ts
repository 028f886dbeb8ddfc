import { parseInput } from '../../common/schema/parse-input.js';
import type { ItemParts } from '../outbound-webhooks/batches/item-parts.js';
import type { WebhookDispatcher } from '../outbound-webhooks/delivery/webhook-dispatcher.js';
import type { EmulatorState } from '../state/emulator-state.js';
import { trafficEvent } from './traffic-events.js';
import { trafficSchema, type TrafficOptions } from './traffic-options.js';
import { Traffic, type TrafficHandle } from './traffic.js';

/** How many runs are remembered: each holds the ids of its events. */
const keptRuns = 10;

/** Traffic that runs or has run. */
export class TrafficRuns {
  readonly #state: EmulatorState;
  readonly #items: ItemParts;
  readonly #dispatcher: WebhookDispatcher;
  #runs: Traffic[] = [];
  #nextId = 1;

  constructor(state: EmulatorState, items: ItemParts, dispatcher: WebhookDispatcher) {
    this.#state = state;
    this.#items = items;
    this.#dispatcher = dispatcher;
  }

  /** @throws InvalidInputError for wrong options; Error when there is no such number, or nobody gets its webhooks. */
  start(options: TrafficOptions): TrafficHandle {
    const parsed = parseInput(trafficSchema, options, 'startTraffic');
    const { settings, subscriptions } = this.#state;
    const phoneNumberIds = parsed.phoneNumberIds ?? [settings.phoneNumberId];
    for (const id of phoneNumberIds) {
      const { wabaId } = this.#state.phoneNumber(id);
      if (subscriptions.callbacks({ wabaId, field: 'messages', phoneNumberId: id }).length === 0) {
        throw new Error(`nobody gets the webhooks of number ${id}: set webhookUrl or call setWebhookUrl()`);
      }
    }
    const traffic = new Traffic(this.#nextId++, parsed, async (index, signal) => {
      const event = trafficEvent(index, parsed, { phoneNumberIds, ids: settings.ids });
      const part = await this.#items.make(event.item);
      if (!part || signal.aborted) return undefined;
      void this.#dispatcher.post(part);
      return event;
    });
    this.#runs = [
      ...this.#runs.filter(({ isRunning }, at) => isRunning || at >= this.#runs.length - keptRuns),
      traffic,
    ];
    return traffic;
  }

  find(id: number): TrafficHandle | undefined {
    return this.#runs.find((run) => run.id === id);
  }

  all(): TrafficHandle[] {
    return [...this.#runs];
  }

  /** Ends all of it, and forgets it. */
  stop(): void {
    for (const run of this.#runs) void run.stop();
    this.#runs = [];
  }
}
