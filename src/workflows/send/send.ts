/** The send of a workflow: one POST per send key, and an outcome that is true. */
import { condition } from '@temporalio/workflow';
import { WhatsAppFailureType } from '../../common/failures.js';
import {
  sendInputSchema,
  sendOptionsSchema,
  type SendInput,
  type SendMessageInput,
  type SendOptions,
} from '../../common/inputs/index.js';
import { type MessageStatus, statusesFor } from '../../common/message-status.js';
import {
  acceptedOutcome,
  outcomeOfError,
  unknownOutcome,
  type AcceptedSend,
  type SendOutcome,
  type UnknownSend,
} from '../../common/send-outcome.js';
import { proxyWhatsAppActivities, type WhatsAppActivityOverrides } from '../activities/proxies.js';
import { checkWorkflowInput, sendOutcomeUnknown } from '../lib/failures.js';
import { SentMessage } from './sent-message.js';
import { statusInbox, type StatusInbox } from '../events/status-inbox.js';

/**
 * Sends one message from a workflow.
 *
 * - One activity, one POST. Two Temporal actions with the workflow's own start; one in a workflow that runs anyway.
 * - `track` asks for statuses: each one that comes is a signal, and so an action.
 * - `settleUnknownFor` asks for the first status, to settle an unknown outcome: one action for each message.
 * - `onUnknown: 'resend'` is the only way in which a user can get a message twice.
 *
 * @returns when the outcome is accepted, refused, or as unknown as it will stay.
 * @throws ApplicationFailure `WhatsApp.InvalidInput`; with `onUnknown: 'fail'`, `WhatsApp.SendOutcomeUnknown`.
 */
export async function send(input: SendInput, options: SendOptions = {}): Promise<SentMessage> {
  const checked = checkWorkflowInput(sendInputSchema, input, 'send');
  return sendChecked(checked, checkWorkflowInput(sendOptionsSchema, options, 'send'));
}

/** An input whose send has its name. */
export type KeyedInput = SendInput & { sendKey: string };

/** Any status settles an unknown outcome; these two are the ones that come first. */
const firstStatuses: readonly MessageStatus[] = ['sent', 'failed'];

/** How the library's own workflows send: what `settleUnknownFor` waits for is their choice. */
export interface CarriedOptions extends SendOptions {
  /** @default the first ones, of which one costs an action where the workflow goes on */
  settleOn?: readonly MessageStatus[];
}

/** What a send looks like while it is under way. */
export interface SendProgress {
  phase: 'sending' | 'settling';
}

/** For workflows that have checked their input; `progress` tells their queries where the send is. */
export async function sendChecked(
  input: SendInput,
  options: CarriedOptions,
  progress: SendProgress = { phase: 'sending' },
): Promise<SentMessage> {
  const inbox = statusInbox();
  const sendKey = input.sendKey ?? inbox.nextSendKey();
  const outcome = await sendUntilKnown({ ...input, sendKey }, options, inbox, progress);
  const keyed = { ...input, sendKey };
  const windowClosed = outcome.kind === 'refused' && outcome.type === WhatsAppFailureType.ServiceWindowClosed;
  if (windowClosed && options.onWindowClosed) return sendTemplateInstead(keyed, options, progress);
  return new SentMessage(outcome, inbox, options.track);
}

/** Sends the template of `onWindowClosed`, under a send key of its own. */
export async function sendTemplateInstead(
  input: KeyedInput,
  { onWindowClosed, ...options }: CarriedOptions,
  progress: SendProgress,
): Promise<SentMessage> {
  if (!onWindowClosed) throw new Error('sendTemplateInstead needs onWindowClosed');
  // A template message is no quoted reply.
  const { context: _, ...rest } = input;
  const message: SendInput['message'] = { type: 'template', template: onWindowClosed.template };
  const inbox = statusInbox();
  const outcome = await sendUntilKnown({ ...rest, message, sendKey: `${input.sendKey}~t` }, options, inbox, progress);
  const sent: SendOutcome = outcome.kind === 'accepted' ? { ...outcome, templateInstead: true } : outcome;
  return new SentMessage(sent, inbox, options.track);
}

async function sendUntilKnown(
  input: KeyedInput,
  options: CarriedOptions,
  inbox: StatusInbox,
  progress: SendProgress,
): Promise<SendOutcome> {
  const { onUnknown = 'report', maxResends = 3 } = options;
  const keys: string[] = [];
  for (let resends = 0; ; resends += 1) {
    const sendKey = resends === 0 ? input.sendKey : `${input.sendKey}~${resends + 1}`;
    keys.push(sendKey);
    progress.phase = 'sending';
    const posted = await post({ ...input, sendKey }, options);
    // Once an earlier one is unknown, the refusal of a later one does not say that nothing was sent.
    if (posted.kind === 'refused' && resends === 0) return posted;
    progress.phase = 'settling';
    const outcome = posted.kind === 'accepted' ? posted : await settle(keys, posted.message, options, inbox);
    const known = { ...outcome, ...(resends > 0 && { resends }) };
    if (known.kind === 'accepted') return withCallerData(known, input);
    if (onUnknown === 'fail') throw sendOutcomeUnknown(known);
    if (onUnknown === 'report' || posted.kind === 'refused' || resends === maxResends) return known;
  }
}

async function post(input: KeyedInput, options: CarriedOptions): Promise<SendOutcome> {
  const { sendWhatsAppMessage } = proxyWhatsAppActivities(withDeadline(options, input.phoneNumberId));
  const wantedStatuses = wanted(options);
  const request: SendMessageInput = { ...input, ...(wantedStatuses.length > 0 && { wantedStatuses }) };
  try {
    const summary = `${input.message.type ?? 'text'} message`;
    return acceptedOutcome(await sendWhatsAppMessage.executeWithOptions({ summary }, [request]));
  } catch (error) {
    const outcome = outcomeOfError(error, input.sendKey);
    if (outcome) return outcome;
    throw error;
  }
}

/** A send that nobody has taken by the deadline did not happen; without this the engine could not tell. */
function withDeadline(
  { activityOptions = {}, deadline, priority }: SendOptions,
  phoneNumberId: string,
): WhatsAppActivityOverrides {
  const { sendWhatsAppMessage = {} } = activityOptions;
  const times = deadline === undefined ? {} : { scheduleToStartTimeout: deadline, scheduleToCloseTimeout: deadline };
  const queue = priority === undefined ? {} : { priority: { priorityKey: priority, fairnessKey: phoneNumberId } };
  return { ...activityOptions, sendWhatsAppMessage: { ...times, ...queue, ...sendWhatsAppMessage } };
}

function wanted({
  track,
  settleUnknownFor = false,
  settleOn: settledBy = firstStatuses,
}: CarriedOptions): MessageStatus[] {
  const tracked = track === undefined ? [] : statusesFor(track);
  const settling = settleUnknownFor === false ? [] : settledBy;
  return [...new Set([...settling, ...tracked])];
}

/** Waits for a status with one of the send keys: only an accepted message has one. */
async function settle(
  keys: readonly string[],
  reason: string,
  { settleUnknownFor = false }: SendOptions,
  inbox: StatusInbox,
): Promise<AcceptedSend | UnknownSend> {
  const settledKey = (): string | undefined => keys.find((key) => inbox.of(key).transitions.length > 0);
  if (settleUnknownFor !== false) {
    const summary = 'wait for a status that settles the outcome';
    await condition(() => settledKey() !== undefined, settleUnknownFor, { summary });
  }
  const sendKey = settledKey();
  const statuses = sendKey === undefined ? [] : inbox.of(sendKey).transitions;
  const messageId = statuses.find((status) => status.messageId !== undefined)?.messageId;
  if (sendKey === undefined || messageId === undefined) return unknownOutcome(keys[0] ?? '', reason);
  return { kind: 'accepted', sendKey, messageId, settledBy: 'status', statuses };
}

function withCallerData(accepted: AcceptedSend, { bizOpaqueCallbackData }: SendInput): AcceptedSend {
  return { ...accepted, ...(bizOpaqueCallbackData !== undefined && { bizOpaqueCallbackData }) };
}
