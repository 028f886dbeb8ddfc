/** The two errors of the Graph client: Meta (or something before it) answered, or nobody did. Both are redacted. */

export interface GraphApiErrorFields {
  httpStatus: number;
  /** False when the answer is not Graph's JSON: a proxy, a load balancer or an outage page spoke. */
  fromGraph: boolean;
  code?: number;
  subcode?: number;
  /** Meta's class of error: `OAuthException`, … */
  type?: string;
  /** Meta's `error.message`. */
  title?: string;
  /** Meta's `error_data.details`, the text to build on. */
  details?: string;
  userTitle?: string;
  userMessage?: string;
  /** Meta's fbtrace_id. */
  traceId?: string;
  /** Meta's hint that trying again may work. Not to be trusted for sends. */
  isTransient?: boolean;
  /** From `Retry-After`, in milliseconds. */
  retryAfterMs?: number;
  /** From `x-business-use-case-usage`: until calls are allowed again, in milliseconds. */
  regainAccessMs?: number;
  /** The answer as parsed JSON, or the beginning of its text; redacted. */
  raw?: unknown;
}

/** An answer that says no, or that is not what was asked for. */
export class GraphApiError extends Error {
  override readonly name = 'GraphApiError';

  readonly httpStatus: number;
  readonly fromGraph: boolean;
  readonly code: number | undefined;
  readonly subcode: number | undefined;
  readonly type: string | undefined;
  readonly title: string | undefined;
  readonly details: string | undefined;
  readonly userTitle: string | undefined;
  readonly userMessage: string | undefined;
  readonly traceId: string | undefined;
  readonly isTransient: boolean | undefined;
  readonly retryAfterMs: number | undefined;
  readonly regainAccessMs: number | undefined;
  readonly raw: unknown;

  /** @param fields Already redacted. */
  constructor(fields: GraphApiErrorFields) {
    super(describe(fields));
    this.httpStatus = fields.httpStatus;
    this.fromGraph = fields.fromGraph;
    this.code = fields.code;
    this.subcode = fields.subcode;
    this.type = fields.type;
    this.title = fields.title;
    this.details = fields.details;
    this.userTitle = fields.userTitle;
    this.userMessage = fields.userMessage;
    this.traceId = fields.traceId;
    this.isTransient = fields.isTransient;
    this.retryAfterMs = fields.retryAfterMs;
    this.regainAccessMs = fields.regainAccessMs;
    this.raw = fields.raw;
  }
}

function describe({ httpStatus, fromGraph, code, subcode, title, details }: GraphApiErrorFields): string {
  const number = [code, subcode].filter((part) => part !== undefined).join('/');
  const what = [title, details].filter((part) => part !== undefined).join(': ');
  if (!fromGraph) return `HTTP ${httpStatus} without a Graph API answer${what && `: ${what}`}`;
  return `Graph API error${number && ` ${number}`} (HTTP ${httpStatus})${what && `: ${what}`}`;
}

/**
 * How far a request had come when the transport failed.
 *
 * - `connect`: name lookup, connection or TLS handshake. Provably no byte of the request was sent.
 * - `sent`: a connection stood, so the request, or a part of it, may have arrived.
 * - `reading`: the answer had begun.
 */
export type TransportPhase = 'connect' | 'sent' | 'reading';

/** No complete answer. */
export class GraphTransportError extends Error {
  override readonly name = 'GraphTransportError';

  readonly phase: TransportPhase;
  /** `ECONNREFUSED`, `ETIMEDOUT`, `ECONNRESET`, … */
  readonly causeCode: string | undefined;
  /** The status of an answer that broke off. */
  readonly httpStatus: number | undefined;

  /** @param problem What happened; already redacted. */
  constructor(problem: string, fields: { phase: TransportPhase; causeCode?: string; httpStatus?: number }) {
    super(`${phaseWords[fields.phase]}: ${problem}`);
    this.phase = fields.phase;
    this.causeCode = fields.causeCode;
    this.httpStatus = fields.httpStatus;
  }
}

const phaseWords: Record<TransportPhase, string> = {
  connect: 'no connection to the Graph API, nothing was sent',
  sent: 'the Graph API did not answer a request that may have reached it',
  reading: "the Graph API's answer broke off",
};
