/** The only place of the activities that makes an ApplicationFailure. */
import { ApplicationFailure, ApplicationFailureCategory, CancelledFailure } from '@temporalio/common';
import { InvalidInputError, WhatsAppFailureType as T, type WhatsAppFailureDetails } from '../common/failures.js';
import { GraphApiError, type GraphTransportError } from '../graph/errors.js';
import type { Classification } from '../graph/classify.js';
import { CredentialNotFoundError, InvalidCredentialError, SecretNotFoundError } from '../graph/credentials.js';
import { UntrustedHostError } from '../graph/hosts.js';
import { createRedactor } from '../graph/redact.js';
import { MediaError, type MediaProblem } from '../media/store.js';

/** Refusals that belong to the business of the one who asked, not to the health of the worker. */
const expected: ReadonlySet<T> = new Set([T.ServiceWindowClosed, T.MarketingWithheld, T.VerificationCode]);

/** The server keeps 4 KB of a failure between attempts: texts of Meta's are cut, in characters. */
const shownMessage = 700;
const shownDetail = 400;

interface FailureParts {
  type: T;
  retryable: boolean;
  delayMs?: number | undefined;
  details?: WhatsAppFailureDetails;
  more?: unknown[];
}

/** Never with a `cause`: it would be stored too, and foreign errors hold requests. */
function makeFailure(message: string, parts: FailureParts): ApplicationFailure {
  const { type, retryable, delayMs, details = {}, more = [] } = parts;
  return ApplicationFailure.create({
    type,
    message: cut(message, shownMessage),
    nonRetryable: !retryable,
    details: [details, ...more],
    ...(delayMs !== undefined && { nextRetryDelay: delayMs }),
    ...(expected.has(type) && { category: ApplicationFailureCategory.BENIGN }),
  });
}

/** Meta, or the way to it, failed a request. */
export function graphFailure(
  activity: string,
  error: GraphApiError | GraphTransportError,
  classification: Classification,
  extra: { sendKey?: string | undefined; more?: unknown[] | undefined } = {},
): ApplicationFailure {
  const { type, retryable, delayMs, advice, meaning, outcome } = classification;
  const unknown = outcome === 'unknown' && !retryable;
  const details: WhatsAppFailureDetails = {
    ...detailsOf(error),
    ...(unknown && { outcome }),
    ...(unknown && extra.sendKey !== undefined && { sendKey: extra.sendKey }),
    advice,
  };
  const what = [activity, meaning, error.message].filter((part) => part !== undefined).join(': ');
  return makeFailure(`${cut(what, shownMessage - 200)}. ${advice}`, {
    ...{ type, retryable, delayMs, details },
    ...(extra.more && { more: extra.more }),
  });
}

function detailsOf(error: GraphApiError | GraphTransportError): WhatsAppFailureDetails {
  if (!(error instanceof GraphApiError)) {
    const { phase, httpStatus } = error;
    return { phase, ...(httpStatus !== undefined && { httpStatus }) };
  }
  const { code, subcode, httpStatus, title, traceId } = error;
  const details = [error.details, error.userMessage].find((text) => text !== undefined);
  return {
    ...(code !== undefined && { code }),
    ...(subcode !== undefined && { subcode }),
    httpStatus,
    ...(title !== undefined && { title: cut(title, shownDetail) }),
    ...(details !== undefined && { details: cut(details, shownDetail) }),
    ...(traceId !== undefined && { traceId: cut(traceId, 100) }),
  };
}

/** An earlier attempt of a send left no trace: it may have posted. */
export function outcomeUnknownFailure(activity: string, sendKey: string): ApplicationFailure {
  const message = `${activity}: an earlier attempt of send ${sendKey} ended without a trace, so its outcome is unknown. Nothing was sent again`;
  const advice = 'Wait for a status webhook with this send key before sending again';
  return makeFailure(message, {
    type: T.SendOutcomeUnknown,
    retryable: false,
    details: { outcome: 'unknown', sendKey, advice },
  });
}

/** A media file cannot be used. */
export function mediaFailure(message: string, retryable: boolean): ApplicationFailure {
  return makeFailure(message, { type: T.Media, retryable, details: { advice: 'Check the file and the media store' } });
}

const mediaProblems: Record<MediaProblem, { type: T; retryable: boolean }> = {
  configuration: { type: T.Configuration, retryable: false },
  missing: { type: T.Media, retryable: false },
  unreadable: { type: T.Media, retryable: false },
  unavailable: { type: T.Media, retryable: true },
  unwritable: { type: T.Media, retryable: true },
};

/** What an activity throws: failures as they are, everything that is known as its failure, the rest untouched and retryable. */
export function toFailure(activity: string, error: unknown): unknown {
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure) return error;
  if (error instanceof InvalidInputError) {
    return makeFailure(error.message, { type: T.InvalidInput, retryable: false, more: [error.problems] });
  }
  if (error instanceof MediaError) return makeFailure(`${activity}: ${error.message}`, mediaProblems[error.problem]);
  if (error instanceof CredentialNotFoundError || error instanceof SecretNotFoundError) {
    return configurationFailure(activity, error.message, error.advice);
  }
  if (error instanceof InvalidCredentialError || error instanceof UntrustedHostError) {
    return configurationFailure(activity, error.message);
  }
  return error;
}

/** The worker lacks what the input names. */
export function configurationFailure(activity: string, message: string, advice?: string): ApplicationFailure {
  const details = advice === undefined ? {} : { advice };
  return makeFailure(`${activity}: ${message}`, { type: T.Configuration, retryable: false, details });
}

/** A provider of credentials or secrets broke; it may be back later, and nothing was sent. */
export function providerFailure(activity: string, what: string, error: unknown): ApplicationFailure {
  const message =
    error instanceof Error ? `${error.name}: ${error.message}` : 'it threw something that is not an Error';
  const advice = 'Check the provider; nothing was sent to Meta';
  return makeFailure(`${activity}: the provider of ${what} failed: ${createRedactor([])(cut(message, shownDetail))}`, {
    ...{ type: T.Configuration, retryable: true, details: { advice } },
  });
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
