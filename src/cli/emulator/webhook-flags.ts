/**
 * Options of `temporal-whatsapp emulator` that say how webhooks come, to which apps, and how many without anybody's
 * doing.
 */
import { type Command, InvalidArgumentError } from 'commander';
import { defined } from '../../common/schema/defined.js';
import type { AddAppOptions, EmulatorBehavior, GraphEmulator, TrafficOptions } from '../../emulator/index.js';
import { parseCount } from '../options.js';

export interface WebhookFlags {
  webhookBatch?: number;
  webhookBatchWindow?: number;
  webhookDuplicates?: number;
  webhookDuplicatesDelay?: number;
  webhookReorder?: number;
  webhookRetryAllApps?: true;
  webhookSeed?: number;
  timeScale?: number;
  app?: AddAppOptions[];
  traffic?: TrafficOptions;
}

export function addWebhookOptions(command: Command): Command {
  return command
    .option('--webhook-batch <events>', 'up to so many events in one POST, 1 to 1000 (default: 1)', parseCount)
    .option('--webhook-batch-window <ms>', 'how long an event waits for others (default: 100)', parseCount)
    .option('--webhook-duplicates <copies>', 'post each webhook so many times more; 0.1: every tenth', parseFactor)
    .option('--webhook-duplicates-delay <ms>', 'post the copies so much later (default: 0)', parseCount)
    .option('--webhook-reorder <ms>', 'post what comes within so many milliseconds in another order', parseCount)
    .option('--webhook-retry-all-apps', 'a redelivery comes to every app, as at Meta')
    .option('--webhook-seed <number>', 'another seed, other duplicates, another order (default: 1)', parseCount)
    .option('--time-scale <factor>', 'of the pauses before redeliveries; 0.001: an hour takes 3.6 s', parseFactor)
    .option('--app <json>', 'one more app, as in POST /_emulator/apps; may be repeated', parseApp)
    .option(
      '--traffic <events>',
      'events a second from the start, or JSON as in POST /_emulator/traffic',
      parseTraffic,
    );
}

/** The same as options of the emulator, which checks their ranges. */
export function webhookBehaviorFromFlags(flags: WebhookFlags): EmulatorBehavior {
  const { webhookBatch: maxItems, webhookBatchWindow, webhookDuplicates: copies, webhookDuplicatesDelay } = flags;
  const { webhookReorder: windowMs, webhookSeed: seed, webhookRetryAllApps, timeScale } = flags;
  return defined({
    webhookBatch: maxItems === undefined ? undefined : { maxItems, ...defined({ windowMs: webhookBatchWindow }) },
    webhookDuplicates:
      copies === undefined ? undefined : { copies, ...defined({ delayMs: webhookDuplicatesDelay, seed }) },
    webhookReorder: windowMs === undefined ? undefined : { windowMs, ...defined({ seed }) },
    webhookRetryAllApps,
    timeScale,
  });
}

/** Adds the apps, then lets the traffic begin. */
export async function startWebhooks(emulator: GraphEmulator, { app = [], traffic }: WebhookFlags): Promise<void> {
  for (const one of app) await emulator.addApp(one);
  if (traffic) emulator.startTraffic(traffic);
}

function parseFactor(value: string): number {
  if (!/^\d{1,6}(\.\d{1,9})?$/.test(value)) throw new InvalidArgumentError('must be a number, such as 2 or 0.1.');
  return Number(value);
}

function parseApp(value: string, before: AddAppOptions[] = []): AddAppOptions[] {
  return [...before, parseObject(value, '{"webhookUrl":"http://127.0.0.1:3001/webhook"}')];
}

function parseTraffic(value: string): TrafficOptions {
  return /^[\d.]+$/.test(value)
    ? { eventsPerSecond: parseFactor(value) }
    : (parseObject(value, '{"eventsPerSecond":200,"users":50}') as TrafficOptions);
}

function parseObject(value: string, example: string): object {
  const problem = new InvalidArgumentError(`must be a JSON object, such as ${example}.`);
  try {
    const parsed: unknown = JSON.parse(value);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed;
  } catch {
    throw problem;
  }
  throw problem;
}
