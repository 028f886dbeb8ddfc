/**
 * What an application imports to start the library's workflows and talk to them. Handles are typed, and inputs are
 * checked before anything is scheduled. It loads neither the native worker nor an HTTP client.
 *
 * @module
 */
import type { Client, WorkflowHandle } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import {
  graphRequestWorkflowInputSchema,
  needsWorkflow,
  registerPhoneNumberWorkflowInputSchema,
  verificationCodeSchema,
  type GraphRequestWorkflowInput,
  type RegisterPhoneNumberWorkflowInput,
  type SendMessageWorkflowInput,
  type UploadAndSendAllWorkflowInput,
  type UploadAndSendWorkflowInput,
} from './common/inputs/index.js';
import type { GraphRequestResult } from './common/activity-contract.js';
import type { SendOutcome } from './common/sending/send-outcome.js';
import type {
  RegistrationHandle,
  SendHandle,
  SendMessageOptions,
  StartOptions,
  WhatsAppHandle,
} from './client/handles.js';
import { activitySendSchema, sendSchema, uploadAndSendAllSchema, uploadAndSendSchema } from './client/checks.js';
import { ConversationHandle, type ConversationTarget } from './client/conversation.js';
import { findSendActivity, isSentByWorkflow } from './client/other-way.js';
import { refuseMemo, workflowOptions, type ShownOptions } from './client/shown.js';
import { activityHandle, outcomeOfEither, startSendActivity, type KeyedInput } from './client/send-activity.js';
import {
  graphRequestWorkflowId,
  registrationWorkflowId,
  sendAllWorkflowId,
  sendWorkflowId,
} from './common/ids/workflow-ids.js';
import { parseInput } from './common/schema/parse-input.js';
import { summaryFor } from './common/summaries.js';
import { randomSendKey } from './common/sending/send-key.js';
import { requestLine } from './workflows/activities/activity-summary.js';
import * as definitions from './workflows/definitions.js';
import type {
  GraphRequestState,
  RegistrationResult,
  RegistrationState,
  SendState,
  UploadAndSendAllResult,
  UploadAndSendAllState,
  UploadAndSendResult,
  UploadAndSendState,
} from './workflows/states.js';

const { workflowNames } = definitions;

/** Options of `WhatsAppClient`. */
export interface WhatsAppClientOptions {
  /** The client of Temporal that reaches the worker's namespace. */
  client: Client;
  /** The task queue of the library's worker. @default 'whatsapp' */
  taskQueue?: string;
  /** The receiver's `idKey`, for `conversation()`. @default ids of users stand in workflow ids as they are */
  idKey?: string;
}

/** Starts the library's workflows by name, so that an application needs none of their code. */
export class WhatsAppClient {
  private readonly client: Client;
  private readonly taskQueue: string;
  private readonly idKey: string | undefined;

  constructor({ client, taskQueue = 'whatsapp', idKey }: WhatsAppClientOptions) {
    this.client = client;
    this.taskQueue = taskQueue;
    this.idKey = idKey;
  }

  /**
   * Sends one message, by the cheapest way that does what the input asks for.
   *
   * - Nothing is asked for beyond Meta's answer: the activity alone, one Temporal action. The server refuses a second
   *   one with the same id and keeps the first one's result. An unknown outcome is reported as unknown. The caller's
   *   string keeps all its 512 characters, and no status comes back to anybody.
   * - `waitFor`, `settleUnknownFor`, `onUnknown`, `maxResends`, `onWindowClosed`, `listOutcome`, `activityOptions` or a
   *   memo: `sendMessageWorkflow`, two actions, and one for each status while it waits. A status settles an unknown
   *   outcome, if one comes.
   *
   * With a `sendKey` a second call gets the first one's outcome, also from another process, after completion, or with
   * other options. That holds as long as the server retains it. When both ways are started at the same moment, the
   * workers let one of them send. On servers before 1.32 the workflow is used for both.
   *
   * @throws InvalidInputError that lists every problem, also options that nobody would read; nothing was started.
   */
  async sendMessage(input: SendMessageWorkflowInput, options: SendMessageOptions = {}): Promise<SendHandle> {
    parseInput(options.via === 'activity' ? activitySendSchema : sendSchema, input, 'sendMessage');
    const keyed = { ...input, sendKey: input.sendKey ?? randomSendKey(crypto.randomUUID()) };
    const id = options.workflowId ?? sendWorkflowId(input.phoneNumberId, keyed.sendKey);
    const via = chooseWay(input, options);
    // Nobody else can have started a send under a random key.
    const isClaimed = input.sendKey !== undefined || options.workflowId !== undefined;
    const byWorkflow = this.asSend(id, keyed);
    if (via === 'activity') {
      if (isClaimed && (await isSentByWorkflow(this.client, id))) return byWorkflow;
      const activity = await startSendActivity(this.client, this.taskQueue, id, keyed, options);
      if (activity) return activityHandle(this.client, activity, keyed, byWorkflow);
    }
    const sent = isClaimed ? await findSendActivity(this.client, id) : undefined;
    if (sent) return activityHandle(this.client, sent, keyed, byWorkflow);
    const values = { kind: input.message.type ?? 'text', until: untilStatus(input) };
    const workflow = await this.start('sendMessage', id, keyed, values, options);
    return this.asSend(id, keyed, workflow);
  }

  /**
   * Starts `uploadAndSendWorkflow`; the same rules as for `sendMessage`.
   *
   * @throws InvalidInputError
   */
  async uploadAndSend(
    input: UploadAndSendWorkflowInput,
    options: StartOptions = {},
  ): Promise<WhatsAppHandle<UploadAndSendResult, UploadAndSendState>> {
    parseInput(uploadAndSendSchema, input, 'uploadAndSend');
    const values = { kind: input.kind ?? 'a file', until: untilStatus(input) };
    const workflowId = options.workflowId ?? sendId(input);
    const handle = await this.start('uploadAndSend', workflowId, input, values, options);
    return this.asHandle(handle, definitions.uploadAndSendStateQuery);
  }

  /**
   * Starts `uploadAndSendAllWorkflow`. With a `sendKey` a second call gets the first one's workflow.
   *
   * @throws InvalidInputError
   */
  async uploadAndSendAll(
    input: UploadAndSendAllWorkflowInput,
    options: StartOptions = {},
  ): Promise<WhatsAppHandle<UploadAndSendAllResult, UploadAndSendAllState>> {
    parseInput(uploadAndSendAllSchema, input, 'uploadAndSendAll');
    const { phoneNumberId, sendKey = crypto.randomUUID(), files, recipients } = input;
    const values = { files: String(files.length), recipients: String(recipients.length) };
    const workflowId = options.workflowId ?? sendAllWorkflowId(phoneNumberId, sendKey);
    const handle = await this.start('uploadAndSendAll', workflowId, input, values, options);
    return this.asHandle(handle, definitions.uploadAndSendAllStateQuery);
  }

  /**
   * Starts `registerPhoneNumberWorkflow`, or finds the registration of this number that is running.
   *
   * @throws InvalidInputError
   */
  async registerPhoneNumber(
    input: RegisterPhoneNumberWorkflowInput,
    options: StartOptions = {},
  ): Promise<RegistrationHandle> {
    parseInput(registerPhoneNumberWorkflowInputSchema, input, 'registerPhoneNumber');
    const workflowId = options.workflowId ?? registrationWorkflowId(input.phoneNumberId);
    const handle = await this.client.workflow.start(workflowNames.registerPhoneNumber, {
      workflowId,
      taskQueue: this.taskQueue,
      args: [input],
      staticSummary: summaryFor('workflows', workflowNames.registerPhoneNumber, { number: input.phoneNumberId }),
      ...workflowOptions(options),
      workflowIdConflictPolicy: 'USE_EXISTING',
    });
    return this.asRegistration(handle);
  }

  /** The registration of a number that was started before. */
  registration(phoneNumberId: string): RegistrationHandle {
    return this.asRegistration(this.client.workflow.getHandle(registrationWorkflowId(phoneNumberId)));
  }

  /**
   * Starts `graphRequestWorkflow`.
   *
   * @throws InvalidInputError
   */
  async graphRequest(
    input: GraphRequestWorkflowInput,
    options: StartOptions = {},
  ): Promise<WhatsAppHandle<GraphRequestResult, GraphRequestState>> {
    parseInput(graphRequestWorkflowInputSchema, input, 'graphRequest');
    const workflowId = options.workflowId ?? graphRequestWorkflowId(crypto.randomUUID());
    return this.asHandle(
      await this.start('graphRequest', workflowId, input, { request: requestLine(input.request) }, options),
      definitions.graphRequestStateQuery,
    );
  }

  /**
   * The conversation between a number and a user: its state, its transcript, and what can be done with it. Nothing is
   * called yet.
   *
   * @example await whatsapp.conversation({ phoneNumberId, user: '+491701234567' }).takeOver({ for: '2 hours' });
   */
  conversation(target: ConversationTarget): ConversationHandle {
    const { client, taskQueue, idKey } = this;
    return new ConversationHandle({ client, taskQueue, idKey }, target);
  }

  /** Starts a workflow. Whoever comes second with an id, even after completion, gets the first one's workflow. */
  private async start(
    workflow: 'sendMessage' | 'uploadAndSend' | 'uploadAndSendAll' | 'graphRequest',
    workflowId: string,
    input: object,
    values: Readonly<Record<string, string>>,
    shown: ShownOptions,
  ): Promise<WorkflowHandle> {
    const name = workflowNames[workflow];
    try {
      return await this.client.workflow.start(name, {
        workflowId,
        taskQueue: this.taskQueue,
        args: [input],
        staticSummary: summaryFor('workflows', name, values),
        ...workflowOptions(shown),
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        workflowIdConflictPolicy: 'USE_EXISTING',
      });
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return this.client.workflow.getHandle(workflowId);
      throw error;
    }
  }

  private asHandle<Result, State>(
    handle: WorkflowHandle,
    stateQuery: Parameters<typeof handle.query<State, []>>[0],
  ): WhatsAppHandle<Result, State> {
    return {
      id: handle.workflowId,
      result: () => handle.result() as Promise<Result>,
      state: () => handle.query<State, []>(stateQuery),
    };
  }

  private asSend(id: string, input: KeyedInput, workflow = this.client.workflow.getHandle(id)): SendHandle {
    const { result, state } = this.asHandle<SendOutcome, SendState>(workflow, definitions.sendStateQuery);
    const either = (outcome: SendOutcome): Promise<SendOutcome> => outcomeOfEither(this.client, outcome, input, id);
    return {
      sendKey: input.sendKey,
      via: 'workflow',
      id,
      result: async () => either(await result()),
      state: async () => {
        const seen = await state();
        return seen.phase === 'done' && seen.outcome ? { ...seen, outcome: await either(seen.outcome) } : seen;
      },
    };
  }

  private asRegistration(handle: WorkflowHandle): RegistrationHandle {
    return {
      ...this.asHandle<RegistrationResult, RegistrationState>(handle, definitions.registrationStateQuery),
      submitVerificationCode: async (code) => {
        parseInput(verificationCodeSchema, code, 'submitVerificationCode');
        return handle.executeUpdate(definitions.submitVerificationCodeUpdate, { args: [code] });
      },
      requestNewVerificationCode: (how) =>
        handle.executeUpdate(definitions.requestNewVerificationCodeUpdate, { args: [how] }),
    };
  }
}

/** @throws InvalidInputError for a memo of a send that is to go by the activity alone */
function chooseWay(input: SendMessageWorkflowInput, options: SendMessageOptions): 'activity' | 'workflow' {
  refuseMemo(options);
  return options.via ?? (needsWorkflow(input) || options.memo ? 'workflow' : 'activity');
}

/** A part of what Temporal UI shows beside the workflow's name: no recipient and no content. */
function untilStatus({ waitFor }: { waitFor?: string | undefined }): string {
  return waitFor === undefined ? '' : `until ${waitFor}`;
}

function sendId({ phoneNumberId, sendKey }: { phoneNumberId: string; sendKey?: string | undefined }): string {
  return sendWorkflowId(phoneNumberId, sendKey ?? crypto.randomUUID());
}

export {
  ConversationHandle,
  type ConversationSendOptions,
  type ConversationTarget,
  type StartDialogueOptions,
  type TranscriptRange,
} from './client/conversation.js';
export type {
  RegistrationHandle,
  SendHandle,
  SendMessageOptions,
  StartOptions,
  WhatsAppHandle,
} from './client/handles.js';
export type { GraphRequestResult, PhoneNumberState, UploadMediaResult } from './common/activity-contract.js';
export type { UserIdentity, WhatsAppMessageEvent } from './common/events/types.js';
export {
  InvalidInputError,
  WhatsAppFailureType,
  isWhatsAppFailure,
  whatsAppFailure,
  type InputProblem,
  type WhatsAppFailure,
  type WhatsAppFailureDetails,
} from './common/failures.js';
export type {
  ActivityOverride,
  ActivityOverrides,
  AwaitedStatus,
  DurationInput,
  FileRecipient,
  FileToSend,
  GraphRequestInput,
  GraphRequestWorkflowInput,
  GraphRetryOptions,
  NewVerificationCodeOptions,
  RegisterPhoneNumberWorkflowInput,
  SecretReference,
  SendMessageWorkflowInput,
  UploadAndSendAllWorkflowInput,
  UploadAndSendWorkflowInput,
} from './common/inputs/index.js';
export type { MessageStatus, StatusRecord } from './common/sending/message-status.js';
export {
  replyAddress,
  type AnsweredEvent,
  type ReplyAddress,
  type ReplyAddressOptions,
} from './common/reply-address.js';
export type { AcceptedSend, RefusedSend, SendOutcome, UnknownSend } from './common/sending/send-outcome.js';
export {
  conversationWorkflowId,
  graphRequestWorkflowId,
  registrationWorkflowId,
  sendAllWorkflowId,
  sendWorkflowId,
} from './common/ids/workflow-ids.js';
export type {
  ConsentState,
  ConversationLease,
  ConversationOwner,
  ConversationState,
  ConversationTakeOverInput,
  DialoguesState,
  GraphRequestState,
  KeptMessage,
  RecipientOutcome,
  RegistrationResult,
  RegistrationState,
  SendState,
  TranscriptEntry,
  UploadAndSendAllResult,
  UploadAndSendAllState,
  UploadAndSendResult,
  UploadAndSendState,
  VerificationAttempt,
} from './workflows/states.js';
