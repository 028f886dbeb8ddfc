/** The send of a workflow: one POST per send key, and an outcome that is true. */
import { condition } from '@temporalio/workflow';
import { WhatsAppFailureType, whatsAppFailure } from '../../common/failures.js';
import {
  sendInputSchema,
  sendOptionsSchema,
  type SendInput,
  type SendMessageInput,
  type SendOptions,
  type WorkflowSendOptions,
} from '../../common/inputs/index.js';
import { defined } from '../../common/schema/defined.js';
import { statusesFor, type MessageStatus } from '../../common/sending/message-status.js';
import {
  acceptedOutcome,
  outcomeOfError,
  unknownOutcome,
  type SendOutcome,
} from '../../common/sending/send-outcome.js';
import { proxyWhatsAppActivities, type WhatsAppActivityOverrides } from '../activities/proxies.js';
import { eventsOfThisRun, type RunEvents } from '../events/run-events.js';
import { checkWorkflowInput, sendOutcomeUnknown } from '../lib/failures.js';
import type { SendState } from '../states.js';
import { SentMessage } from './sent-message.js';

/**
 * Sends one message from a workflow.
 *
 * - One activity, one POST. Two Temporal actions with the workflow's own start; one in a workflow that runs anyway.
 * - `track` asks for statuses: each one that comes is a signal, and so an action.
 * - `settleUnknownFor` asks for the first status, to settle an unknown outcome: one action for each message.
 * - `onUnknown: 'resend'` is the only way in which a user can get a message twice.
 *
 * @returns the message, once its outcome is accepted, refused, or as unknown as it will stay
 * @throws ApplicationFailure `WhatsApp.InvalidInput`; with `onUnknown: 'fail'`, `WhatsApp.SendOutcomeUnknown`.
 */
export async function send(input: SendInput, options: SendOptions = {}): Promise<SentMessage> {
  const checked = checkWorkflowInput(sendInputSchema, input, 'send');
  const { track, ...carryingOut } = checkWorkflowInput(sendOptionsSchema, options, 'send');
  return new Sending(checked, { ...carryingOut, waitFor: track }).send();
}

/** The statuses that come first. Any status settles an unknown outcome. */
const firstStatuses: readonly MessageStatus[] = ['sent', 'failed'];

/** Meta's code for a message outside of the 24 hours after the user's last one. */
const windowClosedCode = 131047;

/** How a send is carried out. `waitFor` of a `send()` is the status that will be waited for. */
export interface SendingOptions extends WorkflowSendOptions {
  /**
   * The statuses that settle an unknown outcome.
   *
   * @default the first ones, of which one costs an action where the workflow goes on
   */
  settleOn?: readonly MessageStatus[];
}

type KeyedInput = SendInput & { sendKey: string };

/** One send while it is under way. */
export class Sending {
  private readonly input: KeyedInput;
  private readonly options: SendingOptions;
  private readonly events: RunEvents;
  private phase: 'sending' | 'settling' = 'sending';
  private message: SentMessage | undefined;
  private isDone = false;

  /** @param input checked before */
  constructor(input: SendInput, options: SendingOptions) {
    this.events = eventsOfThisRun();
    this.input = { ...input, sendKey: input.sendKey ?? this.events.statuses.nextSendKey() };
    this.options = options;
  }

  /** What a query shows. */
  get state(): SendState {
    if (!this.message) return { phase: this.phase };
    return { phase: this.isDone ? 'done' : 'waiting', outcome: this.message.outcome };
  }

  /**
   * Sends, settles an unknown outcome, and sends the template of `onWindowClosed` when Meta refuses for that reason.
   */
  async send(): Promise<SentMessage> {
    const { outcome, sendKeys } = await this.sendUntilKnown(this.input);
    const isClosed = outcome.kind === 'refused' && outcome.type === WhatsAppFailureType.ServiceWindowClosed;
    const template = isClosed ? this.templateInstead() : undefined;
    this.message = template ? await this.sendTemplate(template) : this.asMessage(outcome, sendKeys);
    return this.message;
  }

  /**
   * Sends, then waits for `waitFor` if the message was accepted.
   *
   * @throws ApplicationFailure `WhatsApp.MessageFailed`, `WhatsApp.StatusTimeout`; with `onUnknown: 'fail'`,
   * `WhatsApp.SendOutcomeUnknown`
   */
  async sendAndWait(): Promise<SendOutcome> {
    let message = await this.send();
    try {
      await this.reached(message);
    } catch (error) {
      const template = isWindowClosed(error) ? this.templateInstead() : undefined;
      if (!template) throw error;
      // Meta can accept a message and find the window closed later.
      message = this.message = await this.sendTemplate(template);
      await this.reached(message);
    }
    this.isDone = true;
    return message.outcome;
  }

  private async reached(message: SentMessage): Promise<void> {
    const { waitFor, statusDeadline } = this.options;
    if (waitFor && message.outcome.kind === 'accepted') await message.reached(waitFor, statusDeadline);
  }

  private asMessage(outcome: SendOutcome, sendKeys: readonly string[]): SentMessage {
    return new SentMessage(outcome, sendKeys, this.events.statuses, this.options.waitFor);
  }

  /** The input for a closed window: a template under a send key of its own, which is no quoted reply. */
  private templateInstead(): KeyedInput | undefined {
    const { onWindowClosed } = this.options;
    if (!onWindowClosed) return undefined;
    const { context: _, ...rest } = this.input;
    const message: SendInput['message'] = { type: 'template', template: onWindowClosed.template };
    return { ...rest, message, sendKey: `${this.input.sendKey}~t` };
  }

  private async sendTemplate(input: KeyedInput): Promise<SentMessage> {
    const { outcome, sendKeys } = await this.sendUntilKnown(input);
    return this.asMessage(outcome.kind === 'accepted' ? { ...outcome, templateInstead: true } : outcome, sendKeys);
  }

  private async sendUntilKnown(input: KeyedInput): Promise<{ outcome: SendOutcome; sendKeys: string[] }> {
    const { onUnknown = 'report', maxResends = 3 } = this.options;
    const sendKeys: string[] = [];
    for (let resends = 0; ; resends += 1) {
      const sendKey = resends === 0 ? input.sendKey : `${input.sendKey}~${resends + 1}`;
      sendKeys.push(sendKey);
      const posted = await this.post({ ...input, sendKey });
      // Once an earlier one is unknown, the refusal of a later one does not say that nothing was sent.
      if (posted.kind === 'refused' && resends === 0) return { outcome: posted, sendKeys };
      const outcome = posted.kind === 'accepted' ? posted : await this.settle(sendKeys, posted.message);
      const known = resends === 0 ? outcome : { ...outcome, resends };
      if (known.kind === 'accepted') return { outcome: withCallerData(known, input), sendKeys };
      if (onUnknown === 'fail' && known.kind === 'unknown') throw sendOutcomeUnknown(known);
      if (onUnknown === 'report' || posted.kind === 'refused' || resends === maxResends) {
        return { outcome: known, sendKeys };
      }
    }
  }

  private async post(input: KeyedInput): Promise<SendOutcome> {
    const overrides = withDeadline(this.options, input.phoneNumberId);
    const wantedStatuses = wantedStatusesFor(this.options);
    const request: SendMessageInput = wantedStatuses.length > 0 ? { ...input, wantedStatuses } : input;
    this.phase = 'sending';
    this.events.expectStatuses(input.sendKey);
    try {
      const summary = `${input.message.type ?? 'text'} message`;
      const { sendWhatsAppMessage } = proxyWhatsAppActivities(overrides);
      return acceptedOutcome(await sendWhatsAppMessage.executeWithOptions({ summary }, [request]));
    } catch (error) {
      const outcome = outcomeOfError(error, input.sendKey);
      if (outcome) return outcome;
      throw error;
    } finally {
      this.phase = 'settling';
    }
  }

  /** Waits for a status with one of the send keys: only an accepted message has one. */
  private async settle(keys: readonly string[], reason: string): Promise<SendOutcome> {
    const { settleUnknownFor = false } = this.options;
    const { statuses } = this.events;
    const findKey = (): string | undefined =>
      keys.find((sendKey) => statuses.progressFor({ sendKey }).transitions.length > 0);
    if (settleUnknownFor !== false) {
      const summary = 'wait for a status that settles the outcome';
      await condition(() => findKey() !== undefined, settleUnknownFor, { summary });
    }
    const sendKey = findKey();
    const transitions = sendKey === undefined ? [] : statuses.progressFor({ sendKey }).transitions;
    const messageId = transitions.find((status) => status.messageId !== undefined)?.messageId;
    if (sendKey === undefined || messageId === undefined) return unknownOutcome(keys[0] ?? '', reason);
    return { kind: 'accepted', sendKey, messageId, settledBy: 'status', statuses: transitions };
  }
}

/**
 * The overrides of a send. A send that no worker takes by its deadline did not happen; `scheduleToStart` tells that.
 */
function withDeadline(options: SendingOptions, phoneNumberId: string): WhatsAppActivityOverrides {
  const { activityOptions = {}, deadline, priority } = options;
  const { sendWhatsAppMessage = {} } = activityOptions;
  const ours = defined({
    scheduleToStartTimeout: deadline,
    scheduleToCloseTimeout: deadline,
    priority: priority === undefined ? undefined : { priorityKey: priority, fairnessKey: phoneNumberId },
  });
  return { ...activityOptions, sendWhatsAppMessage: { ...ours, ...sendWhatsAppMessage } };
}

function wantedStatusesFor({
  waitFor,
  settleUnknownFor = false,
  settleOn = firstStatuses,
}: SendingOptions): MessageStatus[] {
  const tracked = waitFor === undefined ? [] : statusesFor(waitFor);
  const settling = settleUnknownFor === false ? [] : settleOn;
  return [...new Set([...settling, ...tracked])];
}

function withCallerData(outcome: SendOutcome, { bizOpaqueCallbackData }: SendInput): SendOutcome {
  return outcome.kind === 'accepted' ? { ...outcome, ...defined({ bizOpaqueCallbackData }) } : outcome;
}

function isWindowClosed(error: unknown): boolean {
  const failure = whatsAppFailure(error);
  return failure?.type === WhatsAppFailureType.MessageFailed && failure.details.code === windowClosedCode;
}
