/** Dead letters for whoever decides about them: what is kept, what is in it, deliver it after a fix, or let it go. */
import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type {
  DeadLetterContent,
  DeadLetterReason,
  DeadLetterState,
  DeadLetterSummary,
  RedriveReport,
} from '../../common/dead-letter.js';
import { deadLetterCalls, workflowNames } from '../../common/wire-names.js';
import { DeadLetterError, callDeadLetter, deadLetterId } from './calls.js';
import { readDeadLetterContent } from './content.js';
import { describeError } from '../observe/log.js';
import { processingSettings, type ProcessingSettings, type WebhookProcessingOptions } from '../options.js';
import { PendingCalls } from '../delivery/pending-calls.js';
import { processWebhook, type EventFate } from '../process.js';

export { DeadLetterError, type DeadLetterErrorReason } from './calls.js';

/** What a redrive routes by: the receiver's own options, without what only a POST needs. */
export interface DeadLettersOptions extends WebhookProcessingOptions {
  /** A `Client` of @temporalio/client. */
  client: Client;
}

/** Which dead letters; all of the task queue when nothing is said. */
export interface DeadLetterFilter {
  reason?: DeadLetterReason;
  phoneNumberId?: string;
}

export interface DeadLetterItem extends DeadLetterSummary {
  /** What `show`, `redrive` and `discard` take. */
  id: string;
  workflowId: string;
}

export interface ShownDeadLetter {
  id: string;
  workflowId: string;
  state: DeadLetterState;
  /** Personal data: what the user wrote, names, numbers. Absent when it was not asked for. */
  content?: DeadLetterContent;
}

export type RedriveResult =
  | {
      id: string;
      delivered: true;
      /** Why it went nowhere, when that is normal by now: its workflow has ended, or the fallback is `ignore`. */
      ignored?: string;
    }
  | { id: string; delivered: false; problem: string };

export interface RedriveSummary {
  redriven: number;
  /** Those that stay, with the reason. */
  kept: { id: string; problem: string }[];
}

/**
 * The dead letters of a receiver's task queue.
 *
 * Give it the same routing options as the receiver, with the application's own routes: a redrive parses and routes the item anew,
 * as if it had just come. Use one Temporal client for both, or at least the same namespace and data converter.
 *
 * `show`, `redrive` and `discard` need a worker, and wait for it for at most 10 seconds.
 */
export class DeadLetters {
  private readonly client: Client;
  private readonly calls: PendingCalls;
  private readonly settings: ProcessingSettings;

  /** @throws InvalidInputError that lists every problem of the options */
  constructor(options: DeadLettersOptions) {
    this.client = options.client;
    this.calls = new PendingCalls(options.client);
    const settings = processingSettings(options);
    const deadlineMs = Math.min(settings.deadlineMs, longestDeliveryMs);
    this.settings = { ...settings, deadlineMs, client: this.calls };
  }

  /**
   * Those that wait for a decision, the latest first. Temporal's visibility is a little behind: one that has just been kept may be
   * missing, and one that has just ended may still be there.
   */
  async *list({
    limit = Infinity,
    ...filter
  }: DeadLetterFilter & { limit?: number } = {}): AsyncGenerator<DeadLetterItem> {
    let left = limit;
    if (left <= 0) return;
    const own = this.settings.taskQueue;
    for await (const { workflowId, taskQueue, memo, startTime } of this.client.workflow.list({
      query: queryFor(own),
    })) {
      if (taskQueue !== own) continue;
      const item = { id: deadLetterId(workflowId), workflowId, ...summaryOf(memo, startTime) };
      if (!matches(item, filter)) continue;
      yield item;
      left -= 1;
      if (left <= 0) return;
    }
  }

  /**
   * One dead letter, also one that has ended, until Temporal forgets it.
   *
   * @param id with or without `whatsapp-dead-letter:`
   * @param options `content: false` leaves out what the user wrote. @default true
   * @throws DeadLetterError when there is none, or no worker answers
   */
  async show(id: string, { content = true }: { content?: boolean } = {}): Promise<ShownDeadLetter> {
    return callDeadLetter(this.client, id, async (handle) => {
      const state = await handle.query<DeadLetterState>(deadLetterCalls.state);
      const { workflowId } = handle;
      const shown: ShownDeadLetter = { id: deadLetterId(workflowId), workflowId, state };
      return content ? { ...shown, content: await readDeadLetterContent(this.client, handle) } : shown;
    });
  }

  /**
   * Delivers a dead letter as the receiver would by now. Delivered, it ends; otherwise it stays, and the result says why.
   *
   * It is taken for a minute first, so that two redrives at the same time deliver it once. One that crashes between delivery and
   * report leaves it to the next, and the workflow that receives the event drops it as seen.
   *
   * @throws DeadLetterError when there is none, it has ended, or another redrive holds it
   */
  async redrive(id: string): Promise<RedriveResult> {
    const claimId = randomUUID();
    // With the claim as update id, a repeated call is the same claim.
    const content = await callDeadLetter(this.client, id, async (handle) => {
      const claimed = await handle.executeUpdate<DeadLetterContent, [claimId: string]>(deadLetterCalls.claim, {
        args: [claimId],
        updateId: claimId,
      });
      return claimed.inHistory ? readDeadLetterContent(this.client, handle) : claimed;
    });
    const result = { id: deadLetterId(id), ...(await this.deliver(content)) };
    await this.report(id, claimId, result);
    return result;
  }

  /**
   * Redrives one after the other, the oldest first. One that another redrive holds counts as kept; one that has ended meanwhile is
   * left out.
   *
   * @param onResult hears of each as soon as it is done
   * @throws What Temporal's client throws; the rest stays as it is
   */
  async redriveAll(filter: DeadLetterFilter = {}, onResult?: (result: RedriveResult) => void): Promise<RedriveSummary> {
    const items: DeadLetterItem[] = [];
    for await (const item of this.list(filter)) items.push(item);
    const summary: RedriveSummary = { redriven: 0, kept: [] };
    for (const { id } of items.sort((a, b) => a.receivedAtMs - b.receivedAtMs)) {
      const result = await this.redrive(id).catch(resultOfError);
      if (result === 'ended') continue;
      onResult?.(result);
      if (result.delivered) summary.redriven += 1;
      else summary.kept.push({ id, problem: result.problem });
    }
    return summary;
  }

  /** Ends one that nobody needs. @throws DeadLetterError when there is none, it has ended, or a redrive holds it */
  async discard(id: string): Promise<void> {
    await callDeadLetter(this.client, id, (handle) =>
      handle.executeUpdate<DeadLetterState, []>(deadLetterCalls.discard),
    );
  }

  /** Waits for calls beyond the deadline, so that nothing is under way any more when the outcome is told. */
  private async deliver(content: DeadLetterContent): Promise<Delivery> {
    try {
      const { fates } = await processWebhook(content, content.receivedAtMs, this.settings, { keepDeadLetters: false });
      return deliveryOf(fates);
    } catch (error) {
      return { delivered: false, problem: describeError(error) };
    } finally {
      await this.calls.settled();
    }
  }

  private async report(id: string, claimId: string, delivery: Delivery): Promise<void> {
    const report: RedriveReport = delivery.delivered
      ? { delivered: true }
      : { delivered: false, problem: delivery.problem };
    try {
      await callDeadLetter(this.client, id, (handle) =>
        handle.executeUpdate<DeadLetterState, [claimId: string, report: RedriveReport]>(deadLetterCalls.reportRedrive, {
          args: [claimId, report],
        }),
      );
    } catch (cause) {
      // It stays as it was, and the result says why; or another redrive was as good.
      if (!report.delivered || (cause instanceof DeadLetterError && cause.reason === 'ended')) return;
      const problem = 'was delivered, and stays all the same, as its workflow did not take the report';
      const advice = 'redrive it again: whoever has it drops it as seen';
      throw new DeadLetterError('refused', deadLetterId(id), `${problem}; ${advice}`, { cause });
    }
  }
}

type Delivery = { delivered: true; ignored?: string } | { delivered: false; problem: string };

/** Well within the minute for which a claim holds, together with what the client's last call may take. */
const longestDeliveryMs = 30_000;

/** A body kept whole can hold several events: it ends when none of them has to stay. */
function deliveryOf(fates: readonly EventFate[]): Delivery {
  const problems = fates.flatMap((fate) => {
    if (fate.fate === 'not-delivered') return [fate.error];
    if (fate.fate !== 'dead-letter') return [];
    return [fate.problem === undefined ? fate.reason : `${fate.reason}: ${fate.problem}`];
  });
  if (problems.length > 0) return { delivered: false, problem: [...new Set(problems)].join('; ') };
  const reasons = fates.flatMap((fate) => (fate.fate === 'ignored' ? [fate.reason] : []));
  const isIgnored = reasons.length > 0 && reasons.length === fates.length;
  return { delivered: true, ...(isIgnored && { ignored: [...new Set(reasons)].join(', ') }) };
}

/** Servers do not agree about quotes and backslashes in a query, so that such a queue is told apart afterwards. */
function queryFor(taskQueue: string): string {
  const query = `WorkflowType = '${workflowNames.deadLetter}' AND ExecutionStatus = 'Running'`;
  return /['"\\]/.test(taskQueue) ? query : `${query} AND TaskQueue = '${taskQueue}'`;
}

function summaryOf(memo: Record<string, unknown> | undefined, startTime: Date): DeadLetterSummary {
  const summary = memo?.['deadLetter'] as DeadLetterSummary | undefined;
  return summary ?? { reason: 'malformed', problem: 'has no memo "deadLetter"', receivedAtMs: startTime.getTime() };
}

function matches(item: DeadLetterItem, { reason, phoneNumberId }: DeadLetterFilter): boolean {
  return (
    (reason === undefined || item.reason === reason) &&
    (phoneNumberId === undefined || item.phoneNumberId === phoneNumberId)
  );
}

function resultOfError(error: unknown): RedriveResult | 'ended' {
  if (!(error instanceof DeadLetterError) || error.reason === 'no-worker') throw error;
  if (error.reason !== 'refused') return 'ended';
  return { id: error.id, delivered: false, problem: error.problem };
}
