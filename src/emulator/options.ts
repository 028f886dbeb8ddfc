/** How an emulator is set up, and what a client needs to know of it. */
import { randomBytes } from 'node:crypto';
import { createObjectId } from './identifiers.js';
import { behaviorFrom, behaviorKeys, type Behavior, type EmulatorBehavior } from './behavior.js';
import type { TemplateStatus } from './state/templates.js';
import type { TimeSkippingEnvironment } from './time-skipping.js';

/** The members of `EmulatorBehavior` can be changed later, with `configure()`. */
export interface GraphEmulatorOptions extends EmulatorBehavior {
  /** @default '127.0.0.1' */
  host?: string;
  /** 0 takes a free port. @default 0 */
  port?: number;
  /** Accepts template names and media, message, flow and catalog ids that it does not know. @default false */
  anyId?: boolean;
  /** Where webhooks are posted. None are sent without it. */
  webhookUrl?: string;
  /** @default a new random token */
  accessToken?: string;
  /** Life of access tokens from when they are set or added, in milliseconds; then they get error 190. @default they do not expire */
  accessTokenTtlMs?: number;
  /** Signs webhooks and checks `appsecret_proof`. @default a new random secret */
  appSecret?: string;
  /** What the challenge of a webhook URL carries as `hub.verify_token`. @default a new random string */
  verifyToken?: string;
  /** Id of the number that is registered from the start. @default '106540352242922' */
  phoneNumberId?: string;
  /** @default a new random id */
  wabaId?: string;
  /** @default a new random id */
  appId?: string;
  /** Flow ids and names that exist, without `anyId`. @default [] */
  flows?: readonly string[];
  /** Catalogue ids that exist, without `anyId`. @default [] */
  catalogs?: readonly string[];
  /** Status of a template right after its creation. @default 'APPROVED' */
  templateStatus?: TemplateStatus;
  /** Life of a media URL, in milliseconds. @default 300_000, as at Meta */
  mediaUrlTtlMs?: number;
  /** Codes that a number may ask for in an hour. Meta does not publish its number. @default 10 */
  codeRequestLimit?: number;
  /** Wrong guesses of one verification code. Meta does not publish its number. @default 10 */
  codeGuessLimit?: number;
  /** Pause before the first redelivery of a webhook, in milliseconds; it doubles each time. `timeScale` shortens it. @default 1000 */
  webhookRetryDelayMs?: number;
  /** Longest pause before a redelivery, in milliseconds. Meta does not publish its own. `timeScale` shortens it. @default 4 hours */
  webhookRetryMaxDelayMs?: number;
  /**
   * A webhook is given up when its pauses would add up to more, in milliseconds. `timeScale` shortens it. @default 7 days, as at Meta
   *
   * @see "Webhooks" https://developers.facebook.com/docs/whatsapp/cloud-api/guides/set-up-webhooks (read 2026-11)
   */
  webhookRetryForMs?: number;
  /** Attempts for one webhook, the first included. @default no limit */
  webhookMaxAttempts?: number;
  /** How long the receiver may take to answer, in milliseconds. @default 10_000 */
  webhookTimeoutMs?: number;
  /** How many requests, messages and webhook deliveries are kept; the oldest go first. @default 100_000 */
  recordLimit?: number;
  /**
   * The `TestWorkflowEnvironment` of a test that skips time. Its time is not skipped from when a message is accepted until
   * the receiver has accepted the statuses, for up to 10 seconds.
   *
   * @default none
   */
  timeSkipping?: TimeSkippingEnvironment;
  /** Milliseconds since the epoch. Expiries and limits follow it; delays do not. @default Date.now */
  clock?: () => number;
}

/** What a client and a receiver need to talk to the emulator. */
export interface EmulatorInfo {
  /** Base URL without a version, in place of `https://graph.facebook.com`. */
  graphUrl: string;
  accessToken: string;
  phoneNumberId: string;
  wabaId: string;
  appId: string;
  appSecret: string;
  verifyToken: string;
}

type Optional = 'webhookUrl' | 'timeSkipping';
type Defaulted = Required<Omit<GraphEmulatorOptions, Optional | keyof EmulatorBehavior>>;
export type EmulatorSettings = Defaulted &
  Pick<GraphEmulatorOptions, Optional> & {
    /** As it is at the start and after a reset. */
    behavior: Behavior;
  };

/** @throws InvalidInputError when a member of the behavior is wrong. */
export function settingsFrom(options: GraphEmulatorOptions): EmulatorSettings {
  const defaults: Defaulted = {
    host: '127.0.0.1',
    port: 0,
    anyId: false,
    accessToken: `EAA${randomBytes(48).toString('base64url')}`,
    accessTokenTtlMs: Infinity,
    appSecret: randomBytes(16).toString('hex'),
    verifyToken: randomBytes(12).toString('base64url'),
    phoneNumberId: '106540352242922',
    wabaId: createObjectId(),
    appId: createObjectId(),
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
  };
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const isBehavior = ([key]: [string, unknown]): boolean => behaviorKeys.includes(key);
  const settings = Object.fromEntries(given.filter((entry) => !isBehavior(entry)));
  const behavior = behaviorFrom(Object.fromEntries(given.filter(isBehavior)), 'GraphEmulator.start');
  return { ...defaults, ...settings, behavior };
}
