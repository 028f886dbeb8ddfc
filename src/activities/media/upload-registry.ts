/** The `uploadedMediaWorkflow` of one file, as an activity asks it: who has uploaded the file, or is to do it. */
import { setTimeout as delay } from 'node:timers/promises';
import { activityInfo, log } from '@temporalio/activity';
import type { Workflow } from '@temporalio/common';
import { WithStartWorkflowOperation, WorkflowUpdateFailedError, type Client } from '@temporalio/client';
import { WhatsAppFailureType, isWhatsAppFailure } from '../../common/failures.js';
import { uploadedMediaCalls, workflowNames } from '../../common/ids/wire-names.js';
import type { MediaReuse } from '../../common/inputs/index.js';
import { defined } from '../../common/schema/defined.js';
import { summaryFor } from '../../common/summaries.js';
import type {
  UploadClaimInput,
  UploadClaimResult,
  UploadReport,
  UploadedMediaWorkflowInput,
} from '../../common/uploaded-media.js';
import type { Attempt } from '../attempt/activity.js';
import { registryFailure } from '../attempt/failure.js';
import { statusCode } from '../attempt/worker-client.js';
import { longestClaimMs, registryId, type FileIdentity, type UploadedFiles } from './uploaded-files.js';

/** How long a worker may take to take the question, in milliseconds. */
const acceptMs = 20_000;

/** How long the report of an upload may take, in milliseconds, and less where the attempt ends before. */
const reportMs = 10_000;

export class UploadRegistry implements UploadedFiles {
  readonly #client: Client;
  readonly #attempt: Attempt;
  readonly #id: string;
  readonly #input: UploadedMediaWorkflowInput;

  constructor(client: Client, attempt: Attempt, phoneNumberId: string, file: FileIdentity) {
    this.#client = client;
    this.#attempt = attempt;
    this.#id = registryId(phoneNumberId, file);
    this.#input = { phoneNumberId, sha256: file.sha256, mimeType: file.mimeType };
  }

  async claim({ taskQueue = activityInfo().taskQueue, notMediaId }: MediaReuse): Promise<string | undefined> {
    const claimMs = this.#attempt.timeoutMs(longestClaimMs);
    const claim: UploadClaimInput = { claimId: this.#attempt.key, claimMs, ...defined({ notMediaId }) };
    const untilMs = Date.now() + claimMs;
    for (;;) {
      try {
        const { media } = await this.#ask(claim, taskQueue, untilMs);
        return media?.mediaId;
      } catch (error) {
        // Nobody is there any more to upload when its turn comes.
        if (this.#attempt.signal.aborted) await this.report({});
        this.#attempt.signal.throwIfAborted();
        if (!isBusy(error) || Date.now() + acceptMs > untilMs) throw this.#failure(error, taskQueue);
      }
      await delay(500 + Math.random() * 1_500, undefined, { signal: this.#attempt.signal });
    }
  }

  async report(report: UploadReport): Promise<void> {
    const handle = this.#client.workflow.getHandle(this.#id);
    const tell = (): Promise<void> =>
      handle.signal<[string, UploadReport]>(uploadedMediaCalls.report, this.#attempt.key, report);
    const client = this.#client;
    try {
      // An activity that was canceled has to report, too: its own signal would end the call.
      await client.withAbortSignal(new AbortController().signal, () =>
        client.withDeadline(Date.now() + this.#attempt.timeoutMs(reportMs), tell),
      );
    } catch (error) {
      log.warn('an upload could not be reported; others upload the file again', { workflowId: this.#id, error });
    }
  }

  async #ask(claim: UploadClaimInput, taskQueue: string, untilMs: number): Promise<UploadClaimResult> {
    const startWorkflowOperation = new WithStartWorkflowOperation(workflowNames.uploadedMedia, {
      workflowId: this.#id,
      taskQueue,
      args: [this.#input],
      staticSummary: summaryFor('workflows', workflowNames.uploadedMedia, { type: this.#input.mimeType }),
      workflowIdConflictPolicy: 'USE_EXISTING',
    });
    // Whoever uses the operation's handle would hear of a failed start; nobody does.
    startWorkflowOperation.workflowHandle().catch(() => undefined);
    const call = { args: [claim] as [UploadClaimInput], startWorkflowOperation, waitForStage: 'ACCEPTED' } as const;
    const handle = await this.#until(Math.min(untilMs, Date.now() + acceptMs), () =>
      this.#client.workflow.startUpdateWithStart<Workflow, UploadClaimResult, [UploadClaimInput]>(
        uploadedMediaCalls.claim,
        call,
      ),
    );
    return this.#until(untilMs, () => handle.result());
  }

  /** A worker's connection goes on with a call that was aborted, so that it is left behind here. */
  async #until<Result>(deadlineMs: number, call: () => Promise<Result>): Promise<Result> {
    const { signal } = this.#attempt;
    signal.throwIfAborted();
    let leave = (): void => undefined;
    const left = new Promise<never>((_, reject) => {
      leave = () => reject(signal.reason as Error);
      signal.addEventListener('abort', leave, { once: true });
    });
    try {
      return await Promise.race([this.#client.withDeadline(deadlineMs, call), left]);
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  #failure(error: unknown, taskQueue: string): Error {
    const hasAnswered = error instanceof WorkflowUpdateFailedError;
    return registryFailure(this.#attempt.activity, {
      id: this.#id,
      taskQueue,
      error: hasAnswered ? error.cause : error,
    });
  }
}

/** gRPC's status code for a workflow with ten updates under way, which is all that the server takes. */
const resourceExhausted = 8;

/** Whether so many ask that there is no place to wait in. A refused question costs nothing. */
function isBusy(error: unknown): boolean {
  return statusCode(error) === resourceExhausted || isWhatsAppFailure(error, WhatsAppFailureType.Unavailable);
}
