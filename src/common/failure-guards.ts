/**
 * What went wrong, asked of a caught error: one guard for each failure type. Each takes whatever a workflow or a client catches (an
 * `ActivityFailure`, a `ChildWorkflowFailure`, a `WorkflowFailedError`, an `ApplicationFailure`) and finds our failure
 * however deep it sits among the causes; or a `SendOutcome`, which is a failure that was not thrown. Anything else is false.
 *
 * ```ts
 * try {
 *   await sendWhatsAppMessage(input);
 * } catch (error) {
 *   if (!isServiceWindowClosed(error)) throw error;
 *   await sendWhatsAppMessage({ ...input, message: template('follow_up', 'en') });
 * }
 * ```
 */
import { InvalidInputError, WhatsAppFailureType as T, findFailure, isWhatsAppFailure } from './failures.js';

type TypeName = keyof typeof T;
type FailureGuard = (error: unknown) => boolean;

/** Some failures have a second form: thrown before anything started, told instead of thrown, or the engine's own. */
const otherForms: Partial<Record<TypeName, FailureGuard>> = {
  InvalidInput: (error) => error instanceof InvalidInputError,
  SendOutcomeUnknown: (error) => (isObject(error) && error['outcome'] === 'unknown') || isVanishedSend(error),
};

const guards = Object.fromEntries(
  Object.entries(T).map(([name, type]) => [
    name,
    (error: unknown) => isWhatsAppFailure(error, type) || otherForms[name as TypeName]?.(error) === true,
  ]),
) as Record<TypeName, FailureGuard>;

/** The engine ended an attempt of a send that may have posted. */
function isVanishedSend(error: unknown): boolean {
  const { ended } = findFailure(error);
  if (ended === undefined || ended === 'SCHEDULE_TO_START') return false;
  for (let current = error; isObject(current); current = current['cause']) {
    if (current['activityType'] === 'sendWhatsAppMessage') return true;
  }
  return false;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** The input is wrong, found before any request. Correct it: the failure lists every problem. */
export const isInvalidInput: FailureGuard = guards.InvalidInput;

/** The worker lacks a credential, a secret or a media store that the input names. Its operator has to act. */
export const isConfiguration: FailureGuard = guards.Configuration;

/** Meta does not accept the access token. A send waits for another one, and fails with this when its deadline passes first. */
export const isAuthentication: FailureGuard = guards.Authentication;

/** The token is good, but lacks a permission. The operator has to act. */
export const isPermission: FailureGuard = guards.Permission;

/** Meta refused the request as wrong. Its author has to act. */
export const isInvalidRequest: FailureGuard = guards.InvalidRequest;

/** The object does not exist, or this token cannot see it: Meta answers the same for both. */
export const isNotFound: FailureGuard = guards.NotFound;

/** Throttled, for longer than the deadline or the retry policy allowed. Nothing was accepted: it may be tried again later. */
export const isRateLimited: FailureGuard = guards.RateLimited;

/** More than 24 hours since the user's last message. Send a template instead. */
export const isServiceWindowClosed: FailureGuard = guards.ServiceWindowClosed;

/** The message cannot reach this recipient. Reach them in another way. */
export const isRecipientUnreachable: FailureGuard = guards.RecipientUnreachable;

/** Meta withholds marketing from this recipient. Do not repeat it within 24 hours; after an opt-out, not at all. */
export const isMarketingWithheld: FailureGuard = guards.MarketingWithheld;

/** A template is missing, paused, disabled, or used with wrong parameters. */
export const isTemplate: FailureGuard = guards.Template;

/** A media file is missing, unreadable, too large, or of a type that WhatsApp does not take. */
export const isMedia: FailureGuard = guards.Media;

/** The account or number is locked, unpaid, unnamed or blocked. Somebody has to act in WhatsApp Manager. */
export const isAccountState: FailureGuard = guards.AccountState;

/** The number is in the wrong state for this step of its registration. */
export const isRegistration: FailureGuard = guards.Registration;

/** The two-step verification PIN is wrong. Never guess: wrong PINs lock the number. */
export const isPinMismatch: FailureGuard = guards.PinMismatch;

/** The attempts of registration or PIN are used up, for up to 72 hours. */
export const isRegistrationLimit: FailureGuard = guards.RegistrationLimit;

/** The verification code could not be sent, or is wrong. */
export const isVerificationCode: FailureGuard = guards.VerificationCode;

/** Meta could not be reached, or was not available. For a request that is harmless twice: try again later. */
export const isUnavailable: FailureGuard = guards.Unavailable;

/**
 * The answer to a send was lost, or its worker vanished, so the message may have been accepted. Wait for its status before
 * sending again.
 */
export const isSendOutcomeUnknown: FailureGuard = guards.SendOutcomeUnknown;

/** Meta gave a code that this version does not know. The details hold it. */
export const isUnclassified: FailureGuard = guards.Unclassified;

/** Meta reported by webhook that an accepted message failed. The details say why. */
export const isMessageFailed: FailureGuard = guards.MessageFailed;

/** The status that was waited for did not come before its deadline. The message was accepted. */
export const isStatusTimeout: FailureGuard = guards.StatusTimeout;

/** The verification code was not submitted before the registration's deadline. */
export const isVerificationTimeout: FailureGuard = guards.VerificationTimeout;

/** The budget of wrong verification codes is used up. */
export const isVerificationAttemptsExhausted: FailureGuard = guards.VerificationAttemptsExhausted;
