/** Input of the activity that controls who answers a thread. */
import { z } from 'zod';
import { ifGiven } from '../schema/if-given.js';
import { lazy } from '../schema/lazy.js';
import { schemaFor } from '../schema/schema-for.js';
import { requireRecipient, sendEnvelope } from './send.js';
import { phoneNumberTarget, type PhoneNumberTarget } from './shared.js';

const threadActions = ['pass', 'take', 'release'] as const;

/**
 * What is done with a thread.
 *
 * - `pass`: gives it to `targetRole`, or to the escalation partner that is configured at Meta. The app has to hold it.
 * - `take`: takes it from its owner. Only the escalation partner may.
 * - `release`: gives it back. Meta's routing decides who answers next. The app has to hold it.
 */
export type ThreadAction = (typeof threadActions)[number];

/**
 * Input of the activity `controlWhatsAppThread`. One of `to` and `recipient` is required.
 *
 * @see "Thread Control (Cloud API)"
 * https://developers.facebook.com/documentation/meta-business-agent/reference/operate/thread-control-cloud-api (read
 * 2026-11)
 */
export interface ControlThreadInput extends PhoneNumberTarget {
  /** What is done. */
  action: ThreadAction;
  /** The user's phone number, with `+` and country code, or WhatsApp id. */
  to?: string | undefined;
  /** The user's business-scoped user id. */
  recipient?: string | undefined;
  /** Who gets a thread that is passed: `ai_agent` is Meta's own agent. @default the escalation partner */
  targetRole?: 'ai_agent' | undefined;
  /** A text for the new owner, who gets it with the webhook `messaging_handovers`. At most 2,000 characters. */
  metadata?: string | undefined;
}

/** Longest `metadata`, in characters. */
const maxMetadata = 2_000;

export const controlThreadInputSchema = schemaFor<ControlThreadInput>()(
  lazy(() => {
    const { to, recipient } = sendEnvelope;
    const schema = z.strictObject({
      ...phoneNumberTarget,
      action: z.enum(threadActions, `must be one of ${threadActions.join(', ')}`),
      to,
      recipient,
      targetRole: ifGiven(() => z.literal('ai_agent')),
      metadata: ifGiven(() => z.string().max(maxMetadata)),
    });
    return requireRecipient(schema).refine(({ action, targetRole }) => action === 'pass' || targetRole === undefined, {
      message: 'must be left out, unless the action is "pass"',
      path: ['targetRole'],
    });
  }),
);
