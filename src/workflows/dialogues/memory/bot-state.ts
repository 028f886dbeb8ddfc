/** What a conversation with dialogues knows, beside the user's identity. It crosses from run to run as plain JSON. */
import type { ConversationLease } from '../../states.js';
import type { ConsentState } from '../../states.js';
import type { InboxState } from './inbox.js';
import type { Address, ConversationRequest } from '../../questions/requests.js';
import type { TranscriptState } from './transcript.js';

/** The shape of version 1. A later version reads it, too. */
export interface BotState {
  version: 1;
  /** What the dialogues remember. */
  state?: unknown;
  /** What no dialogue has heard yet. */
  inbox: InboxState;
  transcript: TranscriptState;
  consent: ConsentState;
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
  /** The id of the user's latest message. */
  lastMessageId?: string;
}

/** The state at the beginning of a conversation. */
export function newBotState(): BotState {
  return {
    version: 1,
    inbox: { arrivals: [], closedWaits: [] },
    transcript: [],
    consent: {},
    messageCount: 0,
    requests: [],
    takenRequests: [],
  };
}
