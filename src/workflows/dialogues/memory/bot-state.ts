/** What a conversation with dialogues knows, beside the user's identity. It crosses from run to run as plain JSON. */
import type { ConversationLease } from '../../states.js';
import type { ConsentState } from '../../states.js';
import type { InboxState } from './inbox.js';
import type { Address, ConversationRequest } from '../../questions/requests.js';
import { isRecord } from '../../../common/events/json.js';
import type { TranscriptState } from './transcript.js';

/** What is known of a consent store that this conversation writes to. */
interface StoredConsent {
  /** The change that is stored, by its time in Unix milliseconds. */
  changedAtMs?: number;
  /** The ids of the user under which it is stored. */
  users: string[];
  /** How often in a row a write has failed. @default 0 */
  failures?: number;
  /** Why the latest write failed. */
  failure?: string;
  /** The time of the next attempt, in Unix milliseconds. */
  retryAtMs?: number;
}

/** The shape of version 1. A later version reads it, too. */
export interface BotState {
  version: 1;
  /** What the dialogues remember. */
  state?: unknown;
  /** What no dialogue has heard yet. */
  inbox: InboxState;
  transcript: TranscriptState;
  consent: ConsentState;
  /** What the consent store has of it. */
  storedConsent: StoredConsent;
  lease?: ConversationLease;
  /** The end of the service window, in Unix milliseconds. */
  windowUntilMs?: number;
  /** How many messages were sent. */
  messageCount: number;
  /** How the user can be reached, from whoever asked first. Ids of the user's own messages come before. */
  address?: Address;
  /** What other workflows want, in order. */
  requests: ConversationRequest[];
  /** Ids of requests that were taken, so that one that is signaled again is served once. */
  takenRequests: string[];
  /** The error that ended the latest dialogue. */
  degraded?: string;
  /** Why the latest message was not sent. */
  notSent?: string;
  /** The id of the user's latest message. */
  lastMessageId?: string;
}

/**
 * Reads a state that an earlier run, or another conversation, has left. A signal can bring it, so that nothing in it is
 * taken for granted.
 */
export function readBotState(value: unknown): BotState {
  const fresh = newBotState();
  if (!isRecord(value)) return fresh;
  const given = value as Partial<BotState>;
  const inbox = isRecord(given.inbox) ? given.inbox : fresh.inbox;
  return {
    ...fresh,
    ...given,
    version: 1,
    inbox: { arrivals: readList(inbox.arrivals).filter(isArrival), closedWaits: readList(inbox.closedWaits) },
    transcript: readList(given.transcript).filter(isRecord),
    consent: isRecord(given.consent) ? given.consent : {},
    storedConsent: readStoredConsent(given.storedConsent),
    messageCount: Number(given.messageCount) || 0,
    requests: readList(given.requests).filter(isRecord),
    takenRequests: readList(given.takenRequests),
  };
}

function isArrival(value: unknown): boolean {
  return isRecord(value) && isRecord(value['event']);
}

function readStoredConsent(value: StoredConsent | undefined): StoredConsent {
  return isRecord(value) ? { ...(value as StoredConsent), users: readList(value.users) } : { users: [] };
}

function readList<Item>(value: readonly Item[] | undefined): Item[] {
  return Array.isArray(value) ? [...value] : [];
}

/** The state at the beginning of a conversation. */
function newBotState(): BotState {
  return {
    version: 1,
    inbox: { arrivals: [], closedWaits: [] },
    transcript: [],
    consent: {},
    storedConsent: { users: [] },
    messageCount: 0,
    requests: [],
    takenRequests: [],
  };
}
