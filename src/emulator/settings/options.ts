/** How an emulator is set up, and what a client needs to know of it. */
import { InvalidInputError } from '../../common/failures.js';
import { defined } from '../../common/schema/defined.js';
import { IdSource } from '../meta/id-source.js';
import { parseAllowedHost } from './allowed-hosts.js';
import { behaviorFrom, behaviorKeys, type Behavior, type EmulatorBehavior } from './behavior.js';
import type { TemporalSide } from './temporal-side.js';
import type { TimeSkippingEnvironment } from './time-skipping.js';

/** Status of a message template. Only one that is `APPROVED` can be sent. */
export type TemplateStatus = 'APPROVED' | 'PENDING' | 'REJECTED' | 'PAUSED' | 'DISABLED';

/** How an emulator is set up. The members of `EmulatorBehavior` can be changed later, with `configure()`. */
export interface GraphEmulatorOptions extends EmulatorBehavior {
  /** Address to listen on. @default '127.0.0.1' */
  host?: string;
  /**
   * More host names by which the control API and the phone page may be reached, beside localhost and the address that
   * a connection came to. `.example.com` allows every name below it; a port says nothing. The Graph
   * routes answer under any name.
   *
   * @default []
   */
  allowedHosts?: readonly string[];
  /** Port to listen on; 0 takes a free one. @default 0 */
  port?: number;
  /** Accepts template names and media, message, flow and catalog ids that it does not know. @default false */
  anyId?: boolean;
  /** URL that webhooks of the first app are posted to. @default nowhere, until `setWebhookUrl()` */
  webhookUrl?: string;
  /** The access token in `info`. @default a new random token */
  accessToken?: string;
  /**
   * Life of access tokens from when they are set or added, in milliseconds; then they get error 190. @default they do
   * not expire
   */
  accessTokenTtlMs?: number;
  /** Secret of the first app: signs its webhooks and checks `appsecret_proof`. @default a new random secret */
  appSecret?: string;
  /** Value of `hub.verify_token` in the challenge of the first app's webhook URL. @default a new random string */
  verifyToken?: string;
  /** Id of the number that is registered from the start. @default '106540352242922' */
  phoneNumberId?: string;
  /** Id of the business account. @default a new random id */
  wabaId?: string;
  /** Id of the first app. @default a new random id */
  appId?: string;
  /** Flow ids and names that exist, without `anyId`. @default [] */
  flows?: readonly string[];
  /** Catalog ids that exist, without `anyId`. @default [] */
  catalogs?: readonly string[];
  /** Status of a template right after its creation. @default 'APPROVED' */
  templateStatus?: TemplateStatus;
  /**
   * Life of a media URL, in milliseconds.
   *
   * @default 300_000, as at Meta
   * @see "Media" https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media (read 2026-11)
   */
  mediaUrlTtlMs?: number;
  /**
   * What media URLs begin with, such as `http://localhost:4010`: at Meta they are on another host than the API. The
   * emulator has to be reached there. @default the address by which the client has come
   */
  mediaBaseUrl?: string;
  /** How many verification codes a number may request per hour. Meta does not publish its limit. @default 10 */
  codeRequestLimit?: number;
  /** How many wrong guesses of one verification code are allowed. Meta does not publish its limit. @default 10 */
  codeGuessLimit?: number;
  /** Pause before the first redelivery of a webhook, in milliseconds; it doubles each time. @default 1000 */
  webhookRetryDelayMs?: number;
  /** Longest pause before a redelivery, in milliseconds. Meta does not publish its own. @default 14_400_000, 4 hours */
  webhookRetryMaxDelayMs?: number;
  /**
   * Longest sum of the pauses of one webhook, in milliseconds; then it is given up. `timeScale` shortens the three
   * kinds of pauses.
   *
   * @default 604_800_000, 7 days, as at Meta
   * @see "Webhooks" https://developers.facebook.com/docs/whatsapp/cloud-api/guides/set-up-webhooks (read 2026-11)
   */
  webhookRetryForMs?: number;
  /** Most attempts for one webhook, the first included. @default no limit */
  webhookMaxAttempts?: number;
  /** How long the receiver may take to answer, in milliseconds. @default 10_000 */
  webhookTimeoutMs?: number;
  /**
   * A whole number. With the same seed, the same sequence of requests gets the same ids of messages, files, templates
   * and so on. The credentials are the same, too. A reset begins anew. Times and ids of traces are others.
   *
   * @default other ids each time
   */
  seed?: number;
  /**
   * A file that the state is read from at the start, if it is there, and saved to at the end and by `saveState()`. It
   * holds credentials, so that only its owner may read it. One emulator at a time uses it. @default none
   */
  stateFile?: string;
  /**
   * How many requests, messages of each direction, webhooks, files, users and open service windows are kept, of each so
   * many; the oldest go first. So many webhooks wait for a redelivery; the oldest is given up. `docs/emulator.md` has
   * what that takes of memory.
   *
   * @default 100_000
   */
  recordLimit?: number;
  /**
   * The `TestWorkflowEnvironment` of a test that skips time. Its time stands still from the acceptance of a message
   * until the receiver has accepted the statuses, for up to 10 seconds.
   *
   * @default none
   */
  timeSkipping?: TimeSkippingEnvironment;
  /** The time in Unix milliseconds. Expiries and limits follow it; delays do not. @default Date.now */
  clock?: () => number;
  /** Lets so many milliseconds pass, for `clock` and for Temporal. @default none: time is real */
  passTime?: (ms: number) => Promise<void>;
  /** Tells the phone page what Temporal does. @default none: the page shows the phone alone */
  temporalSide?: TemporalSide;
}

/** Address, ids and secrets that a client and a webhook receiver need to talk to the emulator. */
export interface EmulatorInfo {
  /** Base URL without a version, in place of `https://graph.facebook.com`. */
  graphUrl: string;
  /** Access token that is good for every number. */
  accessToken: string;
  /** Id of the number that is registered from the start. */
  phoneNumberId: string;
  /** Id of the business account. */
  wabaId: string;
  /** Id of the business portfolio that owns the account. */
  businessId: string;
  /** Id of the first app. */
  appId: string;
  /** Secret by which the first app's webhooks are signed. */
  appSecret: string;
  /** What a receiver of the first app's webhooks has to know to pass the challenge. */
  verifyToken: string;
}

type Optional = 'seed' | 'stateFile' | 'webhookUrl' | 'mediaBaseUrl' | 'timeSkipping' | 'passTime' | 'temporalSide';
type Defaulted = Required<Omit<GraphEmulatorOptions, Optional | keyof EmulatorBehavior>>;
/**
 * The options with their defaults.
 *
 * @internal
 */
export type EmulatorSettings = Defaulted &
  Pick<GraphEmulatorOptions, Optional> & {
    /** The behavior at the start and after a reset. */
    behavior: Behavior;
    /** The source of ids. */
    ids: IdSource;
  };

/**
 * @throws InvalidInputError when an option is wrong.
 *
 * @internal
 */
export function settingsFrom(options: GraphEmulatorOptions): EmulatorSettings {
  const given = Object.entries(defined(options));
  const isBehavior = ([key]: [string, unknown]): boolean => behaviorKeys.includes(key);
  const settings = Object.fromEntries(given.filter((entry) => !isBehavior(entry)));
  const behavior = behaviorFrom(Object.fromEntries(given.filter(isBehavior)), 'GraphEmulator.start');
  requireHosts(options.allowedHosts);
  requireWhole('seed', options.seed, Number.MIN_SAFE_INTEGER);
  requireWhole('recordLimit', options.recordLimit, 1);
  const ids = new IdSource(options.seed);
  return { ...fixedDefaults, ...credentials(ids), ...settings, behavior, ids };
}

/** An entry that no `Host` can match would lock its name out without a word. */
function requireHosts(hosts: readonly string[] = []): void {
  const entries = hosts.map((value, index) => ({ value, path: `allowedHosts.${index}` }));
  const message =
    'must be a host name without a scheme, such as emulator, emulator:4010 or .example.com for all below it';
  const problems = entries.filter(({ value }) => parseAllowedHost(value) === undefined);
  if (problems.length === 0) return;
  throw new InvalidInputError(
    'GraphEmulator.start',
    problems.map((problem) => ({ ...problem, message })),
  );
}

function requireWhole(name: string, value: number | undefined, least: number): void {
  if (value === undefined || (Number.isSafeInteger(value) && value >= least)) return;
  const from = least > 0 ? ` from ${least} on` : '';
  const problem = { path: name, message: `must be a whole number${from}`, value: String(value) };
  throw new InvalidInputError('GraphEmulator.start', [problem]);
}

const fixedDefaults = {
  host: '127.0.0.1',
  allowedHosts: [],
  port: 0,
  anyId: false,
  accessTokenTtlMs: Infinity,
  phoneNumberId: '106540352242922',
  flows: [],
  catalogs: [],
  templateStatus: 'APPROVED',
  mediaUrlTtlMs: 300_000,
  codeRequestLimit: 10,
  codeGuessLimit: 10,
  webhookRetryDelayMs: 1000,
  webhookRetryMaxDelayMs: 4 * 3_600_000,
  webhookRetryForMs: 7 * 86_400_000,
  webhookMaxAttempts: Infinity,
  webhookTimeoutMs: 10_000,
  recordLimit: 100_000,
  clock: Date.now,
} as const;

/** Ids and secrets that are others for each emulator, or each seed. */
function credentials(ids: IdSource): Omit<Defaulted, keyof typeof fixedDefaults> {
  return {
    accessToken: ids.accessToken('first access token'),
    appSecret: ids.bytes('first app secret', 16).toString('hex'),
    verifyToken: ids.bytes('first verify token', 12).toString('base64url'),
    wabaId: ids.objectId('first account'),
    appId: ids.objectId('first app'),
  };
}
