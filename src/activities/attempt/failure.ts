/** The only place of the activities that makes an ApplicationFailure. */
import { ApplicationFailure, ApplicationFailureCategory, TemporalFailure } from '@temporalio/common';
import {
  InvalidInputError,
  WhatsAppFailureType as T,
  type WhatsAppFailure,
  type WhatsAppFailureDetails,
} from '../../common/failures.js';
import { defined } from '../../common/schema/defined.js';
import { hideSecrets } from '../../common/secrets/texts.js';
import { ConsentStoreError } from '../../consent/consent-store.js';
import { unknownAdvice, type Classification } from '../../graph/classify.js';
import { InvalidCredentialError } from '../../graph/credentials.js';
import { GraphApiError, type GraphError } from '../../graph/errors.js';
import { UntrustedHostError } from '../../graph/hosts.js';
import { MediaError, type MediaProblem } from '../../media/store.js';

/**
 * Refusals that belong to the business of the one who asked, not to the health of the worker: nobody is paged for them.
 */
const benignTypes: ReadonlySet<T> = new Set([T.ServiceWindowClosed, T.MarketingWithheld, T.VerificationCode]);

/** The server keeps 4 KB of a failure between attempts, so texts of Meta's are cut. All limits are in characters. */
const messageLimit = 700;
/** What of a message is kept free for the advice at its end. */
const adviceLimit = 200;
const detailLimit = 400;
const traceIdLimit = 100;
const valueLimit = 200;

interface FailureParts {
  type: T;
  retryable: boolean;
  delayMs?: number | undefined;
  details?: WhatsAppFailureDetails;
  moreDetails?: unknown[] | undefined;
}

/**
 * Makes a failure without a `cause`: a cause would be stored too, and foreign errors hold requests. Messages of stores
 * and providers are of anybody's making, so whatever looks like a secret is taken out.
 */
function makeFailure(message: string, parts: FailureParts): ApplicationFailure {
  const { type, retryable, delayMs, details = {}, moreDetails = [] } = parts;
  return ApplicationFailure.create({
    type,
    message: cut(hideSecrets(message), messageLimit),
    nonRetryable: !retryable,
    details: [details, ...moreDetails],
    ...defined({
      nextRetryDelay: delayMs,
      category: benignTypes.has(type) ? ApplicationFailureCategory.BENIGN : undefined,
    }),
  });
}

/** What somebody else said, with one full stop at its end. */
function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

/** The failure for a request that Meta, or the way to it, failed. */
export function graphFailure(
  activity: string,
  error: GraphError,
  classification: Classification,
  { sendKey, moreDetails }: { sendKey?: string | undefined; moreDetails?: unknown[] | undefined },
): ApplicationFailure {
  const { type, retryable, delayMs, advice, meaning, outcome } = classification;
  const what = [activity, meaning, error.message].filter((part) => part !== undefined).join(': ');
  const endsUnknown = outcome === 'unknown' && !retryable;
  const details = { ...errorDetails(error), ...(endsUnknown && defined({ outcome, sendKey })), advice };
  const message = `${sentence(cut(what, messageLimit - adviceLimit))} ${advice}`;
  return makeFailure(message, { type, retryable, delayMs, details, moreDetails });
}

function errorDetails(error: GraphError): WhatsAppFailureDetails {
  if (!(error instanceof GraphApiError)) return defined({ phase: error.phase, httpStatus: error.httpStatus });
  const { code, subcode, httpStatus, title, details, userMessage, traceId } = error;
  return defined({
    code,
    subcode,
    httpStatus,
    title: cut(title, detailLimit),
    details: cut(details ?? userMessage, detailLimit),
    traceId: cut(traceId, traceIdLimit),
  });
}

/** A request that may have been made: whether it was one of a message, and under which key. */
export interface UnknownRequest {
  send: boolean;
  sendKey?: string | undefined;
}

/** The failure for a request of which an earlier attempt left no trace, and may have been made. */
export function outcomeUnknownFailure(activity: string, { send, sendKey }: UnknownRequest): ApplicationFailure {
  const advice = unknownAdvice(send);
  const what = sendKey === undefined ? 'this request' : `send ${sendKey}`;
  return makeFailure(
    `${activity}: an earlier attempt of ${what} ended without a trace, so its outcome is unknown. Nothing was sent again. ${advice}`,
    {
      type: send ? T.SendOutcomeUnknown : T.Unavailable,
      retryable: false,
      details: { outcome: 'unknown', ...defined({ sendKey }), advice },
    },
  );
}

/**
 * The failure for a send whose key has been started by the other way. An activity leaves it to a workflow. A workflow
 * comes back until the activity has ended; until then nobody knows whether it sends.
 */
export function keyInUseFailure(activity: string, id: string, sentBy: 'workflow' | 'activity'): ApplicationFailure {
  const advice = sentBy === 'workflow' ? `Ask the workflow ${id}, which sends it` : 'Nothing has to be done';
  return makeFailure(`${activity}: the ${sentBy} ${id} has the same send key; nothing was sent here. ${advice}`, {
    type: T.Unavailable,
    retryable: sentBy === 'activity',
    details: { sentBy, ...(sentBy === 'activity' && { outcome: 'unknown' }), advice },
  });
}

/** The failure of another activity, as the end of this one. */
export function copiedFailure({ type, message, details }: WhatsAppFailure): ApplicationFailure {
  return makeFailure(message, { type, retryable: false, details });
}

/** The failure for a Temporal server that does not answer. Nothing was sent, and it may be back later. */
export function serverFailure(activity: string, error: unknown): ApplicationFailure {
  const why = error instanceof Error ? error.message : 'unknown error';
  const advice = 'Check the connection of the worker to Temporal; nothing was sent';
  return makeFailure(`${activity}: Temporal did not say who else has this send key: ${cut(why, detailLimit)}`, {
    type: T.Unavailable,
    retryable: true,
    details: { advice },
  });
}

/**
 * The failure for a workflow that did not say who uploads a file. Nothing was uploaded, and it may answer later.
 *
 * @param asked.error what the server, or the workflow, said instead
 */
export function registryFailure(
  activity: string,
  { id, taskQueue, error }: { id: string; taskQueue: string; error: unknown },
): ApplicationFailure {
  const why = error instanceof Error ? error.message : 'unknown error';
  const advice = `Look at that workflow; a worker of the task queue ${taskQueue} has to run it`;
  return makeFailure(
    `${activity}: ${id} did not say who uploads the file: ${sentence(cut(why, detailLimit))} ${advice}`,
    {
      type: T.Unavailable,
      retryable: true,
      details: { advice },
    },
  );
}

/** The failure for an upload to be shared, when the store of the application does not say who uploads it. */
export function storedRegistryFailure(activity: string, error: unknown): ApplicationFailure {
  const why = error instanceof Error ? hideSecrets(String(error.message)) : 'it threw something that is not an Error';
  const advice = 'Look at the store that was given as "uploadedMedia"';
  const message = `${activity}: the store of uploaded media did not say who uploads the file: ${cut(why, detailLimit)}`;
  return makeFailure(`${sentence(message)} ${advice}`, { type: T.Unavailable, retryable: true, details: { advice } });
}

/** The failure for an answer of that store which is none: a defect, which no other attempt mends. */
export function storedAnswerFailure(activity: string, answer: string): ApplicationFailure {
  const advice = 'Correct claim() of the store that was given as "uploadedMedia"; nothing was uploaded';
  const expected = 'expected { kind: "known", mediaId: "…" }, { kind: "yours" } or { kind: "taken" }';
  const shown = cut(hideSecrets(answer), valueLimit);
  const message = `${activity}: claim() of the store of uploaded media answered ${shown}: ${expected}. ${advice}`;
  return makeFailure(message, { type: T.Configuration, retryable: false, details: { advice } });
}

/** The failure for a media file that cannot be used. */
export function mediaFailure(message: string, retryable: boolean): ApplicationFailure {
  return makeFailure(message, { type: T.Media, retryable, details: { advice: 'Check the file and the media store' } });
}

const mediaProblems: Record<MediaProblem, { type: T; retryable: boolean }> = {
  configuration: { type: T.Configuration, retryable: false },
  missing: { type: T.Media, retryable: false },
  unreadable: { type: T.Media, retryable: false },
  unavailable: { type: T.Media, retryable: true },
  unwritable: { type: T.Media, retryable: true },
  unusable: { type: T.Media, retryable: false },
};

/**
 * The failure for an error of the library's, or for one that shows a secret. Undefined for any other, which an activity
 * throws as it is, to be retried.
 */
export function toFailure(activity: string, error: unknown): ApplicationFailure | undefined {
  if (error instanceof InvalidInputError) {
    return makeFailure(error.message, { type: T.InvalidInput, retryable: false, moreDetails: [error.problems] });
  }
  if (error instanceof MediaError) return makeFailure(`${activity}: ${error.message}`, mediaProblems[error.problem]);
  if (error instanceof ConsentStoreError) {
    const advice = 'Check the consent store';
    return makeFailure(`${activity}: ${error.message}`, { type: T.ConsentStore, retryable: true, details: { advice } });
  }
  if (error instanceof InvalidCredentialError || error instanceof UntrustedHostError) {
    return configurationFailure(activity, error.message);
  }
  return foreignFailure(error);
}

/** The failure for somebody else's error that shows a secret, without it. It is retried, as the error would be. */
function foreignFailure(error: unknown): ApplicationFailure | undefined {
  if (!(error instanceof Error) || error instanceof TemporalFailure || !showsSecret(error)) return undefined;
  const message = cut(hideSecrets(error.message), messageLimit);
  return ApplicationFailure.create({ type: error.name, message, details: [] });
}

/** Whether the texts of an error or of its causes hold a secret. The server would store all of them. */
function showsSecret(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    const text = `${current.message}\n${current.stack ?? ''}`;
    if (hideSecrets(text) !== text) return true;
  }
  return false;
}

/** The failure for an input that names what the worker lacks. */
export function configurationFailure(
  activity: string,
  message: string,
  { advice, retryable = false }: { advice?: string; retryable?: boolean } = {},
): ApplicationFailure {
  return makeFailure(`${activity}: ${message}`, { type: T.Configuration, retryable, details: defined({ advice }) });
}

/** The failure for a provider of credentials or secrets that broke. It may be back later, and nothing was sent. */
export function providerFailure(activity: string, what: string, error: unknown): ApplicationFailure {
  const problem =
    error instanceof Error ? `${error.name}: ${error.message}` : 'it threw something that is not an Error';
  return makeFailure(`${activity}: the provider of ${what} failed: ${cut(hideSecrets(problem), detailLimit)}`, {
    type: T.Configuration,
    retryable: true,
    details: { advice: 'Check the provider; nothing was sent to Meta' },
  });
}

function cut<Text extends string | undefined>(text: Text, length: number): Text | string {
  return text !== undefined && text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
