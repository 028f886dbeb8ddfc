import { PhoneFeed } from './changes/phone-feed.js';
import { ItemParts } from './outbound-webhooks/batches/item-parts.js';
import { TimeLock } from './outbound-webhooks/delivery/time-lock.js';
import { WebhookDispatcher } from './outbound-webhooks/delivery/webhook-dispatcher.js';
import { WebhookReceivers } from './outbound-webhooks/delivery/webhook-receivers.js';
import { WebhookSender } from './outbound-webhooks/delivery/webhook-sender.js';
import { CallWebhooks } from './outbound-webhooks/calls/call-webhooks.js';
import { Callers } from './outbound-webhooks/calls/callers.js';
import { GroupMembers } from './outbound-webhooks/groups/group-members.js';
import { GroupWebhooks } from './outbound-webhooks/groups/group-webhooks.js';
import { StatusPlayer } from './outbound-webhooks/statuses/status-player.js';
import { TemplateReviews } from './outbound-webhooks/templates/template-reviews.js';
import { SimulatedUsers } from './outbound-webhooks/users/simulated-users.js';
import type { EmulatorSettings } from './settings/options.js';
import { EmulatorState } from './state/emulator-state.js';
import { TrafficRuns } from './traffic/traffic-runs.js';

/** The parts of one emulator, wired. `GraphEmulator` offers them to a test, the control routes offer them over HTTP. */
export class EmulatorParts {
  readonly feed: PhoneFeed;
  readonly state: EmulatorState;
  readonly sender: WebhookSender;
  readonly timeLock: TimeLock;
  readonly dispatcher: WebhookDispatcher;
  readonly receivers: WebhookReceivers;
  readonly users: SimulatedUsers;
  readonly statuses: StatusPlayer;
  readonly reviews: TemplateReviews;
  readonly groupWebhooks: GroupWebhooks;
  readonly groupMembers: GroupMembers;
  readonly callWebhooks: CallWebhooks;
  readonly callers: Callers;
  readonly items: ItemParts;
  readonly traffic: TrafficRuns;

  constructor(settings: EmulatorSettings) {
    this.feed = new PhoneFeed(() => ({ state: this.state, deliveries: this.sender.deliveries.entries }));
    this.state = new EmulatorState(settings, this.feed);
    this.sender = new WebhookSender(
      settings,
      () => this.state.behavior.timeScale ?? 1,
      (delivery) => this.feed.delivery(delivery),
    );
    this.timeLock = new TimeLock(settings.timeSkipping, this.sender.settlement);
    this.dispatcher = new WebhookDispatcher(this.state, this.sender);
    this.receivers = new WebhookReceivers(this.state, this.sender);
    this.users = new SimulatedUsers(this.state, this.dispatcher);
    this.statuses = new StatusPlayer(this.state, this.dispatcher);
    this.reviews = new TemplateReviews(this.state, this.dispatcher);
    this.groupWebhooks = new GroupWebhooks(this.state, this.dispatcher);
    this.groupMembers = new GroupMembers(this.state, this.groupWebhooks);
    this.callWebhooks = new CallWebhooks(this.state, this.dispatcher);
    this.callers = new Callers(this.state, this.callWebhooks);
    this.items = new ItemParts(this.state, this.users, this.statuses);
    this.traffic = new TrafficRuns(this.state, this.items, this.dispatcher);
  }

  /** Forgets everything that happened, and behaves as at the start. Addresses and credentials stay. */
  reset(): void {
    this.#stopSources();
    this.sender.reset();
    this.dispatcher.reset();
    this.state.reset();
    this.feed.failedSends.clear();
    this.feed.beginAnew();
  }

  /** Ends everything under way; no webhook is posted afterwards. */
  async stop(): Promise<void> {
    this.#stopSources();
    this.sender.close();
    await this.timeLock.end();
  }

  #stopSources(): void {
    this.statuses.stop();
    this.reviews.stop();
    this.traffic.stop();
  }
}
