import { WhatsAppFailureType as T } from '../failures.js';
import { sources, type ErrorSection } from './types.js';

const checkId = 'Check the id and that the token may see it: Meta answers the same for both';

export const sending: ErrorSection = {
  title: 'Requests, recipients and media',
  groups: [
    {
      ...{ type: T.NotFound, retry: 'never', who: 'developer', source: sources.errorCodes },
      advice: checkId,
      codes: { 33: 'the phone number was deleted, or its id is wrong' },
    },
    {
      ...{ type: T.NotFound, retry: 'never', who: 'developer', source: sources.openApi },
      advice: checkId,
      codes: { 803: 'the object does not exist or cannot be seen with this token' },
    },
    {
      ...{ type: T.InvalidRequest, retry: 'never', who: 'developer', source: sources.errorCodes },
      advice: 'Correct the request; the details name the parameter',
      codes: {
        100: 'a parameter is wrong or unknown',
        131008: 'a required parameter is missing',
        131009: 'a parameter has a wrong value',
        131021: 'the recipient is the sender',
        131051: 'this message type is not supported',
        131055: 'this API takes marketing messages only',
        135000: 'a parameter is wrong; Meta does not say which',
      },
    },
    {
      ...{ type: T.InvalidRequest, retry: 'never', who: 'developer', source: sources.errorCodes },
      advice: 'Start again from the first page',
      codes: { 131059: 'the paging cursor is no longer valid' },
    },
    {
      ...{ type: T.InvalidRequest, retry: 'never', who: 'developer', source: sources.pywa },
      advice: "Send this message to the user's phone number instead",
      codes: { 131062: 'a business-scoped user id is not allowed for this message' },
    },
    {
      ...{ type: T.ServiceWindowClosed, retry: 'never', who: 'user', source: sources.errorCodes },
      advice: 'Send an approved template; other messages need a message from the user within the last 24 hours',
      codes: { 131047: "more than 24 hours have passed since the user's last message" },
    },
    {
      ...{ type: T.RecipientUnreachable, retry: 'never', who: 'user', source: sources.errorCodes },
      advice: 'Reach this user in another way',
      codes: { 131026: 'undeliverable: not on WhatsApp, terms not accepted, or an old app' },
    },
    {
      ...{ type: T.RecipientUnreachable, retry: 'never', who: 'business', source: sources.errorCodes },
      advice: 'Reach users in this country in another way',
      codes: { 130497: 'the business may not message users in this country' },
    },
    {
      ...{ type: T.RecipientUnreachable, retry: 'never', who: 'developer', source: sources.errorCodes },
      advice: "Add the recipient to the test number's list, or use a real number",
      codes: { 131030: "the recipient is not in the test number's list of allowed recipients" },
    },
    {
      ...{ type: T.RecipientUnreachable, retry: 'never', who: 'developer', source: sources.errorCodes },
      advice: 'Make sure that it is still the same person, acknowledge the change, and use the new hash',
      codes: { 137000: "the user's identity has changed since the hash was stored" },
    },
    {
      ...{ type: T.MarketingWithheld, retry: 'never', who: 'user', source: sources.errorCodes },
      advice: 'Do not repeat this message; wait at least 24 hours before other marketing to this user',
      codes: {
        130472: "the user is in one of Meta's experiments and gets no marketing now",
        131049: 'Meta withheld the message to keep the amount of marketing healthy',
      },
    },
    {
      ...{ type: T.MarketingWithheld, retry: 'never', who: 'user', source: sources.errorCodes },
      advice: 'Send no marketing to this user until they opt in again',
      codes: { 131050: "the user opted out of this business's marketing" },
    },
    {
      ...{ type: T.MessageFailed, retry: 'never', who: 'developer', source: sources.errorCodes },
      advice: 'Read the state of the message from its webhooks',
      codes: {
        131035: 'the webhook of a number without storage could not be delivered',
        131036: 'the retry receipt of a number without storage was not honoured',
      },
    },
    {
      ...{ type: T.Media, retry: 'never', who: 'developer', source: sources.errorCodes },
      advice: 'Check size, type and, for a link, that its server answers',
      codes: { 131053: 'the file could not be taken: its type, its content or its link' },
    },
    {
      ...{ type: T.Media, retry: 'never', who: 'user', source: sources.errorCodes },
      advice: 'Ask the user to send it again, smaller or as another type',
      codes: {
        130501: 'the group message has a type that the API does not deliver',
        131052: "the user's file could not be downloaded, maybe because it is larger than 100 MB",
      },
    },
  ],
};
