import { WhatsAppFailureType as T } from '../failures.js';
import { sources, type ErrorGroup, type ErrorSection } from './types.js';

const state: Pick<ErrorGroup, 'type' | 'retry' | 'who'> = { type: T.AccountState, retry: 'never', who: 'business' };

/** Codes about accounts. */
export const accounts: ErrorSection = {
  title: 'Accounts, payment and policy',
  groups: [
    {
      ...state,
      source: sources.errorCodes,
      advice: 'A human has to act in WhatsApp Manager; the details say what is wrong',
      codes: {
        368: 'the account is blocked for a while for a policy violation',
        131031: 'the account is locked, or its data do not match',
        131037: 'the display name is not approved',
        131042: 'there is a problem with the payment method',
        131044: 'there is a problem with the payment for calls',
        134011: 'the terms of payments are not accepted',
        139200: 'direct sending is blocked',
      },
    },
    {
      ...state,
      source: sources.errorCodes,
      advice: 'Send less, and only what users want; try again after hours, not sooner',
      codes: { 131048: 'too many messages were blocked or flagged as spam' },
    },
    {
      ...state,
      source: sources.pywa,
      advice: 'Correct the category of the templates in WhatsApp Manager',
      codes: { 131064: 'the messaging limit was lowered because templates were in the wrong category' },
    },
    {
      ...state,
      source: sources.errorCodes,
      advice: 'Enable template insights in WhatsApp Manager, or do without them',
      codes: {
        200005: 'template insights are not available yet',
        200006: 'template insights cannot be disabled',
        200007: 'template insights are not enabled',
      },
    },
    {
      ...state,
      source: sources.openApi,
      advice: 'Read the health status: it names what blocks sending and what solves it',
      codes: {
        141002: 'a finding of the health status, not an error of a call',
        141006: 'a finding of the health status, not an error of a call',
        141010: 'a finding of the health status, not an error of a call',
        141014: 'a finding of the health status, not an error of a call',
      },
    },
  ],
};
