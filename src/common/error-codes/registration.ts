import { WhatsAppFailureType as T } from '../failures.js';
import { minute, sources, type ErrorGroup, type ErrorSection } from './types.js';

const refused: Pick<ErrorGroup, 'type' | 'retry' | 'source'> = {
  type: T.Registration,
  retry: 'never',
  source: sources.errorCodes,
};

/** Codes about the registration of numbers. */
export const registration: ErrorSection = {
  title: 'Registration, migration and synchronization',
  groups: [
    {
      ...refused,
      who: 'operator',
      advice: 'Bring the number into the right state first: add, verify, then register it',
      codes: {
        131045: 'the number is not registered or its certificate is wrong',
        133000: 'an earlier deregistration is incomplete: deregister again, then register',
        133006: 'the number has to be verified before it is registered',
        133010: 'the number is not registered',
      },
    },
    {
      type: T.Unavailable,
      retry: 'delay',
      delayMs: 5 * minute,
      who: 'nobody',
      source: sources.errorCodes,
      advice: 'Wait some minutes; each try counts against the limit of 10 in 72 hours',
      codes: { 133004: 'the registration server is unavailable for a moment' },
    },
    {
      type: T.Unavailable,
      retry: 'delay',
      delayMs: 5 * minute,
      who: 'nobody',
      source: sources.errorCodes,
      advice: 'Wait some minutes',
      codes: { 2494100: 'the number is in maintenance' },
    },
    {
      type: T.Registration,
      retry: 'delay',
      delayMs: 5 * minute,
      who: 'nobody',
      source: sources.errorCodes,
      advice: 'Wait 5 minutes after the deletion, then register',
      codes: { 133015: 'the number was deleted a moment ago' },
    },
    {
      type: T.PinMismatch,
      retry: 'never',
      who: 'operator',
      source: sources.errorCodes,
      advice: 'Find the right PIN, or reset it in WhatsApp Manager; wrong guesses lock the number',
      codes: { 133005: 'the two-step verification PIN is wrong' },
    },
    {
      type: T.RegistrationLimit,
      retry: 'never',
      who: 'operator',
      source: sources.errorCodes,
      advice: 'Wait for the time that the details name; 10 registrations or deregistrations are allowed in 72 hours',
      codes: {
        133008: 'too many wrong PINs were given',
        133009: 'PINs were given too fast',
        133016: "the number's limit of registrations in 72 hours is used up",
      },
    },
    {
      type: T.VerificationCode,
      retry: 'never',
      who: 'operator',
      source: sources.reputation,
      advice: 'Read the details; ask for a new code later or by the other method',
      codes: {
        136024: 'the verification code could not be sent',
        136025: 'the verification code was not accepted',
      },
    },
    {
      ...refused,
      who: 'business',
      advice: 'Prepare the number for migration in WhatsApp Manager; the details say what is missing',
      codes: {
        2388001: 'the number cannot be migrated: ownership or two-step verification',
        2388012: 'the number is in this account already',
        2388091: 'the number cannot be migrated',
        2388093: 'the number is not being migrated',
        2388103: 'the number cannot be migrated; the details say why',
        2593079: 'the account is marked for migration already',
        2593085: 'the account is not eligible for this migration',
      },
    },
    {
      ...refused,
      who: 'business',
      advice: 'Go on without the history; to synchronize, the number has to be onboarded again',
      codes: {
        2593107: 'the synchronization was requested before',
        2593108: 'the synchronization was requested later than 24 hours after onboarding',
        2593109: 'the business does not share its chat history',
      },
    },
    {
      ...refused,
      who: 'developer',
      source: sources.pywa,
      advice: 'Correct the sign-up; the details say what is wrong',
      codes: { '2494164-2494179': 'the sign-up was refused' },
    },
  ],
};
