/** A scripted fault: which requests it hits, and what happens to them. */
import { METHODS } from 'node:http';
import { z } from 'zod';
import { statusChaosSchema, type StatusChaos } from '../../settings/behavior.js';

/** Which requests a fault hits: those that fit every member. */
export interface FaultMatch {
  /** HTTP method, in any case. @default every method */
  method?: string;
  /**
   * The whole path or its end (`/messages`); a version before it and a slash after it count for nothing. Or a regular
   * expression on the path without version. Downloads: `/whatsapp_business/attachments`. @default every path
   */
  path?: string | RegExp;
  /** A regular expression on the path as text, for those who cannot send a `RegExp`. @default every path */
  pathPattern?: string;
  /** `to` (in any notation) or `recipient` of a message. @default everybody */
  to?: string;
  /** The send key in our envelope in `biz_opaque_callback_data`. @default every message */
  sendKey?: string;
}

/** How an accepted message fails: the error in the webhook of its `failed` status. */
export interface FailedStatus {
  /** Meta's error code. */
  code: number;
  /** Title of the error. @default Meta's title of the code */
  title?: string;
  /** Message of the error. @default the title */
  message?: string;
  /** `error_data.details`. @default the title */
  details?: string;
  /** Reports the usual statuses up to this one first. @default none: it fails at once and no phone shows it */
  after?: 'sent' | 'delivered' | 'read';
}

/**
 * A scripted fault: which requests it hits, and what happens to them. At most one outcome can be given: an error answer
 * (`status`, `code`, `body`), `drop`, `reset`, `hang`, `garbage`, `cut` or `breakAt`. The oldest fault that matches a
 * request hits it.
 */
export interface Fault {
  /** Which requests it hits. @default every request */
  match?: FaultMatch;
  /** How many requests are hit; `null` (or `Infinity` in TypeScript): all. @default 1 */
  times?: number | null;
  /**
   * Answers with this HTTP status instead of processing the request. @default what Meta answers with `code`, else 500
   */
  status?: number;
  /** Answers with an error of this code, in Meta's envelope. */
  code?: number;
  /** `error_subcode` of the error. */
  subcode?: number;
  /** Message of the error. @default `(#code) title`, with Meta's title of the code */
  message?: string;
  /** `error_data.details` of the error. */
  details?: string;
  /** `is_transient` of the error. */
  isTransient?: boolean;
  /** Answers with this body instead: a string as it is, any other JSON value as JSON. */
  body?: unknown;
  /** Waits so long before the answer, in milliseconds. The request is processed before the wait. */
  delayMs?: number;
  /**
   * Ends the connection without an answer, as a server that closes it (FIN). `before`: nothing was processed. `after`:
   * everything was; the message is accepted and its statuses are sent.
   */
  drop?: 'before' | 'after';
  /**
   * Resets the connection (RST). `early`: before the body is read. `before`: once it was read and nothing was
   * processed. `after`: everything was processed.
   */
  reset?: 'early' | 'before' | 'after';
  /**
   * Never answers and keeps the connection until the client ends it. `before`: nothing was processed. `after`:
   * everything was.
   */
  hang?: 'before' | 'after';
  /** Answers with an HTML page, as a proxy between would. `status` is 200 unless set. */
  garbage?: boolean;
  /** Processes the request, then ends the connection in the middle of the answer's body. */
  cut?: boolean;
  /** Ends the connection of an upload to a session after so many bytes of its body; they stay in the session. */
  breakAt?: number;
  /** The rate at which a download is sent, and an upload to a session is read, in bytes. @default no limit */
  bytesPerSecond?: number;
  /** Accepts the message, then reports by webhook that it failed. */
  failedStatus?: FailedStatus;
  /** Posts the statuses of the message before its answer, or before what happens instead of an answer. */
  statusBeforeAnswer?: boolean;
  /** Posts the statuses of the message out of order or more than once. */
  statusChaos?: StatusChaos;
  /** Headers of the answer, such as `retry-after`. */
  headers?: Record<string, string>;
}

const pathHint = 'must be a path without host and query, such as /messages';

const matchSchema = z.strictObject({
  method: z
    .string()
    .refine((method) => METHODS.includes(method.toUpperCase()), 'must be a method of HTTP, such as POST')
    .optional(),
  path: z
    .union([
      z
        .string()
        .regex(/^[^\s?#]+$/, pathHint)
        .refine((path) => !path.includes('://'), pathHint),
      z.instanceof(RegExp),
    ])
    .optional(),
  pathPattern: z.string().refine(isPattern, 'must be a regular expression').optional(),
  to: z.string().optional(),
  sendKey: z.string().optional(),
});

const failedStatusSchema = z.strictObject({
  code: z.number().int(),
  title: z.string().optional(),
  message: z.string().optional(),
  details: z.string().optional(),
  after: z.enum(['sent', 'delivered', 'read']).optional(),
});

export const faultMembers = z.strictObject({
  match: matchSchema.optional(),
  times: z.union([z.number().int().min(1), z.literal(Infinity), z.null()]).optional(),
  status: z.number().int().min(200).max(599).optional(),
  code: z.number().int().optional(),
  subcode: z.number().int().optional(),
  message: z.string().optional(),
  details: z.string().optional(),
  isTransient: z.boolean().optional(),
  body: z.json().optional(),
  delayMs: z.number().min(0).optional(),
  drop: z.enum(['before', 'after']).optional(),
  reset: z.enum(['early', 'before', 'after']).optional(),
  hang: z.enum(['before', 'after']).optional(),
  garbage: z.boolean().optional(),
  cut: z.boolean().optional(),
  breakAt: z.number().int().min(0).optional(),
  bytesPerSecond: z.number().int().min(1).optional(),
  failedStatus: failedStatusSchema.optional(),
  statusBeforeAnswer: z.boolean().optional(),
  statusChaos: statusChaosSchema.optional(),
  headers: z.record(z.string(), z.string()).optional(),
});

type ParsedFault = z.output<typeof faultMembers>;

export const faultSchema = faultMembers
  .refine((fault) => scriptedOutcomes(fault).length <= 1, {
    error:
      'must have only one outcome: an error answer (status, code, body), drop, reset, hang, garbage, cut or breakAt',
  })
  .refine((fault) => isProcessed(fault) || !isAboutStatuses(fault), {
    error:
      'must let the message be accepted when it has failedStatus, statusBeforeAnswer or statusChaos: no error answer, and drop, reset or hang only "after"',
  })
  .refine(({ match, reset }) => reset !== 'early' || (match?.to === undefined && match?.sendKey === undefined), {
    error:
      'must match by method and path only when it resets before the body is read: recipient and send key are in the body',
  });

/** Whether a request that this fault hits is processed all the same. */
export function isProcessed(fault: Fault | ParsedFault): boolean {
  const [outcome] = scriptedOutcomes(fault);
  if (outcome === undefined || outcome === 'cut' || outcome === 'breakAt') return true;
  return [fault.drop, fault.reset, fault.hang].includes('after');
}

function isAboutStatuses({ failedStatus, statusBeforeAnswer, statusChaos }: ParsedFault): boolean {
  return failedStatus !== undefined || statusBeforeAnswer === true || statusChaos !== undefined;
}

function scriptedOutcomes(fault: Fault | ParsedFault): string[] {
  const { garbage, cut, drop, reset, hang, breakAt, status, code, body } = fault;
  const answers = code !== undefined || body !== undefined || (status !== undefined && garbage !== true);
  const outcomes = { answers, garbage: garbage === true, cut: cut === true, drop, reset, hang, breakAt };
  return Object.entries(outcomes).flatMap(([name, value]) => (value === undefined || value === false ? [] : [name]));
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}
