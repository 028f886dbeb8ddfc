/** Sends the rows of the fault matrix, and reads what came of each. */
import { optionalTsToDate } from '@temporalio/common/lib/time.js';
import {
  WhatsAppClient,
  WhatsAppFailureType,
  isWhatsAppFailure,
  type SendHandle,
  type SendMessageWorkflowInput,
} from '../../src/client.js';
import { text } from '../../src/messages.js';
import type { RecordedRequest } from '../../src/emulator/index.js';
import { faultyTaskQueue } from './broken-network.js';
import { inLanes } from './lanes.js';
import { expectedCell, goesBy, type Cell, type Row, type Way, type WorkerFate } from './fault-matrix.js';
import type { Stack } from './stack.js';

export interface MatrixTimes {
  /** How long the emulator holds a request under way before its fault strikes, in milliseconds. @default 0 */
  delayMs?: number;
  /** The time for one attempt of a workflow's send, in milliseconds. */
  startToCloseMs: number;
  /** The time for a send whose network is broken, in milliseconds. */
  networkDeadlineMs: number;
  /** The time for the activity alone, in milliseconds. */
  activityDeadlineMs: number;
  /**
   * The time for the activity alone when no answer ever comes: its attempts may take 45 seconds otherwise.
   *
   * @default activityDeadlineMs
   */
  hangDeadlineMs?: number;
}

export interface MatrixSend {
  row: Row;
  way: Way;
  to: string;
  handle: SendHandle;
  /** The requests of this send that have reached the emulator. */
  posts(): RecordedRequest[];
  /** What came of it, once it has ended. */
  cell(): Promise<Cell>;
}

/** Starts every row at once, in every way that it can go. */
export function startSends(stack: Stack, rows: readonly Row[], times: MatrixTimes): Promise<MatrixSend[]> {
  return Promise.all(planSends(rows).map((send) => startSend(stack, send, times)));
}

/**
 * Sends every row, in every way that it can go, a few at a time. On a busy machine, all at once would make the engine
 * lose answers to workers, and a send of which nobody knows whether it began is unknown.
 */
export function runSends(stack: Stack, rows: readonly Row[], times: MatrixTimes): Promise<MatrixSend[]> {
  const longestFirst = planSends(rows).toSorted((a, b) => Number(takesLong(b.row)) - Number(takesLong(a.row)));
  return inLanes(longestFirst, lanes, async (planned) => {
    const send = await endedSend(stack, planned, times);
    if (!(await neverReachedWorker(send))) return send;
    console.warn(`"${planned.row.name}" by ${planned.way}: the engine lost the task, so the row is sent once more`);
    return endedSend(stack, { ...planned, to: planned.to.replace('000', '001') }, times);
  });
}

async function endedSend(stack: Stack, planned: PlannedSend, times: MatrixTimes): Promise<MatrixSend> {
  const send = await startSend(stack, planned, times);
  await send.cell();
  return send;
}

/**
 * Whether the engine handed the task out and nobody got it, which a starved server does now and then. Unknown is the
 * right outcome then, but the row was not tried. A second time is a fault of ours.
 */
async function neverReachedWorker(send: MatrixSend): Promise<boolean> {
  return send.row.network === undefined && (await send.cell()) === 'unknown 0 0';
}

type PlannedSend = Pick<MatrixSend, 'row' | 'way' | 'to'>;

function planSends(rows: readonly Row[]): PlannedSend[] {
  const ways: readonly Way[] = ['workflow', 'activity'];
  return ways.flatMap((way, wayIndex) =>
    rows.flatMap((row, index) => (goesBy(row, way) ? [{ row, way, to: `+1555${wayIndex}000${100 + index}` }] : [])),
  );
}

/** More than take long, so that the others need not wait for those. */
const lanes = 30;

function takesLong({ fault, network }: Row): boolean {
  return network !== undefined || fault?.hang !== undefined;
}

async function startSend(stack: Stack, { row, way, to }: PlannedSend, times: MatrixTimes): Promise<MatrixSend> {
  const { emulator } = stack;
  const { fault, network } = row;
  // What strikes before the body is read knows the sender only.
  const isEarly = fault?.reset === 'early';
  const { phoneNumberId } = isEarly ? emulator.addPhoneNumber({ registered: true }) : stack;
  const { delayMs = 0 } = times;
  if (isEarly) emulator.addFault({ ...fault, match: { path: `/${phoneNumberId}/messages` } });
  else emulator.addFault({ ...fault, match: { to }, delayMs: network ? 0 : delayMs });
  const posts = (): RecordedRequest[] =>
    emulator.requests.filter(({ path, body }) =>
      isEarly ? path === `/${phoneNumberId}/messages` : (body as { to?: string } | undefined)?.to === to,
    );
  const input = { phoneNumberId, to, message: text('Once'), ...optionsFor(stack, row, way, times) };
  const taskQueue = network && way === 'activity' ? faultyTaskQueue(stack, network) : stack.taskQueue;
  const handle = await new WhatsAppClient({ client: stack.client, taskQueue }).sendMessage(input, { via: way });
  const cell = async (): Promise<Cell> =>
    `${await waitForOutcome(handle)} ${posts().length} ${emulator.phoneScreen(to).length}` as Cell;
  return { row, way, to, handle, posts, cell };
}

function optionsFor(
  stack: Stack,
  { network, options, fault }: Row,
  way: Way,
  { startToCloseMs, networkDeadlineMs, activityDeadlineMs, hangDeadlineMs = activityDeadlineMs }: MatrixTimes,
): Partial<SendMessageWorkflowInput> {
  if (way === 'activity') {
    const deadline = fault?.hang ? hangDeadlineMs : activityDeadlineMs;
    return { deadline: network ? networkDeadlineMs : deadline };
  }
  const taskQueue = network && { taskQueue: `${faultyTaskQueue(stack, network)}-send` };
  return {
    settleUnknownFor: 2_000,
    ...options,
    ...(network && { deadline: networkDeadlineMs }),
    activityOptions: { sendWhatsAppMessage: { startToCloseTimeout: startToCloseMs, ...taskQueue } },
  };
}

/** The rows that ended in another way than the matrix says: expected and seen. */
export async function deviations(sends: readonly MatrixSend[], fate: WorkerFate): Promise<Record<string, string>> {
  const cells = await Promise.all(sends.map(async (send) => ({ ...send, seen: await send.cell() })));
  const wrong = cells.filter(({ row, way, seen }) => seen !== expectedCell(row, fate, way));
  return Object.fromEntries(
    wrong.map(({ row, way, seen }) => [`${row.name} (${way})`, `${expectedCell(row, fate, way)}, not ${seen}`]),
  );
}

async function waitForOutcome(handle: SendHandle): Promise<string> {
  try {
    const outcome = await handle.result();
    return outcome.kind === 'accepted' && outcome.settledBy === 'status' ? 'settled' : outcome.kind;
  } catch (error) {
    if (isWhatsAppFailure(error, WhatsAppFailureType.SendOutcomeUnknown)) return 'failed';
    throw error;
  }
}

export interface AttemptTimes {
  /** How long an attempt has been running, in milliseconds. */
  runningMs?: number;
  /** How long the engine waits for the next attempt, in milliseconds. */
  waitingMs?: number;
}

/** The point at which the engine is with the attempts of a send. */
export async function readAttempt(stack: Stack, { handle, way }: MatrixSend): Promise<AttemptTimes> {
  if (way === 'activity') {
    const { runState, lastStartedTime, nextAttemptScheduleTime } = await stack.client.activity
      .getHandle(handle.id)
      .describe();
    return attemptTimes(runState === 'STARTED', lastStartedTime, nextAttemptScheduleTime);
  }
  const { raw } = await stack.client.workflow.getHandle(handle.id).describe();
  const [pending] = raw.pendingActivities ?? [];
  const started = 2;
  const { state, lastStartedTime, nextAttemptScheduleTime } = pending ?? {};
  return attemptTimes(state === started, optionalTsToDate(lastStartedTime), optionalTsToDate(nextAttemptScheduleTime));
}

function attemptTimes(runs: boolean, started: Date | undefined, next: Date | undefined): AttemptTimes {
  if (runs) return { runningMs: Date.now() - Number(started) };
  return next ? { waitingMs: Number(next) - Date.now() } : {};
}
