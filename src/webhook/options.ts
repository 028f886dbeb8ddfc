import type { WhatsAppEvent } from '../common/events/types.js';
import { InvalidInputError, type InputProblem } from '../common/failures.js';
import { consoleLog, type WebhookLog } from './log.js';
import type { UnroutedReason } from './route.js';
import type { WebhookTemporalClient } from './temporal.js';

export interface WebhookHandlerOptions {
  /** A `Client` of @temporalio/client. */
  client: WebhookTemporalClient;
  /** Where conversations are started. */
  taskQueue: string;
  /** The app's secret, or several while one replaces another or when several apps share the URL. At least one. */
  appSecrets: readonly string[];
  /** The verify token of the dashboard, or several. At least one. */
  verifyTokens: readonly string[];
  /** @default warnings and errors to the console */
  log?: WebhookLog;
  /**
   * Larger bodies are answered with 413.
   *
   * @default 3,145,728 bytes
   * @see "Webhooks" https://developers.facebook.com/docs/whatsapp/cloud-api/guides/set-up-webhooks (read 2026-11)
   */
  maxBodyBytes?: number;
  /**
   * How long Temporal may take to accept all events of one POST, in milliseconds; then the answer is 503 and Meta delivers
   * again. A call of the client may outlast it by the pause before the SDK's next try.
   *
   * @default 5,000
   */
  deadlineMs?: number;
  /**
   * How many workflows are signalled at the same time for one POST.
   *
   * @default 50
   */
  maxConcurrentSignals?: number;
  /**
   * Called for each event that has no workflow to go to, and waited for before the answer. When it throws, the answer is 503
   * and Meta delivers the whole POST again, so that it may see an event more than once.
   *
   * @default a warning in the log with field and ids
   */
  onUnrouted?: (event: WhatsAppEvent, reason: UnroutedReason) => void | Promise<void>;
}

export type WebhookSettings = Required<WebhookHandlerOptions>;

/**
 * Checks the options and fills in the defaults.
 *
 * @throws InvalidInputError that lists every problem. Values of secrets and tokens are left out.
 */
export function webhookSettings(options: WebhookHandlerOptions): WebhookSettings {
  const { log = consoleLog, maxBodyBytes = 3 * 1024 * 1024, deadlineMs = 5_000, maxConcurrentSignals = 50 } = options;
  const problems = [
    ...secretProblems('appSecrets', options.appSecrets, "the app's secret (App settings > Basic in Meta's dashboard)"),
    ...secretProblems('verifyTokens', options.verifyTokens, "a verify token (the string typed into Meta's dashboard)"),
    ...(options.taskQueue ? [] : [{ path: 'taskQueue', message: 'must name the task queue of the conversations' }]),
    ...(options.client ? [] : [{ path: 'client', message: 'must be a Client of @temporalio/client' }]),
    ...numberProblems({ maxBodyBytes, deadlineMs, maxConcurrentSignals }),
  ];
  if (problems.length > 0) throw new InvalidInputError('webhook receiver', problems);
  const onUnrouted = options.onUnrouted ?? ((event, reason) => logUnrouted(log, event, reason));
  return { ...options, log, maxBodyBytes, deadlineMs, maxConcurrentSignals, onUnrouted };
}

/** Without a secret everybody could post events, with an empty one too: such a receiver cannot be made. */
function secretProblems(path: string, values: readonly string[] | undefined, what: string): InputProblem[] {
  if (!Array.isArray(values) || values.length === 0) return [{ path, message: `must hold at least one: ${what}` }];
  return values.flatMap((value: unknown, index) => {
    if (typeof value === 'string' && value !== '' && value.trim() === value) return [];
    return [{ path: `${path}.${index}`, message: 'must be a string, not empty, without white space around it' }];
  });
}

function numberProblems(numbers: Record<string, number>): InputProblem[] {
  return Object.entries(numbers)
    .filter(([, value]) => !Number.isSafeInteger(value) || value < 1)
    .map(([path, value]) => ({ path, message: 'must be a whole number above 0', value: String(value) }));
}

function logUnrouted(log: WebhookLog, event: WhatsAppEvent, reason: UnroutedReason): void {
  const { kind, field, wabaId, phoneNumberId } = event;
  const messageId = 'messageId' in event ? event.messageId : undefined;
  const problem = event.kind === 'malformed' ? event.problem : undefined;
  log.warn(
    { reason, kind, field, wabaId, phoneNumberId, messageId, problem },
    'webhook event has no workflow to go to',
  );
}
