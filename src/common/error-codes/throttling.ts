import { WhatsAppFailureType as T } from '../failures.js';
import { minute, second, sources, type ErrorSection } from './types.js';

const fewerCalls = 'Wait until the limit frees up, or send fewer calls';

/** Codes about throttling and availability. */
export const throttling: ErrorSection = {
  title: 'Throttling and availability',
  groups: [
    {
      type: T.RateLimited,
      retry: 'delay',
      delayMs: minute,
      who: 'nobody',
      source: sources.errorCodes,
      advice: fewerCalls,
      codes: {
        4: "the app's call limit is used up",
        613: 'the rate limit of this kind of call is used up',
        80007: "the WhatsApp Business Account's call limit is used up",
      },
    },
    {
      type: T.RateLimited,
      retry: 'delay',
      delayMs: minute,
      who: 'nobody',
      source: sources.graphLimits,
      advice: fewerCalls,
      codes: {
        17: "the user's call limit is used up",
        80008: "the WhatsApp Business Account's management call limit is used up",
      },
    },
    {
      type: T.RateLimited,
      retry: 'delay',
      delayMs: 2 * second,
      who: 'nobody',
      source: sources.errorCodes,
      advice: 'Send more slowly: the number has a limit of messages per second',
      codes: { 130429: "the number's throughput limit is reached" },
    },
    {
      type: T.RateLimited,
      retry: 'delay',
      delayMs: second,
      who: 'nobody',
      source: sources.errorCodes,
      // Meta's own advice: 4^X seconds, X = 0, 1, 2, …
      growth: 4,
      maxDelayMs: 4 ** 5 * second,
      advice: 'Send to this user more slowly: about one message in 6 seconds, after a burst',
      codes: { 131056: 'too many messages from this number to this user' },
    },
    {
      type: T.Unavailable,
      retry: 'delay',
      delayMs: minute,
      who: 'nobody',
      source: sources.errorCodes,
      advice: 'Wait; nothing was accepted',
      codes: { 131057: 'the account is in maintenance, usually a throughput upgrade of up to a minute' },
    },
    {
      type: T.Unavailable,
      retry: 'ambiguous',
      who: 'nobody',
      source: sources.errorCodes,
      advice: 'Read the state, or wait for a status, before repeating anything that is not harmless twice',
      codes: {
        1: 'Meta could not handle the request: it is wrong, or the server failed',
        2: 'the service is down or overloaded for a moment',
        131000: 'Meta failed for an unknown reason',
        131016: 'the service is overloaded or down for a moment',
      },
    },
  ],
};
