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
import { deadLetterCalls, workflowNames } from '../../common/ids/wire-names.js';
import { PendingCalls } from '../delivery/pending-calls.js';
import { describeError } from '../../common/describe-error.js';
import { resolveProcessingOptions, type WebhookProcessingOptions } from '../options.js';
import { createProcessor, type WebhookProcessor } from '../process.js';
import type { WebhookRoute } from '../routing/application-route.js';
import type { Part } from '../routing/item.js';
import { callDeadLetter, DeadLetterError, deadLetterId } from './calls.js';
import { readDeadLetterContent } from './content.js';

/** Options of `DeadLetters`: what a redrive routes by, which is the receiver's own without what only a POST needs. */
export interface DeadLettersOptions extends WebhookProcessingOptions {
  /** A `Client` of `@temporalio/client`. */
  client: Client;
  /**
   * Routes of the application, asked in order before the receiver's own rules.
   *
   * @default not known: a dead letter about which a route decided is not redriven, as it would go past the route. An
   * empty list says that there are none any more
   */
  routes?: readonly WebhookRoute[];
}

/** Which dead letters; all of the task queue when nothing is said. */
export interface DeadLetterFilter {
  /** Only those kept for this reason. @default every reason */
  reason?: DeadLetterReason;
  /** Only those of this business number. @default every number */
  phoneNumberId?: string;
}

/** What `DeadLetters.list` may be told. */
export interface DeadLetterListOptions extends DeadLetterFilter {
  /** How many at most. @default all */
  limit?: number;
}

/** What `DeadLetters.show` may be told. */
export interface ShowDeadLetterOptions {
  /** Whether to show what Meta posted: personal data. @default true */
  content?: boolean;
}

/** A dead letter in a list, without its content. */
export interface DeadLetterItem extends DeadLetterSummary {
  /** What `show`, `redrive` and `discard` take. */
  id: string;
  /** The id of the workflow that keeps it. */
  workflowId: string;
}

/** A dead letter with its state. */
export interface ShownDeadLetter {
  /** What `redrive` and `discard` take. */
  id: string;
  /** The id of the workflow that keeps it. */
  workflowId: string;
  /** The stage that it is in, and why it is kept. */
  state: DeadLetterState;
  /** Personal data: what the user wrote, names, numbers. Absent when it was not asked for. */
  content?: DeadLetterContent;
}

/** What came of a redrive. */
export type RedriveResult = RedrivenDeadLetter | StayingDeadLetter;

/** A dead letter that was delivered, and has ended. */
export interface RedrivenDeadLetter {
  /** The dead letter. */
  id: string;
  /** Tells the two results apart. */
  delivered: true;
  /** Why it went nowhere, when that is normal by now: its workflow has ended, or the fallback is `ignore`. */
  ignored?: string;
}

/** A dead letter that stays. */
export interface StayingDeadLetter {
  /** The dead letter. */
  id: string;
  /** Tells the two results apart. */
  delivered: false;
  /** Why it could not be delivered. */
  problem: string;
}

/** What came of `DeadLetters.redriveAll`. */
export interface RedriveSummary {
  /** How many were delivered. */
  redriven: number;
  /** Those that stay, with the reason. */
  kept: KeptByRedrive[];
}

/** A dead letter that a redrive of many left, and why. */
export interface KeptByRedrive {
  /** The dead letter. */
  id: string;
  /** Why it could not be delivered. */
  problem: string;
}

/**
 * The dead letters of a receiver's task queue.
 *
 * The class takes the same routing options as the receiver, with the application's own routes. A redrive parses and
 * routes the item anew, as if it had just come. Use one Temporal client for both, or at least the same namespace and
 * data converter.
 *
 * `show`, `redrive` and `discard` need a worker, and wait for it for at most 10 seconds.
 */
export class DeadLetters {
  private readonly client: Client;
  private readonly calls: PendingCalls;
  private readonly taskQueue: string;
  private readonly process: WebhookProcessor;
  private readonly knowsRoutes: boolean;

  /** @throws InvalidInputError that lists every problem of the options */
  constructor(options: DeadLettersOptions) {
    const settings = resolveProcessingOptions(options);
    const deadlineMs = Math.min(settings.deadlineMs, longestDeliveryMs);
    this.client = options.client;
    this.knowsRoutes = options.routes !== undefined || typeof options.fallback === 'function';
    this.calls = new PendingCalls(options.client);
    this.taskQueue = settings.taskQueue;
    this.process = createProcessor({ ...settings, deadlineMs, client: this.calls });
  }

  /**
   * Lists those that wait for a decision, the latest first. Temporal's visibility is a little behind: one that has just
   * been kept may be missing, and one that has just ended may still be there.
   */
  async *list({ limit = Infinity, ...filter }: DeadLetterListOptions = {}): AsyncGenerator<DeadLetterItem> {
    let left = limit;
    if (left <= 0) return;
    const query = queryFor(this.taskQueue);
    for await (const { workflowId, taskQueue, memo, startTime } of this.client.workflow.list({ query })) {
      if (taskQueue !== this.taskQueue) continue;
      const item = { id: deadLetterId(workflowId), workflowId, ...readSummary(memo, startTime) };
      if (!matches(item, filter)) continue;
      yield item;
      left -= 1;
      if (left <= 0) return;
    }
  }

  /**
   * Shows one dead letter, also one that has ended, until Temporal forgets it.
   *
   * @param id with or without `whatsapp-dead-letter:`
   * @param options `content: false` leaves out what the user wrote. @default true
   * @throws DeadLetterError when there is none, or no worker answers
   */
  async show(id: string, { content = true }: ShowDeadLetterOptions = {}): Promise<ShownDeadLetter> {
    return callDeadLetter(this.client, id, async (handle) => {
      const state = await handle.query<DeadLetterState>(deadLetterCalls.state);
      const { workflowId } = handle;
      const shown: ShownDeadLetter = { id: deadLetterId(workflowId), workflowId, state };
      return content ? { ...shown, content: await readDeadLetterContent(this.client, handle) } : shown;
    });
  }

  /**
   * Delivers a dead letter as the receiver would by now. Delivered, it ends; otherwise it stays, and the result says
   * why.
   *
   * It is taken for a minute first, so that two redrives at the same time deliver it once. One that crashes between
   * delivery and report leaves it to the next, and the workflow that receives the event drops it as seen.
   *
   * Without the application's routes, one about which a route decided stays: its target cannot be known.
   *
   * @throws DeadLetterError when there is none, it has ended, or another redrive holds it
   */
  async redrive(id: string): Promise<RedriveResult> {
    const problem = this.knowsRoutes ? undefined : await this.readRouteProblem(id);
    if (problem !== undefined) return { id: deadLetterId(id), delivered: false, problem };
    const claimId = randomUUID();
    // The claim is the update id, so that a repeated call is the same claim.
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
   * Redrives one after the other, the oldest first. One that another redrive holds counts as kept; one that has ended
   * meanwhile is left out.
   *
   * @param onResult hears of each as soon as it is done
   * @throws What Temporal's client throws; the rest stays as it is
   */
  async redriveAll(filter: DeadLetterFilter = {}, onResult?: (result: RedriveResult) => void): Promise<RedriveSummary> {
    const items: DeadLetterItem[] = [];
    for await (const item of this.list(filter)) items.push(item);
    const summary: RedriveSummary = { redriven: 0, kept: [] };
    for (const { id } of items.sort((a, b) => a.receivedAtMs - b.receivedAtMs)) {
      const result = await this.redrive(id).catch(redriveProblem);
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

  /** @returns why it stays, when only the application's routes can say where it goes */
  private async readRouteProblem(id: string): Promise<string | undefined> {
    const { memo, startTime } = await callDeadLetter(this.client, id, (handle) => handle.describe());
    const { reason, byRoute } = readSummary(memo, startTime);
    // The first two are only of routes, also where an earlier version kept the item.
    const isOfRoutes = byRoute ?? (reason === 'route-failed' || reason === 'workflow-not-found');
    if (!isOfRoutes) return undefined;
    return `${reason}: a route of the application decides about it, and no routes were given; give them, as the receiver has them`;
  }

  /** Waits for calls beyond the deadline, so that nothing is under way any more when the outcome is told. */
  private async deliver(content: DeadLetterContent): Promise<Delivery> {
    try {
      const { parts } = await this.process(content, content.receivedAtMs, { keepDeadLetters: false });
      return judge(parts);
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
function judge(parts: readonly Part[]): Delivery {
  const problems = parts.flatMap(({ fate }) => {
    if (fate?.kind === 'not-delivered') return [fate.error];
    if (fate?.kind !== 'dead-letter') return [];
    return [fate.problem === undefined ? fate.reason : `${fate.reason}: ${fate.problem}`];
  });
  if (problems.length > 0) return { delivered: false, problem: [...new Set(problems)].join('; ') };
  const reasons = parts.flatMap(({ fate }) => (fate?.kind === 'ignored' ? [fate.reason] : []));
  const isIgnored = reasons.length > 0 && reasons.length === parts.length;
  return { delivered: true, ...(isIgnored && { ignored: [...new Set(reasons)].join(', ') }) };
}

/** Servers do not agree about quotes and backslashes in a query, so that such a queue is told apart afterwards. */
function queryFor(taskQueue: string): string {
  const query = `WorkflowType = '${workflowNames.deadLetter}' AND ExecutionStatus = 'Running'`;
  return /['"\\]/.test(taskQueue) ? query : `${query} AND TaskQueue = '${taskQueue}'`;
}

function readSummary(memo: Record<string, unknown> | undefined, startTime: Date): DeadLetterSummary {
  const summary = memo?.['deadLetter'] as DeadLetterSummary | undefined;
  return summary ?? { reason: 'malformed', problem: 'has no memo "deadLetter"', receivedAtMs: startTime.getTime() };
}

function matches(item: DeadLetterItem, { reason, phoneNumberId }: DeadLetterFilter): boolean {
  return (
    (reason === undefined || item.reason === reason) &&
    (phoneNumberId === undefined || item.phoneNumberId === phoneNumberId)
  );
}

function redriveProblem(error: unknown): RedriveResult | 'ended' {
  if (!(error instanceof DeadLetterError) || error.reason === 'no-worker') throw error;
  if (error.reason !== 'refused') return 'ended';
  return { id: error.id, delivered: false, problem: error.problem };
}
