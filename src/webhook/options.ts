/**
 * Options of the receiver: checked and filled in once, by whatever the application calls. Everything else gets the
 * settings.
 */
import { defaultDeadLetterRetentionMs } from '../common/dead-letter.js';
import { InvalidInputError, type InputProblem } from '../common/failures.js';
import { durationSchema, type DurationInput } from '../common/inputs/durations.js';
import type { StoreMediaOptions } from '../common/inputs/media/inbound-media.js';
import { isPhoneNumberId } from '../common/ids/workflow-ids.js';
import { defined } from '../common/schema/defined.js';
import type { DeliverySettings } from './delivery/deliver.js';
import type { WebhookEventStore } from './storing/large-events.js';
import type { WebhookTemporalClient } from './calls/temporal.js';
import { consoleLog, type WebhookLog } from './observe/log.js';
import { guardObserver, type WebhookObserver } from './observe/observer.js';
import { findChoiceProblem, type ConversationChoices } from './routing/conversation-choice.js';
import type { WebhookRoute } from './routing/application-route.js';
import type { RoutingSettings } from './routing/route.js';

/** What decides about the fate of a webhook's events: all that a redrive of a dead letter needs of the receiver. */
export interface WebhookProcessingOptions {
  /** A `Client` of `@temporalio/client`. */
  client: WebhookTemporalClient;
  /** The task queue of the library's worker, where conversations and dead letters are started. @default 'whatsapp' */
  taskQueue?: string;
  /**
   * The ids of the business numbers that are yours, each of 5 to 20 digits. What comes for another one is kept as a
   * dead letter, to be redriven when the number was added here. `'any'` takes every number.
   */
  phoneNumberIds: readonly string[] | 'any';
  /** Routes of the application, asked in order before the receiver's own rules. @default none */
  routes?: readonly WebhookRoute[];
  /**
   * The fate of an event that no route takes and that is neither a status nor a message. Such are account, template,
   * group, call, history, and fields unknown to this version. With a route of your own, undefined from it means
   * `'dead-letter'`.
   */
  fallback: 'dead-letter' | 'ignore' | WebhookRoute;
  /**
   * The workflow of conversations: the name under which your worker has it, with a task queue of its own if wanted. One
   * for all numbers, or one by phone number id. A number that is not listed has `conversationWorkflow`. What is written
   * in groups does not go there: see `groupConversation`.
   *
   * @default `conversationWorkflow`, which keeps the latest messages
   */
  conversation?: ConversationChoices;
  /**
   * The workflow of the conversations with groups, in the same way. Each group of a number has one conversation, apart
   * from the private ones with its participants.
   *
   * @default `conversationWorkflow`, which keeps the latest messages
   */
  groupConversation?: ConversationChoices;
  /**
   * Key of the HMACs that stand for user ids in workflow ids and conversation keys, at least 16 characters. It can
   * never be changed without leaving every conversation behind.
   *
   * @default none: ids as they are, so that phone numbers can be read in Temporal UI
   */
  idKey?: string;
  /**
   * Has the file of each message stored that goes to a workflow of the application: by a route, or by the fallback. The
   * worker of `taskQueue` downloads it into its media store. The workflow gets the message at once, and an event of the
   * kind `media` when the file is stored or lost. Each file costs three Temporal actions. Conversations store theirs by
   * `storeMedia` of `defineConversation`.
   *
   * @default false
   */
  storeMedia?: boolean | StoreMediaOptions;
  /**
   * The store for events above 1.9 MB, which no signal can hold. Their workflow gets what is small of one, and
   * `stored`, a reference to the file. It is the worker's own media store, as `createMediaStore()` makes it.
   *
   * @default none: such an event is kept as a dead letter
   */
  media?: WebhookEventStore;
  /** The log of the receiver. @default warnings and errors to the console */
  log?: WebhookLog;
  /** What counts, such as `createWebhookMetrics()` of `temporal-whatsapp/webhook/metrics`. @default nothing */
  observer?: WebhookObserver;
  /**
   * How long Temporal may take to accept all events of one POST, in milliseconds; then the answer is 503 and Meta
   * delivers again. A Temporal call that is waiting to be retried may take up to one retry interval longer.
   *
   * @default 5,000
   */
  deadlineMs?: number;
  /** How many workflows are called at the same time for one POST. @default 50 */
  maxConcurrentSignals?: number;
  /** How long a dead letter waits for a decision, in milliseconds. @default 30 days */
  deadLetterRetentionMs?: number;
}

/** Options of `createWebhookHandler`. */
export interface WebhookHandlerOptions extends WebhookProcessingOptions {
  /** The app's secret, or several while one replaces another or when several apps share the URL. At least one. */
  appSecrets: readonly string[];
  /** The verify token of the dashboard, or several. At least one. */
  verifyTokens: readonly string[];
  /**
   * How large a body may be, in bytes; larger ones are answered with 413.
   *
   * @default 3,145,728
   * @see "Webhooks" https://developers.facebook.com/docs/whatsapp/cloud-api/guides/set-up-webhooks (read 2026-11)
   */
  maxBodyBytes?: number;
  /**
   * How many POSTs whose signature holds may be under way at the same time. More are answered with 503 and Retry-After,
   * before their body is read when it has not been begun.
   *
   * @default 100
   */
  maxInFlight?: number;
  /**
   * How many bodies may be arriving at the same time, from whomever. When one more begins, the one that has been
   * arriving for longest is cut off with 503.
   *
   * @default 500
   */
  maxUnverifiedBodies?: number;
  /**
   * How much may have arrived of all these bodies, in bytes; at least `maxBodyBytes`. When more arrives, those that
   * have been arriving for longest are cut off with 503.
   *
   * @default 67,108,864, or `maxBodyBytes` if that is more
   */
  maxUnverifiedBytes?: number;
}

/** Options of `createWebhookListener`, `createWebhookRouter` and `createWebhookFetchHandler`. */
export interface WebhookAdapterOptions extends WebhookHandlerOptions {
  /**
   * How long the whole body may take to arrive, in milliseconds; then the answer is 408. At most an hour.
   *
   * @default 30,000
   */
  bodyTimeoutMs?: number;
}

/** Checked options of what delivers, with the defaults. The observer never throws. */
export interface ProcessingSettings extends RoutingSettings, DeliverySettings {
  log: WebhookLog;
}

/** Checked options of what receives, with the defaults. */
export interface WebhookSettings extends ProcessingSettings {
  appSecrets: readonly string[];
  verifyTokens: readonly string[];
  maxBodyBytes: number;
  maxInFlight: number;
  maxUnverifiedBodies: number;
  maxUnverifiedBytes: number;
  bodyTimeoutMs: number;
}

const minIdKeyLength = 16;
const maxBodyTimeoutMs = 3_600_000;
const mebibyte = 1024 * 1024;

/**
 * Checks the options of a receiver and fills in the defaults.
 *
 * @throws InvalidInputError that lists every problem. Values of secrets and tokens are left out.
 */
export function resolveWebhookOptions(options: WebhookAdapterOptions): WebhookSettings {
  const { appSecrets, verifyTokens, bodyTimeoutMs = 30_000 } = options;
  const limits = resolveLimits(options);
  const processing = processingDefaults(options);
  refuse('webhook receiver', [
    ...secretProblems('appSecrets', appSecrets, "the app's secret (App settings > Basic in Meta's dashboard)"),
    ...secretProblems('verifyTokens', verifyTokens, "a verify token (the string typed into Meta's dashboard)"),
    ...processingProblems(processing),
    ...wholeNumberProblems(limits),
    ...unverifiedBytesProblems(limits),
    ...bodyTimeoutProblems(bodyTimeoutMs),
  ]);
  return { ...processing, ...limits, appSecrets, verifyTokens, bodyTimeoutMs };
}

type Limits = Record<'maxBodyBytes' | 'maxInFlight' | 'maxUnverifiedBodies' | 'maxUnverifiedBytes', number>;

function resolveLimits({ maxBodyBytes = 3 * mebibyte, ...options }: WebhookHandlerOptions): Limits {
  const { maxInFlight = 100, maxUnverifiedBodies = 500 } = options;
  const { maxUnverifiedBytes = Math.max(64 * mebibyte, maxBodyBytes) } = options;
  return { maxBodyBytes, maxInFlight, maxUnverifiedBodies, maxUnverifiedBytes };
}

/** The same for a part of the library that delivers events without receiving them. @throws InvalidInputError */
export function resolveProcessingOptions(options: WebhookProcessingOptions): ProcessingSettings {
  const settings = processingDefaults(options);
  refuse('webhook processing', processingProblems(settings));
  return settings;
}

function processingDefaults(options: WebhookProcessingOptions): ProcessingSettings {
  const { client, phoneNumberIds, fallback, conversation, groupConversation, idKey, media, observer } = options;
  const { log = consoleLog } = options;
  return {
    client,
    taskQueue: options.taskQueue ?? 'whatsapp',
    phoneNumberIds,
    fallback,
    routes: options.routes ?? [],
    log,
    deadlineMs: options.deadlineMs ?? 5_000,
    maxConcurrentSignals: options.maxConcurrentSignals ?? 50,
    deadLetterRetentionMs: options.deadLetterRetentionMs ?? defaultDeadLetterRetentionMs,
    ...defined({ conversation, groupConversation, idKey, media, storeMediaWithin: storeMediaWithin(options) }),
    ...defined({ observer: observer && guardObserver(observer, log) }),
  };
}

/** How long a file is tried. Undefined where files are not stored. */
function storeMediaWithin({ storeMedia = false }: WebhookProcessingOptions): DurationInput | undefined {
  if (storeMedia === false) return undefined;
  const { within = '1 day' } = storeMedia === true ? {} : storeMedia;
  return within;
}

function refuse(what: string, problems: InputProblem[]): void {
  if (problems.length > 0) throw new InvalidInputError(what, problems);
}

function processingProblems(settings: ProcessingSettings): InputProblem[] {
  const { client, taskQueue, idKey, deadlineMs, maxConcurrentSignals, deadLetterRetentionMs } = settings;
  const problems = [...phoneNumberProblems(settings.phoneNumberIds), ...routeProblems(settings)];
  if (!taskQueue) problems.push({ path: 'taskQueue', message: 'must name the task queue of the conversations' });
  if (!client) problems.push({ path: 'client', message: 'must be a Client of @temporalio/client' });
  for (const path of ['conversation', 'groupConversation'] as const) {
    const message = findChoiceProblem(settings[path]);
    if (message !== undefined) problems.push({ path, message });
  }
  if (idKey !== undefined && (typeof idKey !== 'string' || idKey.length < minIdKeyLength)) {
    problems.push({ path: 'idKey', message: `must be a string of at least ${minIdKeyLength} characters` });
  }
  problems.push(...storingProblems(settings));
  return [...problems, ...wholeNumberProblems({ deadlineMs, maxConcurrentSignals, deadLetterRetentionMs })];
}

function storingProblems({ storeMediaWithin: within, media }: ProcessingSettings): InputProblem[] {
  const problems: InputProblem[] = [];
  if (within !== undefined && !durationSchema.safeParse(within).success) {
    const message = 'must be a duration above zero such as "2 hours", or a number of milliseconds';
    problems.push({ path: 'storeMedia.within', message, value: String(within) });
  }
  if (media !== undefined && typeof media?.create !== 'function') {
    problems.push({ path: 'media', message: 'must be a media store, as createMediaStore() makes one' });
  }
  return problems;
}

/** Any number at all is a choice to be made, not one to fall into. */
function phoneNumberProblems(ids: readonly string[] | 'any' | undefined): InputProblem[] {
  const path = 'phoneNumberIds';
  if (ids === 'any') return [];
  if (!Array.isArray(ids) || ids.length === 0) {
    return [{ path, message: "must list the ids of your business numbers, or be 'any' to take every number" }];
  }
  return ids.flatMap((id: unknown, index) => {
    if (isPhoneNumberId(id)) return [];
    return [
      { path: `${path}.${index}`, message: 'must be a phone number id: 5 to 20 digits, as text', value: String(id) },
    ];
  });
}

function routeProblems({ routes, fallback }: ProcessingSettings): InputProblem[] {
  const problems: InputProblem[] = [];
  if (!Array.isArray(routes) || routes.some((route) => typeof route !== 'function')) {
    problems.push({ path: 'routes', message: 'must be a list of functions' });
  }
  if (fallback !== 'dead-letter' && fallback !== 'ignore' && typeof fallback !== 'function') {
    const message = "must be chosen: 'dead-letter' keeps events that no route takes, 'ignore' forgets them, or a route";
    problems.push({ path: 'fallback', message });
  }
  return problems;
}

/** Everybody could post events to a receiver without a secret or with an empty one: such a receiver cannot be made. */
function secretProblems(path: string, values: readonly string[] | undefined, what: string): InputProblem[] {
  if (!Array.isArray(values) || values.length === 0) return [{ path, message: `must hold at least one: ${what}` }];
  return values.flatMap((value: unknown, index) => {
    if (typeof value === 'string' && value !== '' && value.trim() === value) return [];
    return [{ path: `${path}.${index}`, message: 'must be a string, not empty, without white space around it' }];
  });
}

function unverifiedBytesProblems({ maxBodyBytes, maxUnverifiedBytes }: Limits): InputProblem[] {
  if (!(maxUnverifiedBytes < maxBodyBytes)) return [];
  const message = `must be at least maxBodyBytes, which is ${maxBodyBytes}: no such body could arrive`;
  return [{ path: 'maxUnverifiedBytes', message, value: String(maxUnverifiedBytes) }];
}

function bodyTimeoutProblems(bodyTimeoutMs: number): InputProblem[] {
  if (Number.isSafeInteger(bodyTimeoutMs) && bodyTimeoutMs >= 1 && bodyTimeoutMs <= maxBodyTimeoutMs) return [];
  const message = `must be a whole number of milliseconds from 1 to ${maxBodyTimeoutMs}`;
  return [{ path: 'bodyTimeoutMs', message, value: String(bodyTimeoutMs) }];
}

/** A problem for each number, by its option's name, that is no whole number above 0. */
export function wholeNumberProblems(numbers: Record<string, number>): InputProblem[] {
  return Object.entries(numbers)
    .filter(([, value]) => !Number.isSafeInteger(value) || value < 1)
    .map(([path, value]) => ({ path, message: 'must be a whole number above 0', value: String(value) }));
}
