/**
 * What each of Meta's error codes means and whether the same request may be sent again. Pure data, so that workflows can use
 * it too. Codes and HTTP statuses are from Meta's page; the judgements are ours. A code that is not here is not an error of
 * this table: it is delivered as it came.
 *
 * @see "Error codes" https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes (page of 2025-12, read 2026-11)
 */
import { WhatsAppFailureType as T } from './failures.js';

/**
 * - `never`: refused, and the same request will be refused again until somebody changes something.
 * - `delay`: surely not accepted; the same request may work after `delayMs`.
 * - `ambiguous`: Meta does not say whether it accepted the request; only a call that is harmless when repeated may be.
 */
type RetryJudgement = 'never' | 'delay' | 'ambiguous';

export interface ErrorCodeEntry {
  type: T;
  retry: RetryJudgement;
  /** How long to wait when Meta does not say, in milliseconds. Present for `delay` only. */
  delayMs?: number;
  /** What happened, in a few words. */
  meaning: string;
  /** What to do about it. */
  advice: string;
}

/** Code, or `first-last` of a range, to meaning. */
type Meanings = Record<string, string>;

interface Group extends Omit<ErrorCodeEntry, 'meaning'> {
  codes: Meanings;
}

function never(type: T, advice: string, codes: Meanings): Group {
  return { type, retry: 'never', advice, codes };
}

function later(type: T, delayMs: number, advice: string, codes: Meanings): Group {
  return { type, retry: 'delay', delayMs, advice, codes };
}

function ambiguous(advice: string, codes: Meanings): Group {
  return { type: T.Unavailable, retry: 'ambiguous', advice, codes };
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** Sections: authentication, throttling, generic, sending, accounts, media, templates, registration, the rest of the API. */
const groups: readonly Group[] = [
  never(T.Authentication, 'Give the worker a valid access token (a system user token does not expire)', {
    0: 'the access token expired, was revoked or is malformed',
    102: 'the session of the access token is over',
    104: 'the request carried no access token, or the app secret proof is wrong',
    190: 'the access token expired or was revoked',
  }),
  never(T.Permission, 'Give the app and its system user the missing permission on this WhatsApp Business Account', {
    3: 'the app lacks the capability or permission for this method',
    10: 'the permission was not granted or was removed',
    '200-299': 'an API permission was not granted or was removed',
    131005: 'access denied: the permission was not granted or was removed',
  }),
  later(T.RateLimited, minute, 'Wait until the limit frees up, or send fewer calls', {
    4: "the app's call limit is used up",
    17: "the user's call limit is used up",
    613: 'the rate limit of this kind of call is used up',
    80007: "the WhatsApp Business Account's call limit is used up",
    80008: "the WhatsApp Business Account's management call limit is used up",
    131208: 'too many group operations',
    138002: 'too many calls at once',
    138005: 'too many calls in a short time',
    138013: 'too many lookups of call permissions',
  }),
  later(T.RateLimited, 2 * second, 'Send more slowly: the number has a limit of messages per second', {
    130429: "the number's throughput limit is reached",
  }),
  later(T.RateLimited, second, 'Send to this user more slowly: about one message in 6 seconds, after a burst', {
    131056: 'too many messages from this number to this user',
  }),
  later(T.RateLimited, hour, 'Wait for the time that the details name', {
    132069: 'the flow is throttled: its messages of this hour are used up; improve the flow',
    138009: 'the limit of call permission requests to this user is used up',
    138012: 'the limit of connected calls to this user in 24 hours is used up',
  }),
  ambiguous('Read the state before repeating anything that is not harmless twice', {
    1: 'Meta could not handle the request: it is wrong, or the server failed',
    2: 'the service is down or overloaded for a moment',
    131000: 'Meta failed for an unknown reason',
    131016: 'the service is overloaded or down for a moment',
    138004: 'the call could not be connected',
  }),
  later(T.Unavailable, minute, 'Wait; nothing was accepted', {
    131057: 'the account is in maintenance, usually a throughput upgrade of up to a minute',
  }),
  later(T.Unavailable, 5 * minute, 'Wait some minutes; each try counts against the limit of 10 in 72 hours', {
    133004: 'the registration server is unavailable for a moment',
    2494100: 'the number is in maintenance',
  }),
  later(T.Unavailable, 5 * second, 'Wait some seconds and try again', {
    139102: 'the block list was changed by another call at the same time',
    139103: 'the block list could not be changed for an internal reason',
  }),
  later(T.Unavailable, 10 * minute, 'Wait up to 10 minutes until the template has reached the ads system', {
    134101: 'the template is still being synchronised for the Marketing Messages API',
  }),
  never(T.NotFound, 'Check the id and that the token may see it: Meta answers the same for both', {
    33: 'the phone number was deleted, or its id is wrong',
    803: 'the object does not exist or cannot be seen with this token',
    131212: 'the participant is not in the group (a removal has nothing left to do)',
    131213: 'the join request does not exist (a removal has nothing left to do)',
  }),
  never(T.InvalidRequest, 'Correct the request; the details name the parameter', {
    100: 'a parameter is wrong or unknown',
    131008: 'a required parameter is missing',
    131009: 'a parameter has a wrong value',
    131020: 'the group is invalid',
    131021: 'the recipient is the sender',
    131041: 'the group is unknown',
    131051: 'this message type is not supported',
    131055: 'this API takes marketing messages only',
    131059: 'the paging cursor is no longer valid; start from the first page',
    131062: 'a business-scoped user id is not allowed for this message',
    131063: 'marketing templates are off for the Cloud API here; use /marketing_messages',
    131201: 'only a part succeeded; read the list of participants',
    131202: 'a participant was named twice',
    131203: 'the group request was refused',
    131204: 'there are too many participants',
    131209: 'the group picture is not square',
    131210: 'the group picture is smaller than 192 pixels',
    134100: 'the Marketing Messages API takes marketing templates only',
    135000: 'a parameter is wrong; Meta does not say which',
    138003: 'a call with this user is running already, maybe from an earlier attempt',
    138007: 'the call timed out: the SDP answer came late',
    139100: 'some users were not blocked or unblocked; the answer lists them',
    139101: 'the block list is full (64,000 users)',
    '147001-147005': 'the username is taken, not eligible, or needs a forced transfer',
    1752041: 'this onboarding was requested before and is under way',
    4233041: 'the flows could not be migrated',
  }),
  never(
    T.ServiceWindowClosed,
    'Send an approved template; other messages need a message from the user within the last 24 hours',
    { 131047: "more than 24 hours have passed since the user's last message" },
  ),
  never(T.RecipientUnreachable, 'Reach this user in another way', {
    130497: 'the business may not message users in this country',
    131026: 'undeliverable: not on WhatsApp, terms not accepted, or an old app',
    131030: "the recipient is not in the test number's list of allowed recipients",
    137000: "the user's identity has changed since the hash was stored",
    138001: 'the user cannot be called',
    138006: 'the user has not permitted calls from this business',
  }),
  never(T.MarketingWithheld, 'Do not repeat this message; wait at least 24 hours before other marketing to this user', {
    130472: "the user is in one of Meta's experiments and gets no marketing now",
    131049: 'Meta withheld the message to keep the amount of marketing healthy',
    131050: "the user opted out of this business's marketing",
  }),
  never(T.MessageFailed, 'Read the state of the message from its webhooks', {
    131035: 'the webhook of a number without storage could not be delivered',
    131036: 'the retry receipt of a number without storage was not honoured',
  }),
  never(T.Media, 'Check size, type and, for a link, that its server answers', {
    130501: 'the group message has a type that the API does not deliver',
    131052: "the user's file could not be downloaded, maybe because it is larger than 100 MB",
    131053: 'the file could not be taken: its type, its content or its link',
  }),
  never(T.AccountState, 'A human has to act in WhatsApp Manager; the details say what is wrong', {
    368: 'the account is blocked for a while for a policy violation',
    131031: 'the account is locked, or its data do not match',
    131037: 'the display name is not approved',
    131042: 'there is a problem with the payment method',
    131044: 'there is a problem with the payment for calls',
    131048: 'too many messages were blocked or flagged as spam; wait for hours and improve quality',
    131064: 'the messaging limit was lowered because templates were in the wrong category',
    131207: 'the group is suspended',
    131211: 'the limit of groups is reached',
    131214: 'creating groups is disabled because of misuse for marketing',
    131215: 'the number is not eligible for groups',
    134011: 'the terms of payments are not accepted',
    134102: 'the Marketing Messages API is not available for this account',
    134103: 'the Marketing Messages API refused this account',
    138000: 'calling is not enabled for this number',
    '138018-138024': 'calling, its hours or SIP cannot be enabled',
    139200: 'direct sending is blocked',
    141002: 'a finding of the health status, not an error of a call',
    141006: 'a finding of the health status, not an error of a call',
    141010: 'a finding of the health status, not an error of a call',
    141014: 'a finding of the health status, not an error of a call',
    200005: 'template insights are not available yet',
    200006: 'template insights cannot be disabled',
    200007: 'template insights are not enabled',
  }),
  never(T.Template, 'Compare the message with the template in WhatsApp Manager', {
    132000: 'the number of parameters differs from the template',
    132001: 'the template does not exist in this language or is not approved',
    132005: 'the text is too long once the parameters are in place',
    132007: 'the content violates a policy',
    132008: 'a parameter value is invalid',
    132012: 'a parameter has another format than the template',
    132015: 'the template is paused for low quality or pacing',
    132016: 'the template is disabled for good',
    132018: 'the template parameters are invalid',
    132068: 'the flow of the template is blocked',
    '139000-139004': 'the flow cannot be used, changed, published, deprecated or deleted',
    2388019: 'the limit of templates is reached',
    2388023: 'the template is being deleted; the name is free again later',
    2388024: 'a template with this name and language exists',
    2388040: 'a field of the template is too long',
    2388047: 'the header of the template is malformed',
    2388072: 'the body of the template is malformed',
    2388073: 'the footer of the template is malformed',
    2388293: 'the template has too many variables for its length',
    2388299: 'the template begins or ends with a variable',
    2388318: 'a direct-send template cannot be edited',
    2388330: 'a direct-send template cannot be deleted',
    2593002: 'the template does not exist in this account',
  }),
  never(T.Registration, 'Bring the number into the right state first: add, verify, then register it', {
    131045: 'the number is not registered or its certificate is wrong',
    133000: 'an earlier deregistration is incomplete: deregister again, then register',
    133006: 'the number has to be verified before it is registered',
    133010: 'the number is not registered',
    2388001: 'the number cannot be migrated: ownership or two-step verification',
    2388012: 'the number is in this account already',
    2388091: 'the number cannot be migrated',
    2388093: 'the number is not being migrated',
    2388103: 'the number cannot be migrated; the details say why',
    '2494164-2494179': 'the sign-up was refused',
    2593079: 'the account is marked for migration already',
    2593085: 'the account is not eligible for this migration',
    2593107: 'the synchronisation was requested before',
    2593108: 'the synchronisation was requested later than 24 hours after onboarding',
    2593109: 'the user does not share the chat history',
  }),
  later(T.Registration, 5 * minute, 'Wait 5 minutes after the deletion, then register', {
    133015: 'the number was deleted a moment ago',
  }),
  never(T.PinMismatch, 'Find the right PIN, or reset it in WhatsApp Manager; wrong guesses lock the number', {
    133005: 'the two-step verification PIN is wrong',
  }),
  never(
    T.RegistrationLimit,
    'Wait for the time that the details name; 10 registrations or deregistrations are allowed in 72 hours',
    {
      133008: 'too many wrong PINs were given',
      133009: 'PINs were given too fast',
      133016: "the number's limit of registrations in 72 hours is used up",
    },
  ),
  never(T.VerificationCode, 'Read the details; ask for a new code later or by the other method', {
    136024: 'the verification code could not be sent',
    136025: 'the verification code was not accepted',
  }),
];

interface Range {
  first: number;
  last: number;
  entry: ErrorCodeEntry;
}

const ranges: readonly Range[] = groups.flatMap(({ codes, ...group }) =>
  Object.entries(codes).map(([key, meaning]) => {
    const [first, last = first] = key.split('-').map(Number);
    return { first: first as number, last: last as number, entry: { ...group, meaning } };
  }),
);
const singles = new Map(ranges.filter(({ first, last }) => first === last).map(({ first, entry }) => [first, entry]));
const spans = ranges.filter(({ first, last }) => first !== last);

/** Every row of the table, ordered by code: for documentation. */
export const errorCodes: readonly Range[] = ranges.toSorted((a, b) => a.first - b.first);

const unseenObject: ErrorCodeEntry = {
  type: T.NotFound,
  retry: 'never',
  meaning: 'the object does not exist or cannot be seen with this token',
  advice: 'Check the id and that the token may see it: Meta answers the same for both',
};

/** Codes of template management, migration and synchronisation arrive as `error_subcode` under code 100. */
const firstOfLargeCodes = 1_000_000;

/** The row for what Meta answered; undefined when this version does not know the code. */
export function findErrorCode(code: number | undefined, subcode?: number): ErrorCodeEntry | undefined {
  if (code === 100 && subcode === 33) return unseenObject;
  const special = subcode !== undefined && subcode >= firstOfLargeCodes ? find(subcode) : undefined;
  return special ?? (code === undefined ? undefined : find(code));
}

function find(code: number): ErrorCodeEntry | undefined {
  return singles.get(code) ?? spans.find(({ first, last }) => first <= code && code <= last)?.entry;
}
