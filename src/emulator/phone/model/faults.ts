/** Faults that can be scripted with a click, and the disorder of webhooks that can be switched on. */

export interface FaultOffer {
  title: string;
  /** What happens, in a sentence. */
  what: string;
  /** The body of `POST /_emulator/faults`, less the match. */
  fault: Readonly<Record<string, unknown>>;
}

/** Each hits the next send to the user whose chat is open. */
export const faultOffers: readonly FaultOffer[] = [
  { title: 'Answer lost', what: 'The message arrives. The answer of Meta does not.', fault: { drop: 'after' } },
  { title: 'Connection lost', what: 'The request is cut before anything is processed.', fault: { drop: 'before' } },
  { title: 'No answer', what: 'The message arrives, and the connection hangs.', fault: { hang: 'after' } },
  { title: 'Slow answer', what: 'The answer takes 5 seconds.', fault: { delayMs: 5_000 } },
  { title: 'Meta is down', what: 'HTTP 503 with code 2, as in an outage.', fault: { status: 503, code: 2 } },
  { title: 'Proxy page', what: 'An HTML page comes in place of JSON.', fault: { garbage: true } },
  { title: 'Token expired', what: 'Code 190, subcode 463.', fault: { code: 190, subcode: 463 } },
  { title: 'Too fast', what: 'Code 130429: the number sends too much.', fault: { code: 130429 } },
  { title: 'Too fast to this user', what: 'Code 131056: the pair limit.', fault: { code: 131056 } },
  { title: 'Window closed', what: 'Code 131047: only a template may be sent.', fault: { code: 131047 } },
  {
    title: 'Undeliverable',
    what: 'It is accepted, then fails with 131026.',
    fault: { failedStatus: { code: 131026 } },
  },
  {
    title: 'Statuses out of order',
    what: '“delivered” comes before “sent”, and twice.',
    fault: { statusChaos: { reorder: true, duplicates: 1, seed: 3 } },
  },
];

export interface DisorderSwitch {
  title: string;
  what: string;
  /** The member of the behavior. */
  member: string;
  on: unknown;
  off: unknown;
}

/** Each changes how all webhooks come, until it is switched off. */
export const disorderSwitches: readonly DisorderSwitch[] = [
  { title: 'Duplicates', what: 'Each webhook is posted twice.', member: 'webhookDuplicates', on: 1, off: 0 },
  {
    title: 'Reordered',
    what: 'Webhooks of half a second come in another order.',
    member: 'webhookReorder',
    on: 500,
    off: 0,
  },
  {
    title: 'Batches',
    what: 'Up to ten events come in one POST.',
    member: 'webhookBatch',
    on: { maxItems: 10, windowMs: 500 },
    off: { maxItems: 1, windowMs: 100 },
  },
];

/** Whether a switch is on, by the behavior in force. */
export function isOn({ member }: DisorderSwitch, behavior: Readonly<Record<string, unknown>>): boolean {
  const value = behavior[member];
  if (typeof value !== 'object' || value === null) return typeof value === 'number' && value > 0;
  const { copies = 0, windowMs = 0, maxItems } = value as Record<string, number | undefined>;
  return maxItems === undefined ? copies + windowMs > 0 : maxItems > 1;
}

/** A scripted fault in words: the title of its offer, else its members. */
export function faultTitle(fault: Readonly<Record<string, unknown>>): string {
  const { match: _match, ...members } = fault;
  const shown = JSON.stringify(members);
  return faultOffers.find((offer) => JSON.stringify(offer.fault) === shown)?.title ?? shown;
}
