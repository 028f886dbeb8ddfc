/** A scripted fault: which requests it hits, and what happens to them. */
import { z } from 'zod';

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
});

const failedStatusSchema = z.strictObject({
  code: z.number().int(),
  title: z.string().optional(),
  message: z.string().optional(),
  details: z.string().optional(),
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
   * Destroys the connection without an answer: `before` nothing was processed, `after` everything was (the message is
   * accepted and its statuses are sent).
   */
  drop: z.enum(['before', 'after']).optional(),
  /** Answers with an HTML page, as a proxy between would. `status` is 200 unless set. */
  garbage: z.boolean().optional(),
  /** Processes the request, then ends the connection in the middle of the answer's body. */
  cut: z.boolean().optional(),
  /** Accepts the message, then reports by webhook that it failed. */
  failedStatus: failedStatusSchema.optional(),
  /** Headers of the answer, such as `retry-after`. */
  headers: z.record(z.string(), z.string()).optional(),
});

export type Fault = z.input<typeof faultMembers>;

export const faultSchema = faultMembers.refine((fault) => outcomesOf(fault).length <= 1, {
  error: 'must have only one outcome: an error answer (status, code, body), drop, garbage, cut or failedStatus',
});

export type FailedStatus = z.output<typeof failedStatusSchema>;

/** Whether a request that this fault hits is processed all the same. */
export function isProcessed(fault: Fault): boolean {
  const [outcome] = outcomesOf(fault);
  return outcome === undefined || outcome === 'cut' || outcome === 'failedStatus' || fault.drop === 'after';
}

function outcomesOf(fault: Fault): string[] {
  const { garbage, cut, drop, failedStatus, status, code, body } = fault;
  const answers = code !== undefined || body !== undefined || (status !== undefined && garbage !== true);
  const outcomes = { answers, garbage: garbage === true, cut: cut === true, drop: drop !== undefined, failedStatus };
  return Object.entries(outcomes).flatMap(([name, isSet]) => (isSet ? [name] : []));
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}
