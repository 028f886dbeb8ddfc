/** The send of a workflow: one POST per send key, and an outcome that is true. */
import { condition, patched, workflowInfo } from '@temporalio/workflow';
import { WhatsAppFailureType, whatsAppFailure } from '../../common/failures.js';
import {
  sendInputSchema,
  type DurationInput,
  sendOptionsSchema,
  type SendInput,
  type SendMessageInput,
  type SendOptions,
  type WorkflowSendOptions,
} from '../../common/inputs/index.js';
import { sendTaskQueue } from '../../common/ids/task-queues.js';
import type { OutboundMessage } from '../../common/messages/outbound-message.js';
import { withSingleLines } from '../../common/messages/single-line.js';
import { defined } from '../../common/schema/defined.js';
import { statusesFor, type MessageStatus } from '../../common/sending/message-status.js';
import {
  acceptedOutcome,
  notTakenOutcome,
  outcomeOfError,
  unknownOutcome,
  type RefusedSend,
  type SendOutcome,
  type UnknownSend,
} from '../../common/sending/send-outcome.js';
import { proxyWhatsAppActivities, type WhatsAppActivityOverrides } from '../activities/proxies.js';
import { eventsOfThisRun, type RunEvents } from '../events/run-events.js';
import { isCanceled, throwIfCanceled } from '../activities/until-answered.js';
import { checkWorkflowInput, sendOutcomeUnknown, whatsAppWorkflowFailure } from '../lib/failures.js';
import type { SendState } from '../states.js';
import { derivedKey, derivedKeysFit, keyLimit } from './derived-key.js';
import { listOutcome } from './list-outcome.js';
import { RequestDeadline } from '../lib/request-deadline.js';
import { SentMessage, errorCode } from './sent-message.js';
import { shorten, summaryFor } from '../../common/summaries.js';

/**
 * Sends one message from a workflow.
 *
 * - One activity, one POST. Two Temporal actions with the workflow's own start; one in a workflow that runs anyway.
 * - `track` asks for statuses: each one that comes is a signal, and so an action.
 * - `settleUnknownFor` asks for the first status, to settle an unknown outcome: one action for each message.
 * - `onUnknown: 'resend'` is the only way in which a user can get a message twice.
 * - `deadline` counts from this call.
 * - `listOutcome` costs one action where the message was refused, or nobody knows.
 *
 * A cancellation ends a send that no worker has taken. One that is under way is waited for, up to 45 seconds. Its
 * outcome is returned, not settled when it is unknown, and whatever the workflow waits for next throws.
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
  /** The time of the request, from which the deadline counts, in Unix milliseconds. @default now */
  requestedAtMs?: number;
  /** The deadline of the first message, counted as `deadline`, where there is none. @default the retry table's */
  firstDeadline?: DurationInput | undefined;
  /**
   * The statuses that settle an unknown outcome.
   *
   * @default the first ones, of which one costs an action where the workflow goes on
   */
  settleOn?: readonly MessageStatus[];
  /** Statuses that are wanted besides, such as one that tells of a failure. @default none */
  alsoWanted?: readonly MessageStatus[];
  /** Called with each outcome that is as good as it will be. @default nobody is told */
  onOutcome?: ((outcome: SendOutcome) => void) | undefined;
  /** Another form of a message that Meta has refused. It is sent once, under the same key. @default none */
  instead?: ((refused: RefusedSend) => Promise<OutboundMessage | undefined>) | undefined;
  /** What Temporal UI shows beside the activity. @default the kind of the message */
  summary?: string | undefined;
}

type KeyedInput = SendInput & { sendKey: string };

/** One send while it is under way. */
export class Sending {
  private readonly input: KeyedInput;
  private readonly options: SendingOptions;
  private readonly events: RunEvents;
  private readonly deadline: RequestDeadline;
  private readonly wantedStatuses: MessageStatus[];
  /** The longest send key that may follow. */
  private readonly keyLimit: number;
  private phase: 'sending' | 'settling' = 'sending';
  private message: SentMessage | undefined;
  /** The outcome of a message that no status has settled. */
  private unsettled: UnknownSend | undefined;
  private isDone = false;

  /** @param input checked before */
  constructor(input: SendInput, options: SendingOptions) {
    this.events = eventsOfThisRun();
    this.input = { ...input, sendKey: input.sendKey ?? this.events.statuses.nextSendKey() };
    this.options = options;
    this.deadline = new RequestDeadline(options);
    this.wantedStatuses = wantedStatusesFor(options);
    this.keyLimit = keyLimit(workflowInfo().workflowId, this.wantedStatuses);
  }

  /** The task queue whose workers send. */
  get taskQueue(): string {
    const { taskQueue } = this.options.activityOptions?.sendWhatsAppMessage ?? {};
    return taskQueue ?? sendTaskQueue(workflowInfo().taskQueue);
  }

  /** The end of the wait for a worker, in Unix milliseconds; undefined where the activity has a time of its own. */
  get deadlineMs(): number | undefined {
    const leftMs = this.deadline.left();
    return leftMs === undefined ? undefined : Date.now() + leftMs;
  }

  /** What a query shows. */
  get state(): SendState {
    const { message, isDone } = this;
    if (message) return { phase: isDone ? 'done' : 'waiting', outcome: message.outcome };
    return isDone ? { phase: 'done', ...defined({ outcome: this.unsettled }) } : { phase: this.phase };
  }

  /**
   * Sends, settles an unknown outcome, and sends the template of `onWindowClosed` when Meta has refused or failed the
   * message for that reason.
   */
  async send(): Promise<SentMessage> {
    this.checkKeys();
    const { outcome, sendKeys } = await this.sendEitherForm();
    const template = this.foundClosed(outcome) && !isCanceled() ? this.templateInstead() : undefined;
    this.message = template ? await this.sendTemplate(template) : this.asMessage(outcome, sendKeys);
    this.show(this.message.outcome);
    return this.message;
  }

  /**
   * Sends, then waits for `waitFor` if the message was accepted.
   *
   * @throws ApplicationFailure `WhatsApp.MessageFailed`, `WhatsApp.StatusTimeout`; with `onUnknown: 'fail'`,
   * `WhatsApp.SendOutcomeUnknown`
   */
  async sendAndWait(): Promise<SendOutcome> {
    try {
      return await this.sendThenWait();
    } finally {
      this.isDone ||= isCanceled();
    }
  }

  private async sendThenWait(): Promise<SendOutcome> {
    let message = await this.send();
    await throwIfCanceled();
    try {
      await this.reached(message);
    } catch (error) {
      const template = isWindowClosed(error) ? this.templateInstead() : undefined;
      if (!template || this.deadline.isOver(false)) throw error;
      // Meta can accept a message and find the window closed later.
      message = this.message = await this.sendTemplate(template);
      this.show(message.outcome);
      await throwIfCanceled();
      await this.reached(message);
    }
    this.isDone = true;
    return message.outcome;
  }

  private async reached(message: SentMessage): Promise<void> {
    const { waitFor, statusDeadline } = this.options;
    if (waitFor && message.outcome.kind === 'accepted') await message.reached(waitFor, statusDeadline);
  }

  /**
   * Refuses what could be sent, and not be followed by what may have to follow.
   *
   * @throws ApplicationFailure `WhatsApp.InvalidInput`
   */
  private checkKeys(): void {
    const { onUnknown, onWindowClosed } = this.options;
    const mayFollow = onUnknown === 'resend' || onWindowClosed !== undefined;
    if (!mayFollow || derivedKeysFit(this.input.sendKey, this.keyLimit) || !patched('derived-keys-fit')) return;
    const { workflowId } = workflowInfo();
    throw whatsAppWorkflowFailure(
      WhatsAppFailureType.InvalidInput,
      `send: the workflow id (${workflowId.length} characters) leaves no room for the send keys of messages that may follow; use a shorter one`,
    );
  }

  /** Shows the outcome, and lets a send be found that was not accepted, where the caller wants it. */
  private show(outcome: SendOutcome): void {
    this.options.onOutcome?.(outcome);
    if (this.options.listOutcome === true && outcome.kind !== 'accepted') listOutcome(outcome.kind);
  }

  private keyAfter(sendKey: string, suffix: string): string {
    return derivedKey(sendKey, suffix, Math.max(this.keyLimit, 1));
  }

  private asMessage(outcome: SendOutcome, sendKeys: readonly string[]): SentMessage {
    return new SentMessage(outcome, sendKeys, this.events.statuses, this.options.waitFor);
  }

  /** Whether Meta found the window closed, in its answer or in a status that has come. */
  private foundClosed(outcome: SendOutcome): boolean {
    if (outcome.kind === 'refused') return outcome.type === WhatsAppFailureType.ServiceWindowClosed;
    const { failed } = this.events.statuses.progressFor({ sendKey: outcome.sendKey });
    const isClosed = failed !== undefined && errorCode(failed) === windowClosedCode;
    return isClosed && this.options.onWindowClosed !== undefined && patched('window-closed-by-status');
  }

  /** The input for a closed window: a template under a send key of its own, which is no quoted reply. */
  private templateInstead(): KeyedInput | undefined {
    const { onWindowClosed } = this.options;
    if (!onWindowClosed) return undefined;
    const { context: _, ...rest } = this.input;
    const message: SendInput['message'] = { type: 'template', template: withSingleLines(onWindowClosed.template) };
    return { ...rest, message, sendKey: this.keyAfter(this.input.sendKey, '~t') };
  }

  private async sendTemplate(input: KeyedInput): Promise<SentMessage> {
    const { outcome, sendKeys } = await this.sendUntilKnown(input);
    return this.asMessage(outcome.kind === 'accepted' ? { ...outcome, templateInstead: true } : outcome, sendKeys);
  }

  private async sendEitherForm(): Promise<{ outcome: SendOutcome; sendKeys: string[] }> {
    const first = await this.sendUntilKnown(this.input);
    if (first.outcome.kind !== 'refused' || isCanceled()) return first;
    const message = await this.options.instead?.(first.outcome);
    return message ? this.sendUntilKnown({ ...this.input, message }) : first;
  }

  private async sendUntilKnown(input: KeyedInput): Promise<{ outcome: SendOutcome; sendKeys: string[] }> {
    const sendKeys: string[] = [];
    for (let resends = 0; ; resends += 1) {
      const sendKey = resends === 0 ? input.sendKey : this.keyAfter(input.sendKey, `~${resends + 1}`);
      sendKeys.push(sendKey);
      const posted = await this.post({ ...input, sendKey });
      // Once an earlier one is unknown, the refusal of a later one does not say that nothing was sent.
      if (posted.kind === 'refused' && resends === 0) return { outcome: posted, sendKeys };
      const wait = isCanceled() ? false : undefined;
      const outcome = posted.kind === 'accepted' ? posted : await this.settle(sendKeys, posted.message, wait);
      const known = resends === 0 ? outcome : { ...outcome, resends };
      if (known.kind === 'accepted') return { outcome: withCallerData(known, input), sendKeys };
      const isOver = posted.kind === 'refused' || isCanceled() || !this.mayResend(known, resends);
      if (isOver) return { outcome: known, sendKeys };
    }
  }

  /** @throws ApplicationFailure `WhatsApp.SendOutcomeUnknown` with `onUnknown: 'fail'` */
  private mayResend(known: SendOutcome, resends: number): boolean {
    const { onUnknown = 'report', maxResends = 3 } = this.options;
    if (onUnknown === 'fail' && known.kind === 'unknown') {
      this.show(known);
      throw sendOutcomeUnknown(known);
    }
    return onUnknown === 'resend' && resends < maxResends && !this.deadline.isOver(false);
  }

  private async post(input: KeyedInput): Promise<SendOutcome> {
    const isFirst = input.sendKey === this.input.sendKey;
    if (this.deadline.isOver(isFirst)) return notTakenOutcome(input.sendKey);
    const overrides = overridesFor(this.options, this.deadline.left(isFirst), input.phoneNumberId);
    const { wantedStatuses } = this;
    const request: SendMessageInput = {
      ...input,
      ...(wantedStatuses.length > 0 && { wantedStatuses }),
      ...(isReset() && { afterReset: true }),
    };
    this.phase = 'sending';
    this.events.expectStatuses(input.sendKey);
    try {
      const { sendWhatsAppMessage } = proxyWhatsAppActivities(overrides);
      const summary = this.options.summary === undefined ? undefined : shorten(this.options.summary);
      return acceptedOutcome(await sendWhatsAppMessage.executeWithOptions(defined({ summary }), [request]));
    } catch (error) {
      const outcome = outcomeOfError(error, input.sendKey);
      if (outcome) return outcome;
      throw error;
    } finally {
      this.phase = 'settling';
    }
  }

  /** Waits for a status with one of the send keys: only an accepted message has one. */
  private async settle(
    keys: readonly string[],
    reason: string,
    waitFor = this.options.settleUnknownFor ?? false,
  ): Promise<SendOutcome> {
    const { statuses } = this.events;
    this.unsettled = unknownOutcome(keys[0] ?? '', reason);
    const findKey = (): string | undefined =>
      keys.find((sendKey) => statuses.progressFor({ sendKey }).transitions.length > 0);
    if (waitFor !== false) {
      const summary = summaryFor('timers', 'settle');
      await condition(() => findKey() !== undefined, waitFor, { summary });
    }
    const sendKey = findKey();
    const transitions = sendKey === undefined ? [] : statuses.progressFor({ sendKey }).transitions;
    const messageId = transitions.find((status) => status.messageId !== undefined)?.messageId;
    if (sendKey === undefined || messageId === undefined) return this.unsettled;
    return { kind: 'accepted', sendKey, messageId, settledBy: 'status', statuses: transitions };
  }
}

/**
 * The overrides of a send. A send that no worker takes by its deadline did not happen; `scheduleToStart` tells that.
 */
function overridesFor(
  { activityOptions = {}, priority }: SendingOptions,
  leftMs: number | undefined,
  phoneNumberId: string,
): WhatsAppActivityOverrides {
  const { sendWhatsAppMessage = {} } = activityOptions;
  const ours = defined({
    scheduleToStartTimeout: leftMs,
    scheduleToCloseTimeout: leftMs,
    priority: priority === undefined ? undefined : { priorityKey: priority, fairnessKey: phoneNumberId },
  });
  return { ...activityOptions, sendWhatsAppMessage: { ...ours, ...sendWhatsAppMessage } };
}

function wantedStatusesFor({
  waitFor,
  settleUnknownFor = false,
  settleOn = firstStatuses,
  alsoWanted = [],
}: SendingOptions): MessageStatus[] {
  const tracked = waitFor === undefined ? [] : statusesFor(waitFor);
  const settling = settleUnknownFor === false ? [] : settleOn;
  return [...new Set([...settling, ...tracked, ...alsoWanted])];
}

function withCallerData(outcome: SendOutcome, { bizOpaqueCallbackData }: SendInput): SendOutcome {
  return outcome.kind === 'accepted' ? { ...outcome, ...defined({ bizOpaqueCallbackData }) } : outcome;
}

function isWindowClosed(error: unknown): boolean {
  const failure = whatsAppFailure(error);
  return failure?.type === WhatsAppFailureType.MessageFailed && failure.details.code === windowClosedCode;
}

/** Whether an operator has reset this run to an earlier point. It may have sent what is to be sent now. */
function isReset(): boolean {
  const { runId, originalExecutionRunId } = workflowInfo();
  return runId !== originalExecutionRunId;
}
