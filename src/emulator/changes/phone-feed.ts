import type { WebhookDelivery } from '../outbound-webhooks/delivery/webhook-delivery.js';
import type { FailedSendView, PhoneChange } from '../phone-views.js';
import type { EmulatorState } from '../state/emulator-state.js';
import type { EmulatedMessage, InboundRecord } from '../state/messages/message-log.js';
import type { ServiceWindow } from '../state/messages/service-windows.js';
import type { WhatsAppUser } from '../state/messages/users.js';
import type { PhoneNumber } from '../state/numbers/phone-numbers.js';
import { RecordList } from '../state/kept-records.js';
import type { RecordedRequest } from '../state/requests/request-log.js';
import type { StateListener } from '../state/state-listener.js';
import { ChangeFeed } from './change-feed.js';
import {
  describeDelivery,
  describeFailedSend,
  describeFault,
  describeNumber,
  describeReceived,
  describeRecipient,
  describeSent,
  describeTemplate,
  describeUser,
} from './describe.js';
import { takeSnapshot } from './snapshot.js';

/** How many sends that failed a page begins with. */
const keptFailedSends = 200;

/** What the feed reads of the emulator. */
export interface FeedSource {
  readonly state: EmulatorState;
  readonly deliveries: readonly WebhookDelivery[];
}

/** Tells the phone page what changes in the emulator, in the page's own words. */
export class PhoneFeed implements StateListener {
  readonly changes = new ChangeFeed();
  readonly failedSends = new RecordList<FailedSendView>(keptFailedSends);
  readonly #source: () => FeedSource;
  #nextFailedSend = 1;

  /** @param source what there is to tell; asked only when a page listens */
  constructor(source: () => FeedSource) {
    this.#source = source;
  }

  /** Everything at this moment. */
  snapshot(): PhoneChange {
    return takeSnapshot(this.#source(), this.failedSends.entries);
  }

  /** Has every page begin anew. */
  beginAnew(): void {
    this.changes.note(() => this.snapshot());
  }

  user(user: WhatsAppUser): void {
    this.changes.note(() => ({ type: 'user', user: describeUser(user) }));
  }

  number(number: PhoneNumber): void {
    this.changes.note(() => ({ type: 'number', number: describeNumber(number) }));
  }

  sent(message: EmulatedMessage): void {
    // Who gets a message may never have written.
    this.changes.note(() => ({ type: 'user', user: describeRecipient(message, this.#state.users) }));
    this.changes.note(() => ({ type: 'sent', message: describeSent(message, this.#state.users) }));
  }

  received(message: InboundRecord): void {
    this.changes.note(() => ({ type: 'received', message: describeReceived(message, this.#state.users) }));
  }

  window(window: ServiceWindow): void {
    this.changes.note(() => ({ type: 'window', window }));
  }

  faults(): void {
    this.changes.note(() => ({ type: 'faults', faults: this.#state.faults.all().map(describeFault) }));
  }

  templates(): void {
    this.changes.note(() => ({ type: 'templates', templates: this.#state.templates.all().map(describeTemplate) }));
  }

  behavior(): void {
    this.changes.note(() => ({ type: 'behavior', behavior: { ...this.#state.behavior } }));
  }

  delivery(delivery: WebhookDelivery): void {
    this.changes.note(() => ({ type: 'delivery', delivery: describeDelivery(delivery) }));
  }

  requestEnded(request: RecordedRequest): void {
    const failedSend = describeFailedSend(this.#nextFailedSend, request, this.#state.users);
    if (!failedSend) return;
    this.#nextFailedSend += 1;
    this.failedSends.add(failedSend);
    this.changes.note(() => ({ type: 'failed-send', failedSend }));
  }

  get #state(): EmulatorState {
    return this.#source().state;
  }
}
