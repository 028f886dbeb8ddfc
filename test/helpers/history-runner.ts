/** Runs histories of sends against an emulator, many at once, and judges each by the emulator's own record. */
import { activityInfo } from '@temporalio/activity';
import { NativeConnection } from '@temporalio/worker';
import { whatsAppFailure, type SendHandle, type SendMessageWorkflowInput } from '../../src/client.js';
import { defined } from '../../src/common/schema/defined.js';
import { text } from '../../src/messages.js';
import type { WhatsAppActivities } from '../../src/index.js';
import { eventually } from './eventually.js';
import { takenDeliveries, findUntruth, type EndedSend, type Ending } from './history-verdict.js';
import type { Crash, History } from './send-history.js';
import { startStack, startWorkers, testActivities, type Stack } from './stack.js';

/** The time for an attempt that a workflow makes, in milliseconds. Its request may take half of it. */
const startToCloseMs = 2_000;
/** A time after which the engine waits for no attempt any more, in milliseconds. */
const longGoneMs = 5_000;

export interface HistoryRunnerOptions {
  /** How many sends are under way at once. @default 80 */
  concurrency?: number;
  /** The time for a send with all its attempts, in milliseconds. @default 4000 */
  deadlineMs?: number;
  /** Tests that bring their own worker processes leave this one out, and with it the crashes. @default true */
  worker?: boolean;
}

export interface HistoryResults {
  sends: EndedSend[];
  /** Each history whose end is not true, with what is wrong. */
  untruths: string[];
}

/** Emulator, receiver and a worker whose attempts vanish as the histories say. */
export class HistoryRunner {
  readonly stack: Stack;
  private readonly options: Required<HistoryRunnerOptions>;
  private readonly byRecipient = new Map<string, History>();
  private readonly attempts = new Map<string, number>();
  private readonly running = new Set<Promise<unknown>>();
  private readonly closers: (() => Promise<void>)[] = [];
  private readonly timers = new Set<NodeJS.Timeout>();
  private seenMessages = 0;

  static async start(options: HistoryRunnerOptions = {}): Promise<HistoryRunner> {
    const stack = await startStack({ worker: false, emulator: { autoStatuses: [] } });
    const runner = new HistoryRunner(stack, { concurrency: 80, deadlineMs: 4_000, worker: true, ...options });
    if (options.worker !== false) await runner.startWorker();
    return runner;
  }

  private constructor(stack: Stack, options: Required<HistoryRunnerOptions>) {
    this.stack = stack;
    this.options = options;
    const watch = setInterval(() => this.playStatuses(), 10);
    this.closers.push(
      () => Promise.resolve(clearInterval(watch)),
      () => stack.stop(),
    );
  }

  async run(histories: readonly History[]): Promise<HistoryResults> {
    const sends: EndedSend[] = [];
    const queue = histories.entries();
    const lane = async (): Promise<void> => {
      for (const [index, history] of queue) sends.push(await this.send(history, index));
    };
    await Promise.all(Array.from({ length: this.options.concurrency }, lane));
    // A worker that stalled may still post, and the phone may still report.
    await Promise.all(this.running);
    await eventually(
      () => this.timers.size,
      (left) => left === 0,
    );
    const takenAt = takenDeliveries(this.stack.emulator);
    const untruths = sends.flatMap((send) => {
      const untruth = findUntruth(send, this.stack.emulator, takenAt);
      const { history, to, ending } = send;
      return untruth === undefined
        ? []
        : [`${to}: ${untruth}\n  ${JSON.stringify(history)}\n  ${JSON.stringify(ending)}`];
    });
    return { sends, untruths };
  }

  async stop(): Promise<void> {
    for (const timer of this.timers) clearTimeout(timer);
    for (const close of this.closers) await close();
  }

  private async startWorker(): Promise<void> {
    const { emulator, mediaDirectory, temporalAddress, taskQueue } = this.stack;
    const activities = testActivities(emulator, mediaDirectory) as WhatsAppActivities;
    const connection = await NativeConnection.connect({ address: temporalAddress });
    const worker = await startWorkers(connection, taskQueue, this.crashing(activities));
    this.closers.unshift(async () => {
      await worker.stop();
      await connection.close();
    });
  }

  private async send(history: History, index: number): Promise<EndedSend> {
    const to = `+1555${String(index).padStart(7, '0')}`;
    this.byRecipient.set(to, history);
    for (const { fault, delayMs, crash } of history.steps) {
      // An attempt that posts nothing takes no fault.
      if (crash !== 'before') this.stack.emulator.addFault({ ...fault, delayMs, match: { to } });
    }
    const startedAtMs = Date.now();
    const handle = await this.stack.whatsapp.sendMessage(this.inputFor(history, to), { via: history.way });
    const ending = await waitForEnding(handle);
    return { history, to, sendKey: handle.sendKey, ending, startedAtMs, closedAtMs: await this.closedAt(handle) };
  }

  private inputFor({ way, options }: History, to: string): SendMessageWorkflowInput {
    const { phoneNumberId } = this.stack;
    const input = { phoneNumberId, to, message: text('Once'), deadline: this.options.deadlineMs };
    if (way === 'activity') return input;
    return {
      ...input,
      ...options,
      settleUnknownFor: 1_000,
      ...(options.waitFor && { statusDeadline: 2_000 }),
      ...(options.onUnknown === 'resend' && { maxResends: 2 }),
      activityOptions: { sendWhatsAppMessage: { startToCloseTimeout: startToCloseMs } },
    };
  }

  private async closedAt({ via, id }: SendHandle): Promise<number> {
    const { client } = this.stack;
    const described = via === 'workflow' ? client.workflow.getHandle(id) : client.activity.getHandle(id);
    return Number((await described.describe()).closeTime);
  }

  /** The activities, with attempts that vanish: the engine hears nothing of them until it has given up. */
  private crashing(activities: WhatsAppActivities): object {
    const crash = async (how: Crash, post: () => Promise<unknown>): Promise<void> => {
      if (how === 'after') await post().catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, longGoneMs));
      if (how === 'late') await post().catch(() => undefined);
    };
    return {
      ...activities,
      sendWhatsAppMessage: (input: Parameters<WhatsAppActivities['sendWhatsAppMessage']>[0]) => {
        const post = (): Promise<unknown> => activities.sendWhatsAppMessage(input);
        const how = this.nextCrash(input.to ?? '');
        if (how === undefined) return post();
        const vanished = crash(how, post);
        this.running.add(vanished);
        return vanished.then(() => {
          throw new Error(`attempt ${activityInfo().attempt} comes back from the dead`);
        });
      },
    };
  }

  private nextCrash(to: string): Crash | undefined {
    const attempt = this.attempts.get(to) ?? 0;
    this.attempts.set(to, attempt + 1);
    return this.byRecipient.get(to)?.steps[attempt]?.crash;
  }

  /** Reports the planned statuses of every message that was accepted since the last look. */
  private playStatuses(): void {
    const { emulator } = this.stack;
    const messages = emulator.messages();
    for (const { id, to } of messages.slice(this.seenMessages)) {
      for (const { status, afterMs } of this.byRecipient.get(`+${to}`)?.statuses ?? []) {
        const timer = setTimeout(() => {
          void emulator.sendStatus(id, status).finally(() => this.timers.delete(timer));
        }, afterMs);
        this.timers.add(timer);
      }
    }
    this.seenMessages = messages.length;
  }
}

async function waitForEnding(handle: SendHandle): Promise<Ending> {
  try {
    return await handle.result();
  } catch (error) {
    const failure = whatsAppFailure(error);
    const sendKey = failure?.details.sendKey;
    return { kind: 'failed', type: failure?.type ?? String(error), ...defined({ sendKey }) };
  }
}
