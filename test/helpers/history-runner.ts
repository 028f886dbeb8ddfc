/** Runs histories of sends against an emulator, many at once, and judges each by the emulator's own record. */
import { activityInfo } from '@temporalio/activity';
import { setTimeout as sleep } from 'node:timers/promises';
import { NativeConnection } from '@temporalio/worker';
import type { SendMessageWorkflowInput } from '../../src/client.js';
import { needsWorkflow } from '../../src/common/inputs/index.js';
import { defined } from '../../src/common/schema/defined.js';
import { text } from '../../src/messages.js';
import type { WhatsAppActivities } from '../../src/index.js';
import { eventually } from './eventually.js';
import { askForSend, waitForEnding, whileAway } from './asked-sends.js';
import { findUntruth, maxResends, takenDeliveries, type EndedCall, type EndedSend } from './history-verdict.js';
import { inLanes } from './lanes.js';
import { silentReceiverLog } from './logger.js';
import type { Caller, Crash, History } from './send-history.js';
import { startStack, startWorkers, testActivities, type Stack } from './stack.js';
import { quickRedelivery } from './webhook-traffic.js';

/** The time for an attempt that a workflow makes, in milliseconds. Its request may take half of it. */
const startToCloseMs = 2_000;
/** A time after which the engine waits for no attempt any more, in milliseconds. */
const longGoneMs = 5_000;

export interface HistoryRunnerOptions {
  /** How many sends are under way at once. @default 80 */
  concurrency?: number;
  /** How long after the one before a send begins, at the earliest, in milliseconds. @default 0 */
  everyMs?: number;
  /** The time for a send with all its attempts, in milliseconds. @default 4000 */
  deadlineMs?: number;
  /**
   * Tests that bring their own worker processes, and kill them, leave this one out, and with it the crashes.
   * @default true
   */
  worker?: boolean;
  /** @default the server of all tests */
  temporalAddress?: string;
}

type Settings = Required<Omit<HistoryRunnerOptions, 'temporalAddress'>>;

export interface HistoryResults {
  sends: EndedSend[];
  /** Each history whose end is not true, with what is wrong. */
  untruths: string[];
}

/** Emulator, receiver and a worker whose attempts vanish as the histories say. */
export class HistoryRunner {
  readonly stack: Stack;
  private readonly options: Settings;
  private readonly byRecipient = new Map<string, History>();
  private readonly attempts = new Map<string, number>();
  private readonly running = new Set<Promise<unknown>>();
  private readonly closers: (() => Promise<void>)[] = [];
  private readonly timers = new Set<NodeJS.Timeout>();
  private seenMessages = 0;

  static async start(options: HistoryRunnerOptions = {}): Promise<HistoryRunner> {
    const { temporalAddress, ...given } = options;
    const emulator = { ...quickRedelivery, autoStatuses: [] };
    const receiver = { log: silentReceiverLog };
    const stack = await startStack({ worker: false, emulator, receiver, ...defined({ temporalAddress }) });
    const settings = { concurrency: 80, everyMs: 0, deadlineMs: 4_000, worker: true, ...given };
    const runner = new HistoryRunner(stack, settings);
    if (settings.worker) await runner.startWorker();
    return runner;
  }

  private constructor(stack: Stack, options: Settings) {
    this.stack = stack;
    this.options = options;
    const watch = setInterval(() => this.playStatuses(), 10);
    this.closers.push(
      () => Promise.resolve(clearInterval(watch)),
      () => stack.stop(),
    );
  }

  async run(histories: readonly History[]): Promise<HistoryResults> {
    const { concurrency, everyMs } = this.options;
    const startedAt = performance.now();
    const sends = await inLanes(histories, concurrency, async (history, index) => {
      await sleep(Math.max(0, startedAt + index * everyMs - performance.now()));
      return this.send(history, index);
    });
    // A worker that stalled may still post, and the phone may still report.
    await Promise.all(this.running);
    await eventually(
      () => this.timers.size,
      (left) => left === 0,
    );
    const circumstances = { takenAt: takenDeliveries(this.stack.emulator), mayLoseAttempts: !this.options.worker };
    const untruths = sends.flatMap((send) => {
      const untruth = findUntruth(send, this.stack.emulator, circumstances);
      const { history, to, sendKey, calls } = send;
      const endings = calls.map(({ ending }) => ending);
      return untruth === undefined
        ? []
        : [`${to}, ${sendKey}: ${untruth}\n  ${JSON.stringify(history)}\n  ${JSON.stringify(endings)}`];
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
    const { keyLength } = history;
    const sendKey = keyLength === undefined ? undefined : `${index}.`.padEnd(keyLength, 'k');
    const calls = await Promise.all(history.callers.map((caller) => this.call(caller, to, sendKey)));
    return { history, to, sendKey: sendKey ?? calls[0]?.sendKey ?? '', startedAtMs, calls };
  }

  private async call(caller: Caller, to: string, sendKey?: string): Promise<EndedCall & { sendKey: string }> {
    await sleep(caller.afterMs);
    const input = this.inputFor(caller, to, sendKey);
    const send = await whileAway(() => askForSend(this.stack, caller, input));
    const ending = await waitForEnding(send);
    const endedAtMs = Date.now();
    const closedAtMs = await whileAway(() => send.closedAtMs());
    return { caller, ending, closedAtMs, endedAtMs, sendKey: send.sendKey };
  }

  private inputFor({ way, options }: Caller, to: string, sendKey?: string): SendMessageWorkflowInput {
    const { phoneNumberId } = this.stack;
    const deadline = options.deadline ?? this.options.deadlineMs;
    const input = { ...options, phoneNumberId, to, message: text('Once'), deadline, ...defined({ sendKey }) };
    if (way === 'activity' || (way === 'client' && !needsWorkflow(options))) return input;
    return {
      ...input,
      settleUnknownFor: options.settleUnknownFor ?? 1_000,
      ...(options.waitFor && { statusDeadline: 2_000 }),
      ...(options.onUnknown === 'resend' && { maxResends }),
      activityOptions: {
        sendWhatsAppMessage: { startToCloseTimeout: startToCloseMs },
        uploadWhatsAppMedia: { startToCloseTimeout: startToCloseMs },
      },
    };
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
