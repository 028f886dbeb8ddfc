import { WhatsAppFailureType as T } from '../failures.js';
import { hour, minute, second, sources, type ErrorSection } from './types.js';

export const groupsAndCalls: ErrorSection = {
  title: 'Groups, calls, block list and user names',
  groups: [
    {
      ...{ type: T.NotFound, retry: 'never', who: 'developer', source: sources.groups },
      advice: 'Check the group id and that the number is in the group',
      codes: { 131041: 'the group is unknown, or the number is not in it' },
    },
    {
      ...{ type: T.NotFound, retry: 'never', who: 'nobody', source: sources.groups },
      advice: 'Nothing has to be done when it was to be removed: there is nothing left',
      codes: {
        131212: 'the participant is not in the group',
        131213: 'the join request does not exist',
      },
    },
    {
      ...{ type: T.InvalidRequest, retry: 'never', who: 'developer', source: sources.groups },
      advice: 'Correct the request; the details name the parameter',
      codes: {
        131020: 'the group is invalid, or has nobody else in it',
        131202: 'a participant was named twice',
        131203: 'the group request was refused',
        131204: 'there are too many participants',
        131209: 'the group picture is not square',
        131210: 'the group picture is smaller than 192 pixels',
      },
    },
    {
      ...{ type: T.InvalidRequest, retry: 'never', who: 'developer', source: sources.groups },
      advice: 'Read who was changed and who was not from the answer, then ask again for the rest',
      codes: { 131201: 'only a part succeeded' },
    },
    {
      ...{ type: T.RateLimited, retry: 'delay', delayMs: minute, who: 'nobody', source: sources.groups },
      advice: 'Wait, or change groups less often',
      codes: { 131208: 'too many group operations' },
    },
    {
      ...{ type: T.AccountState, retry: 'never', who: 'business', source: sources.groups },
      advice: 'A human has to act in WhatsApp Manager; the details say what is wrong',
      codes: {
        131207: 'the group is suspended',
        131211: 'the limit of groups is reached',
        131214: 'creating groups is disabled because of misuse for marketing',
        131215: 'the number is not eligible for groups',
      },
    },
    {
      ...{ type: T.AccountState, retry: 'never', who: 'business', source: sources.calling },
      advice: 'Set up calling for this number in WhatsApp Manager; the details say what is missing',
      codes: {
        138000: 'calling is not enabled for this number',
        '138018-138024': 'calling, its hours or SIP cannot be enabled',
      },
    },
    {
      ...{ type: T.RecipientUnreachable, retry: 'never', who: 'user', source: sources.calling },
      advice: 'Send a message instead, or ask the user for the permission to call',
      codes: {
        138001: 'the user cannot be called',
        138006: 'the user has not permitted calls from this business',
      },
    },
    {
      ...{ type: T.InvalidRequest, retry: 'never', who: 'nobody', source: sources.calling },
      advice: 'Go on with the running call: it may be from an earlier attempt of this request',
      codes: { 138003: 'a call with this user is running already' },
    },
    {
      ...{ type: T.InvalidRequest, retry: 'never', who: 'developer', source: sources.calling },
      advice: 'Answer faster, and start a new call',
      codes: { 138007: 'the call timed out: the SDP answer came late' },
    },
    {
      ...{ type: T.Unavailable, retry: 'ambiguous', who: 'nobody', source: sources.calling },
      advice: 'Wait for a webhook of the call before calling again',
      codes: { 138004: 'the call could not be connected' },
    },
    {
      ...{ type: T.RateLimited, retry: 'delay', delayMs: minute, who: 'nobody', source: sources.calling },
      advice: 'Wait, or make fewer calls',
      codes: {
        138002: 'the number has 1,000 calls at once already',
        138005: 'too many calls in a short time',
        138013: 'too many lookups of call permissions',
      },
    },
    {
      ...{ type: T.RateLimited, retry: 'delay', delayMs: hour, who: 'nobody', source: sources.calling },
      advice: 'Wait for the time that the details name',
      codes: {
        138009: 'the limit of call permission requests to this user is used up',
        138012: 'the limit of connected calls to this user in 24 hours is used up',
      },
    },
    {
      ...{ type: T.InvalidRequest, retry: 'never', who: 'developer', source: sources.blockUsers },
      advice: 'Read who was changed and who was not from the answer, then ask again for the rest',
      codes: { 139100: 'some users were not blocked or unblocked' },
    },
    {
      ...{ type: T.InvalidRequest, retry: 'never', who: 'business', source: sources.blockUsers },
      advice: 'Unblock somebody first',
      codes: { 139101: 'the block list is full (64,000 users)' },
    },
    {
      ...{ type: T.Unavailable, retry: 'delay', delayMs: 5 * second, who: 'nobody', source: sources.blockUsers },
      advice: 'Wait some seconds and try again',
      codes: {
        139102: 'the block list was changed by another call at the same time',
        139103: 'the block list could not be changed for an internal reason',
      },
    },
    {
      ...{ type: T.InvalidRequest, retry: 'never', who: 'business', source: sources.usernames },
      advice: 'Choose another username, or link or transfer it as the details say',
      codes: {
        147001: 'the username is taken',
        147002: 'the account may not have a username yet',
        147003: 'the username belongs to a Facebook page that is not linked',
        147004: 'the username belongs to an Instagram account that is not linked',
        147005: 'the username is in use by another number of the business, and has to be transferred',
      },
    },
  ],
};
