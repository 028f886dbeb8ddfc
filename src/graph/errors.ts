/** The two errors of the Graph client: Meta (or something before it) answered, or nobody did. Both are redacted. */

/** Why a request failed: by its answer, or without one. */
export type GraphError = GraphApiError | GraphTransportError;

/** What {@link GraphApiError} is made of. All texts are redacted. */
export interface GraphApiErrorFields {
  /** The HTTP status of the answer. */
  httpStatus: number;
  /** False when the answer is not Graph's JSON: a proxy, a load balancer or an outage page spoke. */
  fromGraph: boolean;
  /** Meta's `error.code`. */
  code?: number;
  /** Meta's `error.error_subcode`. */
  subcode?: number;
  /** Meta's `error.type`: `OAuthException`, for instance. */
  type?: string;
  /** Meta's `error.message`. */
  title?: string;
  /** Meta's `error.error_data.details`, the text that Meta recommends to build on. */
  details?: string;
  /** Meta's `error.error_user_title`, a heading for people. */
  userTitle?: string;
  /** Meta's `error.error_user_msg`, a text for people. */
  userMessage?: string;
  /** Meta's `error.fbtrace_id`, which Meta's support asks for. */
  traceId?: string;
  /** Meta's `error.is_transient`: trying again may work. Not to be trusted for sends. */
  isTransient?: boolean;
  /** How long the header `Retry-After` says to wait, in milliseconds. */
  retryAfterMs?: number;
  /** How long the header `x-business-use-case-usage` says that calls are refused, in milliseconds. */
  regainAccessMs?: number;
  /** The answer as parsed JSON, or the beginning of its text. */
  raw?: unknown;
}

/**
 * An answer that says no, or that is not what was asked for. All texts are redacted.
 *
 * @see "Error codes" https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
 * (read 2026-11)
 */
export class GraphApiError extends Error {
  /** `GraphApiError` */
  override readonly name = 'GraphApiError';
  /** The HTTP status of the answer. */
  readonly httpStatus: number;
  /** False when the answer is not Graph's JSON: a proxy, a load balancer or an outage page spoke. */
  readonly fromGraph: boolean;
  /** Meta's `error.code`. */
  readonly code: number | undefined;
  /** Meta's `error.error_subcode`. */
  readonly subcode: number | undefined;
  /** Meta's `error.type`: `OAuthException`, for instance. */
  readonly type: string | undefined;
  /** Meta's `error.message`. */
  readonly title: string | undefined;
  /** Meta's `error.error_data.details`, the text that Meta recommends to build on. */
  readonly details: string | undefined;
  /** Meta's `error.error_user_title`, a heading for people. */
  readonly userTitle: string | undefined;
  /** Meta's `error.error_user_msg`, a text for people. */
  readonly userMessage: string | undefined;
  /** Meta's `error.fbtrace_id`, which Meta's support asks for. */
  readonly traceId: string | undefined;
  /** Meta's `error.is_transient`: trying again may work. Not to be trusted for sends. */
  readonly isTransient: boolean | undefined;
  /** How long the header `Retry-After` says to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** How long the header `x-business-use-case-usage` says that calls are refused, in milliseconds. */
  readonly regainAccessMs: number | undefined;
  /** The answer as parsed JSON, or the beginning of its text. */
  readonly raw: unknown;

  /** @param fields What the answer said, already redacted. */
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

/** There is no complete answer: the transport failed. The message is redacted. */
export class GraphTransportError extends Error {
  /** `GraphTransportError` */
  override readonly name = 'GraphTransportError';
  /** How far the request had come, and so whether it may have arrived. */
  readonly phase: TransportPhase;
  /** The code of the cause: `ECONNREFUSED`, `ETIMEDOUT`, `ECONNRESET` and others. */
  readonly causeCode: string | undefined;
  /** The status of an answer that broke off. */
  readonly httpStatus: number | undefined;

  /**
   * @param problem What happened, already redacted.
   * @param fields What the members of the same names hold.
   */
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
