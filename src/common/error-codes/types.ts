/** What the error table is made of. Pure data, so that workflows and the documentation read the same rows. */
import type { WhatsAppFailureType } from '../failures.js';

/**
 * Whether a request is sent again.
 *
 * - `never`: refused, and the same request will be refused again until somebody changes something.
 * - `new-token`: refused until the access token is replaced. A send waits for that; other calls fail at once.
 * - `delay`: surely not accepted; the same request may work after `delayMs`.
 * - `ambiguous`: nobody says whether the request was accepted. Only a call that is harmless when repeated is retried.
 * - `harmless-only`: refused for a reason that this version does not know. Only a call that is harmless when
 *   it is repeated is retried.
 */
export type RetryJudgment = 'never' | 'new-token' | 'delay' | 'ambiguous' | 'harmless-only';

/** Who has to do something before the same request can work, and what this word means. */
export const whoActs = {
  nobody: 'waiting is enough, or there is nothing left to do',
  developer: 'whoever wrote the request: the code or its data have to change',
  operator: 'whoever runs the worker: its token, permissions, secrets, network',
  business: 'whoever owns the business account: WhatsApp Manager, payment, templates, policy, the number',
  user: 'the recipient: a message, a consent, another app version; reach them in another way meanwhile',
} as const;

type WhoActs = keyof typeof whoActs;

/** The source of a row. The judgments are ours; codes and meanings are the source's. */
interface ErrorSource {
  /** Title of the page. */
  page: string;
  /** Address of the page. */
  url?: string;
  /** Month of the content that was read, `2025-12`. */
  month: string;
}

const docs = 'https://developers.facebook.com/docs';
const documentation = 'https://developers.facebook.com/documentation/business-messaging/whatsapp';

/** Every source of the table. */
export const sources = {
  errorCodes: { page: 'Error codes', url: `${documentation}/support/error-codes`, month: '2025-12' },
  graphLimits: { page: 'Graph API rate limits', url: `${docs}/graph-api/overview/rate-limiting`, month: '2026-11' },
  openApi: { page: "Meta's OpenAPI file of the Business Messaging API, v23.0", month: '2025-11' },
  flows: { page: 'WhatsApp Flows error codes', url: `${documentation}/flows/reference/error-codes`, month: '2026-03' },
  groups: { page: 'Groups API error codes', url: `${documentation}/groups/error-codes`, month: '2025-10' },
  calling: { page: 'Troubleshoot calling errors', url: `${documentation}/calling/troubleshooting`, month: '2026-03' },
  blockUsers: { page: 'Block users', url: `${docs}/whatsapp/cloud-api/block-users`, month: '2026-03' },
  usernames: { page: 'Business-scoped user ids', url: `${documentation}/business-scoped-user-ids`, month: '2026-08' },
  pywa: { page: 'pywa 4.4.0, a client library', url: 'https://github.com/david-lev/pywa', month: '2026-08' },
  reputation: { page: 'no page: known from use, not verified', month: '2026-11' },
  ours: { page: 'our judgment of what HTTP can tell', month: '2026-11' },
} as const satisfies Record<string, ErrorSource>;

/** What a code means, and what follows from it. */
export interface ErrorCodeEntry {
  /** Type of the failure that a workflow sees. */
  type: WhatsAppFailureType;
  /** Whether the same request is sent again. */
  retry: RetryJudgment;
  /**
   * How long to wait when Meta does not say, in milliseconds. Only `delay` has it.
   *
   * @default what the retry policy says
   */
  delayMs?: number;
  /** The factor by which the delay grows with each attempt. @default 2 */
  growth?: number;
  /** The longest delay, in milliseconds. @default 5 minutes, or `delayMs` when that is longer */
  maxDelayMs?: number;
  /** Who has to do something about it. */
  who: WhoActs;
  /** What happened, in a few words. */
  meaning: string;
  /** What to do about it. */
  advice: string;
  /** The page that has the code. */
  source: ErrorSource;
}

/** Rows that differ in code and meaning only. A key is a code, or `first-last` of a range. */
export interface ErrorGroup extends Omit<ErrorCodeEntry, 'meaning'> {
  /** Meanings, by code. */
  codes: Readonly<Record<string, string>>;
}

/** A part of the table that the documentation shows under one title. */
export interface ErrorSection {
  /** The title. */
  title: string;
  /** The rows. */
  groups: readonly ErrorGroup[];
}

/** A second in milliseconds. */
export const second = 1_000;
/** A minute in milliseconds. */
export const minute = 60 * second;
/** An hour in milliseconds. */
export const hour = 60 * minute;
