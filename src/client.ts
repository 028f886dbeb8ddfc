/**
 * What an application imports to start the library's workflows and talk to them: typed handles, inputs checked before
 * anything is scheduled. It loads neither the native worker nor an HTTP client.
 *
 * @module
 */
import type { Client, WorkflowHandle } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import {
  graphRequestWorkflowInputSchema,
  registerPhoneNumberWorkflowInputSchema,
  sendMessageWorkflowInputSchema,
  uploadAndSendWorkflowInputSchema,
  verificationCodeSchema,
  type GraphRequestWorkflowInput,
  type NewVerificationCodeOptions,
  type RegisterPhoneNumberWorkflowInput,
  type SendMessageWorkflowInput,
  type UploadAndSendWorkflowInput,
} from './common/inputs/index.js';
import type { CallGraphResult } from './common/activity-contract.js';
import { conversationWorkflowId, registrationWorkflowId, sendWorkflowId } from './common/ids.js';
import { parseInput } from './common/parse-input.js';
import * as definitions from './workflows/definitions.js';
import type {
  ConversationState,
  GraphRequestState,
  RegistrationResult,
  RegistrationState,
  SendResult,
  SendState,
  UploadAndSendResult,
  UploadAndSendState,
  VerificationAttempt,
} from './workflows/states.js';

const { workflowNames } = definitions;

export interface WhatsAppClientOptions {
  client: Client;
  /** The task queue of the library's worker. @default 'whatsapp' */
  taskQueue?: string;
}

/** How to start one workflow. */
export interface StartOptions {
  /** @default derived from the send key or the phone number id, else a random one */
  workflowId?: string;
}

/** A started workflow: its result, and its state while it runs. */
export interface WhatsAppHandle<Result, State> {
  workflowId: string;
  /** @throws WorkflowFailedError, with our failure as its cause: see `whatsAppFailure()`. */
  result(): Promise<Result>;
  state(): Promise<State>;
}

export interface RegistrationHandle extends WhatsAppHandle<RegistrationResult, RegistrationState> {
  /**
   * Hands over the code that the number received; resolves when Meta has judged it.
   *
   * @throws InvalidInputError when it is not six digits; WorkflowUpdateFailedError when no code is waited for.
   */
  submitVerificationCode(code: string): Promise<VerificationAttempt>;
  /** Has Meta send another code, by another method if wanted. */
  requestNewVerificationCode(how?: NewVerificationCodeOptions): Promise<{ codesRequested: number }>;
}

/** Starts the library's workflows by name, so that an application needs none of their code. */
export class WhatsAppClient {
  private readonly client: Client;
  private readonly taskQueue: string;

  constructor({ client, taskQueue = 'whatsapp' }: WhatsAppClientOptions) {
    this.client = client;
    this.taskQueue = taskQueue;
  }

  /**
   * Starts `sendMessageWorkflow`. With a `sendKey` a second call finds the first one's workflow, also when that has
   * completed, as long as the server retains it.
   *
   * @throws InvalidInputError that lists every problem; nothing was started.
   */
  async sendMessage(
    input: SendMessageWorkflowInput,
    options: StartOptions = {},
  ): Promise<WhatsAppHandle<SendResult, SendState>> {
    parseInput(sendMessageWorkflowInputSchema, input, 'sendMessage');
    const summary = `${input.message.type ?? 'text'} message${untilStatus(input)}`;
    const workflowId = options.workflowId ?? sendId(input);
    return this.asHandle(
      await this.start(workflowNames.sendMessage, workflowId, input, summary),
      definitions.sendStateQuery,
    );
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
    parseInput(uploadAndSendWorkflowInputSchema, input, 'uploadAndSend');
    const summary = `upload and send ${input.kind ?? 'a file'}${untilStatus(input)}`;
    const workflowId = options.workflowId ?? sendId(input);
    const handle = await this.start(workflowNames.uploadAndSend, workflowId, input, summary);
    return this.asHandle(handle, definitions.uploadAndSendStateQuery);
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
      staticSummary: `register ${input.phoneNumberId}`,
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
  async callGraph(
    input: GraphRequestWorkflowInput,
    options: StartOptions = {},
  ): Promise<WhatsAppHandle<CallGraphResult, GraphRequestState>> {
    parseInput(graphRequestWorkflowInputSchema, input, 'callGraph');
    const workflowId = options.workflowId ?? `whatsapp-graph:${crypto.randomUUID()}`;
    return this.asHandle(
      await this.start(workflowNames.graphRequest, workflowId, input, requestLine(input)),
      definitions.graphRequestStateQuery,
    );
  }

  /** The latest messages between a business number and a user; `userId` as in the conversation's workflow id. */
  conversation(phoneNumberId: string, userId: string): Promise<ConversationState> {
    const workflowId = conversationWorkflowId(phoneNumberId, userId);
    return this.client.workflow.getHandle(workflowId).query(definitions.conversationStateQuery);
  }

  /** The id decides: whoever comes second, even after completion, gets the first one's workflow. */
  private async start(
    workflow: string,
    workflowId: string,
    input: object,
    staticSummary: string,
  ): Promise<WorkflowHandle> {
    try {
      return await this.client.workflow.start(workflow, {
        workflowId,
        taskQueue: this.taskQueue,
        args: [input],
        staticSummary,
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
      workflowId: handle.workflowId,
      result: () => handle.result() as Promise<Result>,
      state: () => handle.query<State, []>(stateQuery),
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

function requestLine({ request }: GraphRequestWorkflowInput): string {
  return `${request.method ?? 'GET'} ${request.path}`.slice(0, 100);
}

/** What Temporal UI shows beside the workflow's name: no recipient and no content. */
function untilStatus({ waitFor }: { waitFor?: string | undefined }): string {
  return waitFor === undefined ? '' : `, until ${waitFor}`;
}

function sendId({ phoneNumberId, sendKey }: { phoneNumberId: string; sendKey?: string | undefined }): string {
  return sendWorkflowId(phoneNumberId, sendKey ?? crypto.randomUUID());
}

export {
  InvalidInputError,
  WhatsAppFailureType,
  isWhatsAppFailure,
  whatsAppFailure,
  type InputProblem,
  type WhatsAppFailureDetails,
} from './common/failures.js';
export * from './common/messages/index.js';
export { conversationWorkflowId, registrationWorkflowId, sendWorkflowId } from './common/ids.js';
export type * from './common/inputs/index.js';
export type * from './workflows/states.js';
