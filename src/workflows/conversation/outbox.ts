/** What a conversation has to tell others, one after the other, in order. The state is plain JSON. */
import type { WhatsAppEvent } from '../../common/events/types.js';
import type { CancelRequest, ConversationRequest } from '../questions/requests.js';
import type { ConversationHandover, ConversationMove, TapRoute } from '../states.js';
import { jsonBytes } from '../../common/json-bytes.js';
import { defined } from '../../common/schema/defined.js';
import { withoutContent } from './kept-message.js';

/** One signal to the conversation with the key `to`. */
export type Outgoing =
  | { to: string; kind: 'events'; events: WhatsAppEvent[]; route?: TapRoute }
  | { to: string; kind: 'moved'; move: ConversationMove }
  | { to: string; kind: 'handover'; handover: ConversationHandover }
  | { to: string; kind: 'request'; request: ConversationRequest | CancelRequest };

/**
 * The size of a signal. Batches for the same conversation are passed on together, as each signal is a Temporal action.
 */
const maxSignalBytes = 500_000;

/** The largest event that a signal holds. The receiver's are smaller, and others may signal, too. */
const maxEventBytes = 1_950_000;

/** How many bytes may wait at continue-as-new, beside the rest of the state. */
const maxCarriedBytes = 150_000;

export class Outbox {
  /** Called after something was added. */
  onAdd: () => void = () => undefined;
  private waiting: Outgoing[];
  /** The size of the last signal's events, while events of one more batch can join them. */
  private lastBytes = maxSignalBytes;

  constructor(state: Outgoing[] = []) {
    this.waiting = state;
  }

  /** @param route of an answer whose conversation is not known @default none */
  addEvent(to: string, event: WhatsAppEvent, route?: TapRoute): void {
    const bytes = jsonBytes(event) + 1;
    const last = this.waiting.at(-1);
    const isSameWay = last?.kind === 'events' && last.to === to && JSON.stringify(last.route) === JSON.stringify(route);
    if (isSameWay && this.lastBytes + bytes <= maxSignalBytes) {
      last.events.push(event);
      this.lastBytes += bytes;
      return;
    }
    const fits = bytes <= maxEventBytes || event.kind !== 'message';
    this.add({ to, kind: 'events', events: [fits ? event : withoutContent(event, bytes)], ...defined({ route }) });
    this.lastBytes = bytes;
  }

  addMove(to: string, move: ConversationMove): void {
    this.add({ to, kind: 'moved', move });
  }

  addHandover(to: string, handover: ConversationHandover): void {
    this.add({ to, kind: 'handover', handover });
  }

  addRequest(to: string, request: ConversationRequest | CancelRequest): void {
    this.add({ to, kind: 'request', request });
  }

  take(): Outgoing | undefined {
    return this.waiting.shift();
  }

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  /** Whether what waits can go to the next run; else it is sent first. */
  get isCarriable(): boolean {
    return this.isEmpty || jsonBytes(this.waiting) <= maxCarriedBytes;
  }

  get state(): Outgoing[] {
    return this.waiting;
  }

  private add(outgoing: Outgoing): void {
    this.waiting.push(outgoing);
    this.onAdd();
  }
}
