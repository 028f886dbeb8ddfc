import type { WebhookSender } from '../outbound-webhooks/delivery/webhook-sender.js';
import type { EmulatorState } from '../state/emulator-state.js';
import { graphEntry, namedSecrets, webhookEntries } from './har-entries.js';
import type { HarArchive } from './har.js';
import { ownSecrets, valueHider } from './known-values.js';

/** What the emulator was asked and what it has posted, as far as it is kept. */
export function makeArchive({ state, sender }: { state: EmulatorState; sender: WebhookSender }): HarArchive {
  const { requests, answers, baseUrl } = state;
  const hideValues = valueHider(ownSecrets(state), new Set(requests.entries.flatMap(namedSecrets)));
  const context = { baseUrl, hideValues };
  const entries = [
    ...requests.entries.map((request) => graphEntry(request, answers.find(request), context)),
    ...sender.deliveries.entries.flatMap((delivery) => webhookEntries(delivery, context)),
  ];
  entries.sort((left, right) => Date.parse(left.startedDateTime) - Date.parse(right.startedDateTime));
  return { log: { version: '1.2', creator: { name: 'temporal-whatsapp emulator', version: formatVersion }, entries } };
}

/** The version of what the entries say, not of the package: a cassette of today and one of tomorrow can be compared. */
const formatVersion = '1';
