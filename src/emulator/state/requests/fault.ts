/** A scripted fault: which requests it hits, and what happens to them. */
import { z } from 'zod';
import { statusChaosSchema } from '../../settings/behavior.js';

const matchSchema = z.strictObject({
  /** HTTP method, in any case. @default every method */
  method: z.string().optional(),
  /**
   * Path without version: the whole of it or its end (`/messages`), or a regular expression on the whole. Downloads have the path
   * `/whatsapp_business/attachments/`. @default every path
   */
  path: z.union([z.string(), z.instanceof(RegExp)]).optional(),
  /** The same as a regular expression in a string, for those who cannot send a `RegExp`. */
  pathPattern: z.string().refine(isPattern, 'must be a regular expression').optional(),
  /** `to` (in any notation) or `recipient` of a message. @default everybody */
  to: z.string().optional(),
  /** The send key in our envelope in `biz_opaque_callback_data`. @default every message */
  sendKey: z.string().optional(),
});

const failedStatusSchema = z.strictObject({
  code: z.number().int(),
  title: z.string().optional(),
  message: z.string().optional(),
  details: z.string().optional(),
  /** Reports the usual statuses up to this one first. @default none: it fails at once and no phone shows it */
  after: z.enum(['sent', 'delivered', 'read']).optional(),
});

const faultMembers = z.strictObject({
  match: matchSchema.optional(),
  /** How many requests are hit; `null` (or `Infinity` in TypeScript): all. @default 1 */
  times: z.union([z.number().int().min(1), z.literal(Infinity), z.null()]).optional(),
  /** Answers with this HTTP status instead of processing the request. @default what Meta answers with `code`, else 500 */
  status: z.number().int().min(200).max(599).optional(),
  /** Answers with an error of this code, in Meta's envelope. */
  code: z.number().int().optional(),
  subcode: z.number().int().optional(),
  /** @default `(#code) title`, with Meta's title of the code */
  message: z.string().optional(),
  /** `error_data.details` */
  details: z.string().optional(),
  /** `is_transient` */
  isTransient: z.boolean().optional(),
  /** Answers with this body instead: a string as it is, anything else as JSON. */
  body: z.json().optional(),
  /** Waits so long before the answer, in milliseconds. The request is processed before the wait. */
  delayMs: z.number().min(0).optional(),
  /**
   * Ends the connection without an answer, as a server that closes it (FIN): `before` nothing was processed, `after` everything was
   * (the message is accepted and its statuses are sent).
   */
  drop: z.enum(['before', 'after']).optional(),
  /**
   * Resets the connection (RST): `early` before the body is read, `before` once it was read and nothing was processed, `after`
   * everything was processed.
   */
  reset: z.enum(['early', 'before', 'after']).optional(),
  /** Never answers and keeps the connection until the client ends it: `before` nothing was processed, `after` everything was. */
  hang: z.enum(['before', 'after']).optional(),
  /** Answers with an HTML page, as a proxy between would. `status` is 200 unless set. */
  garbage: z.boolean().optional(),
  /** Processes the request, then ends the connection in the middle of the answer's body. */
  cut: z.boolean().optional(),
  /** Accepts the message, then reports by webhook that it failed. */
  failedStatus: failedStatusSchema.optional(),
  /** Posts the statuses of the message before its answer, or before what happens instead of an answer. */
  statusBeforeAnswer: z.boolean().optional(),
  /** Posts the statuses of the message out of order and more than once. */
  statusChaos: statusChaosSchema.optional(),
  /** Headers of the answer, such as `retry-after`. */
  headers: z.record(z.string(), z.string()).optional(),
});

export type Fault = z.input<typeof faultMembers>;

export const faultSchema = faultMembers
  .refine((fault) => outcomesOf(fault).length <= 1, {
    error: 'must have only one outcome: an error answer (status, code, body), drop, reset, hang, garbage or cut',
  })
  .refine((fault) => isProcessed(fault) || !isAboutStatuses(fault), {
    error:
      'must let the message be accepted when it has failedStatus, statusBeforeAnswer or statusChaos: no error answer, and drop, reset or hang only "after"',
  })
  .refine(({ match, reset }) => reset !== 'early' || (match?.to === undefined && match?.sendKey === undefined), {
    error:
      'must match by method and path only when it resets before the body is read: recipient and send key are in the body',
  });

export type FailedStatus = z.output<typeof failedStatusSchema>;

/** Whether a request that this fault hits is processed all the same. */
export function isProcessed(fault: Fault): boolean {
  const [outcome] = outcomesOf(fault);
  if (outcome === undefined || outcome === 'cut') return true;
  return [fault.drop, fault.reset, fault.hang].includes('after');
}

function isAboutStatuses({ failedStatus, statusBeforeAnswer, statusChaos }: Fault): boolean {
  return failedStatus !== undefined || statusBeforeAnswer === true || statusChaos !== undefined;
}

function outcomesOf({ garbage, cut, drop, reset, hang, status, code, body }: Fault): string[] {
  const answers = code !== undefined || body !== undefined || (status !== undefined && garbage !== true);
  const outcomes = { answers, garbage: garbage === true, cut: cut === true, drop, reset, hang };
  return Object.entries(outcomes).flatMap(([name, value]) => (value === undefined || value === false ? [] : [name]));
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}
