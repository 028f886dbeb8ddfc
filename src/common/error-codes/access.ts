import { WhatsAppFailureType as T } from '../failures.js';
import { sources, type ErrorSection } from './types.js';

const newToken = 'Give the worker a valid access token (a system user token does not expire)';

/** Codes about tokens and permissions. */
export const access: ErrorSection = {
  title: 'Token and permissions',
  groups: [
    {
      type: T.Authentication,
      retry: 'new-token',
      who: 'operator',
      source: sources.errorCodes,
      advice: newToken,
      codes: {
        0: 'the access token expired, was revoked or is malformed',
        190: 'the access token expired or was revoked',
      },
    },
    {
      type: T.Authentication,
      retry: 'new-token',
      who: 'operator',
      source: sources.openApi,
      advice: newToken,
      codes: {
        102: 'the session of the access token is over',
        104: 'the request carried no access token, or the app secret proof is wrong',
      },
    },
    {
      type: T.Permission,
      retry: 'never',
      who: 'operator',
      source: sources.errorCodes,
      advice: 'Give the app and its system user the missing permission on this WhatsApp Business Account',
      codes: {
        3: 'the app lacks the capability or permission for this method',
        10: 'the permission was not granted or was removed',
        '200-299': 'an API permission was not granted or was removed',
        131005: 'access denied: the permission was not granted or was removed',
      },
    },
  ],
};
