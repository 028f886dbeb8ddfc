/**
 * The configuration of the processes: the only reader of the process's environment. Everything that is wrong is reported at once.
 *
 * An empty variable counts as not set, so that compose files can pass optional ones through.
 */
import { readFileSync } from 'node:fs';
import { loadClientConnectConfig, type ClientConnectConfig } from '@temporalio/envconfig';
import { z } from 'zod';
import { phoneNumberIdSchema } from './common/graph-ids.js';
import { sendTaskQueue } from './common/task-queues.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The processes that have requirements of their own. */
export type ProcessName = 'worker' | 'webhook';

export interface ConfigProblem {
  variable: string;
  /** What is wrong, with the value unless it may be a secret, and what to set. */
  message: string;
}

/** The environment does not make a configuration. The message lists every problem. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  readonly problems: readonly ConfigProblem[];
  constructor(problems: readonly ConfigProblem[]) {
    const lines = problems.map(({ variable, message }) => `  - ${variable} ${message}`);
    const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
    super(`The configuration has ${count}:\n${lines.join('\n')}\n.env.example shows every variable.`);
    this.problems = problems;
  }
}

/** Below the 45 seconds that one attempt of an activity may take: else the engine gives up on requests that still run. */
const maxRequestTimeoutMs = 40_000;

/** Temporal's limit is 1000; the queue of the sends has a longer name. */
const maxTaskQueue = 1000 - sendTaskQueue('').length;

/** With the five seconds that a stopping receiver adds, below the 30 seconds after which orchestrators kill. */
const maxWebhookDeadlineMs = 20_000;

const minIdKeyLength = 16;
const whatPhoneNumberIdsAre =
  'the ids of your business numbers (5 to 20 digits each, several with commas; not the phone numbers), or any to take every number';
const msPerDay = 24 * 60 * 60 * 1000;

const trueOrFalse = z.enum(['true', 'false'], 'must be true or false').transform((value) => value === 'true');
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);
const phoneNumberIds = list.transform((ids, context): string[] | 'any' => {
  if (ids.length === 1 && ids[0] === 'any') return 'any';
  if (!ids.every((id) => phoneNumberIdSchema.safeParse(id).success)) {
    context.addIssue(`must be ${whatPhoneNumberIdsAre}`);
  }
  return [...new Set(ids)];
});
const wholeNumber = (min: number, max: number, what: string): z.ZodType<number> =>
  z
    .string()
    .regex(/^\d+$/, `must be ${what}`)
    .transform(Number)
    .pipe(z.number().min(min, `must be ${what}`).max(max, `must be ${what}`));
const graphUrl = z.string().refine((value) => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.search === '';
}, 'must be an http(s) URL without user name and query, such as https://graph.facebook.com');
const logLevel = z.enum(
  ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
  'must be one of trace, debug, info, warn, error, fatal, silent',
);

const variables = z.object({
  WHATSAPP_TASK_QUEUE: z.string().max(maxTaskQueue, `must be at most ${maxTaskQueue} characters`).default('whatsapp'),
  WHATSAPP_GRAPH_URL: graphUrl.optional(),
  WHATSAPP_GRAPH_VERSION: z
    .string()
    .regex(/^v\d+\.\d+$/, 'must be a version such as v25.0')
    .optional(),
  WHATSAPP_REQUEST_TIMEOUT_MS: wholeNumber(
    1_000,
    maxRequestTimeoutMs,
    `a whole number of milliseconds from 1000 to ${maxRequestTimeoutMs}`,
  ).optional(),
  WHATSAPP_ACCESS_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'must be a token without spaces: copy it again')
    .optional(),
  WHATSAPP_CREDENTIALS_FILE: z.string().optional(),
  WHATSAPP_APP_SECRET: list.default([]),
  WHATSAPP_VERIFY_TOKEN: list.default([]),
  WHATSAPP_MEDIA_DIR: z.string().default('./media'),
  WHATSAPP_ALLOW_PRIVATE_MEDIA: trueOrFalse.default(false),
  WHATSAPP_WEBHOOK_HOST: z.string().default('0.0.0.0'),
  WHATSAPP_WEBHOOK_PORT: wholeNumber(0, 65_535, 'a port from 0 (any free one) to 65535').default(3000),
  WHATSAPP_WEBHOOK_PATH: z
    .string()
    .regex(/^\/[^\s?#]*$/, 'must be a path that begins with "/", such as /webhook')
    .default('/webhook'),
  WHATSAPP_PHONE_NUMBER_IDS: phoneNumberIds.default([]),
  WHATSAPP_WEBHOOK_FALLBACK: z.enum(['dead-letter', 'ignore'], 'must be dead-letter or ignore').default('dead-letter'),
  WHATSAPP_ID_KEY: z
    .string()
    .min(
      minIdKeyLength,
      `must be at least ${minIdKeyLength} characters, such as the output of: openssl rand -base64 32`,
    )
    .optional(),
  WHATSAPP_DEAD_LETTER_DAYS: wholeNumber(1, 365, 'a whole number of days from 1 to 365').default(30),
  WHATSAPP_WEBHOOK_MAX_IN_FLIGHT: wholeNumber(1, 10_000, 'a whole number from 1 to 10000').default(100),
  WHATSAPP_WEBHOOK_DEADLINE_MS: wholeNumber(
    100,
    maxWebhookDeadlineMs,
    `a whole number of milliseconds from 100 to ${maxWebhookDeadlineMs}`,
  ).default(5_000),
  WHATSAPP_METRICS_PORT: wholeNumber(0, 65_535, 'a port from 0 (any free one) to 65535').optional(),
  WHATSAPP_LOG_LEVEL: logLevel.default('info'),
});

/** What `@temporalio/envconfig` and `src/devserver` read. Their values are checked there, or below where they contradict. */
const temporalVariables = [
  ...['TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE', 'TEMPORAL_API_KEY', 'TEMPORAL_TLS', 'TEMPORAL_TLS_SERVER_NAME'],
  ...['TEMPORAL_TLS_CLIENT_CERT_PATH', 'TEMPORAL_TLS_CLIENT_CERT_DATA', 'TEMPORAL_TLS_CLIENT_KEY_PATH'],
  ...['TEMPORAL_TLS_CLIENT_KEY_DATA', 'TEMPORAL_TLS_SERVER_CA_CERT_PATH', 'TEMPORAL_TLS_SERVER_CA_CERT_DATA'],
  ...['TEMPORAL_CONFIG_FILE', 'TEMPORAL_PROFILE', 'TEMPORAL_CLI_PATH', 'TEMPORAL_TEST_SERVER_PATH'],
];
/** Families of variables; `<NAME>` stands for capitals, digits and "_". */
const families = [
  'WHATSAPP_ACCESS_TOKEN_<NAME>',
  'WHATSAPP_APP_SECRET_<NAME>',
  'WHATSAPP_SECRET_<NAME>',
  'TEMPORAL_GRPC_META_<NAME>',
];

/** Every variable and family that is read. */
export const configVariables: readonly string[] = [...Object.keys(variables.shape), ...temporalVariables, ...families];

const mayBeSecret = /TOKEN|SECRET|KEY|GRPC_META/;

type Values = z.output<typeof variables>;

export interface Config {
  temporal: { connectionOptions: ClientConnectConfig['connectionOptions']; namespace: string };
  taskQueue: string;
  /** The activity task queue of the sends. */
  sendTaskQueue: string;
  /** What is absent has the Graph client's own default. */
  graph: { baseUrl?: string; version?: string; requestTimeoutMs?: number };
  credentials: {
    /** Named credentials and secrets of the environment, by variable. */
    environment: Readonly<Record<string, string>>;
    /** A JSON file with credentials and secrets. */
    file?: string;
  };
  media: { directory: string; allowPrivateNetworks: boolean };
  /** Options of the receiver, under their names there. */
  webhook: {
    host: string;
    port: number;
    path: string;
    appSecrets: string[];
    verifyTokens: string[];
    /** Empty when not set, which no receiver takes. */
    phoneNumberIds: string[] | 'any';
    fallback: 'dead-letter' | 'ignore';
    idKey?: string;
    deadLetterRetentionMs: number;
    maxInFlight: number;
    deadlineMs: number;
    metrics?: { port: number };
  };
  logLevel: z.output<typeof logLevel>;
}

/** The process's own environment, for what is not configuration: finding programs, starting others. */
export function processEnvironment(): Environment {
  return process.env;
}

/**
 * @param processName adds what this process cannot do without
 * @throws ConfigError that lists every problem
 */
export function loadConfig(env: Environment = processEnvironment(), processName?: ProcessName): Config {
  const given = withoutEmpty(env);
  const parsed = variables.safeParse(given);
  const problems = [...problemsOf(parsed.error, given), ...contradictions(given), ...missing(given, processName)];
  const temporal = loadTemporal(given, problems);
  if (!parsed.success || temporal === undefined || problems.length > 0) throw new ConfigError(problems);
  return toConfig(parsed.data, given, temporal);
}

/** What to tell somebody whose process cannot reach Temporal. */
export function connectionFailure({ connectionOptions, namespace }: Config['temporal'], cause: unknown): Error {
  const { address = 'localhost:7233' } = connectionOptions;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new Error(
    `Temporal at ${address} (namespace ${namespace}) cannot be reached: ${reason}. ` +
      'Start it, or correct TEMPORAL_ADDRESS, TEMPORAL_API_KEY and the TEMPORAL_TLS_ variables.',
    { cause },
  );
}

function toConfig(values: Values, given: Record<string, string>, temporal: Config['temporal']): Config {
  const {
    WHATSAPP_GRAPH_URL: baseUrl,
    WHATSAPP_GRAPH_VERSION: version,
    WHATSAPP_REQUEST_TIMEOUT_MS: requestTimeoutMs,
  } = values;
  const file = values.WHATSAPP_CREDENTIALS_FILE;
  return {
    temporal,
    taskQueue: values.WHATSAPP_TASK_QUEUE,
    sendTaskQueue: sendTaskQueue(values.WHATSAPP_TASK_QUEUE),
    graph: {
      ...(baseUrl !== undefined && { baseUrl }),
      ...(version !== undefined && { version }),
      ...(requestTimeoutMs !== undefined && { requestTimeoutMs }),
    },
    credentials: { environment: credentialEnvironment(values, given), ...(file !== undefined && { file }) },
    media: { directory: values.WHATSAPP_MEDIA_DIR, allowPrivateNetworks: values.WHATSAPP_ALLOW_PRIVATE_MEDIA },
    webhook: webhookConfig(values),
    logLevel: values.WHATSAPP_LOG_LEVEL,
  };
}

function webhookConfig(values: Values): Config['webhook'] {
  const { WHATSAPP_ID_KEY: idKey, WHATSAPP_METRICS_PORT: metricsPort } = values;
  return {
    host: values.WHATSAPP_WEBHOOK_HOST,
    port: values.WHATSAPP_WEBHOOK_PORT,
    path: values.WHATSAPP_WEBHOOK_PATH,
    appSecrets: values.WHATSAPP_APP_SECRET,
    verifyTokens: values.WHATSAPP_VERIFY_TOKEN,
    phoneNumberIds: values.WHATSAPP_PHONE_NUMBER_IDS,
    fallback: values.WHATSAPP_WEBHOOK_FALLBACK,
    ...(idKey !== undefined && { idKey }),
    deadLetterRetentionMs: values.WHATSAPP_DEAD_LETTER_DAYS * msPerDay,
    maxInFlight: values.WHATSAPP_WEBHOOK_MAX_IN_FLIGHT,
    deadlineMs: values.WHATSAPP_WEBHOOK_DEADLINE_MS,
    ...(metricsPort !== undefined && { metrics: { port: metricsPort } }),
  };
}

/** Of several app secrets the first one is the current one, with which requests are signed. */
function credentialEnvironment(values: Values, given: Record<string, string>): Record<string, string> {
  const named = Object.entries(given).filter(([name]) => /^WHATSAPP_(ACCESS_TOKEN|APP_SECRET_|SECRET_)/.test(name));
  const [appSecret] = values.WHATSAPP_APP_SECRET;
  return { ...Object.fromEntries(named), ...(appSecret !== undefined && { WHATSAPP_APP_SECRET: appSecret }) };
}

function withoutEmpty(env: Environment): Record<string, string> {
  const set = (entry: [string, string | undefined]): entry is [string, string] =>
    // An empty header variable has a meaning: it removes the header that a profile sets.
    entry[1] !== undefined && (entry[1].trim() !== '' || entry[0].startsWith('TEMPORAL_GRPC_META_'));
  return Object.fromEntries(Object.entries(env).filter(set));
}

function problemsOf(error: z.ZodError | undefined, given: Record<string, string>): ConfigProblem[] {
  return (error?.issues ?? []).map(({ path: [name], message }) => {
    const variable = String(name);
    const value = given[variable] ?? '';
    // A URL can hold a password.
    const secret = mayBeSecret.test(variable) || value.includes('@');
    return { variable, message: secret ? message : `${message}, but is ${JSON.stringify(value)}` };
  });
}

function contradictions(given: Record<string, string>): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const file = given['WHATSAPP_CREDENTIALS_FILE'];
  const tokens = Object.keys(given).filter((name) => name.startsWith('WHATSAPP_ACCESS_TOKEN'));
  if (file !== undefined && tokens.length > 0) {
    problems.push({
      variable: 'WHATSAPP_CREDENTIALS_FILE',
      message: `must not be set together with ${tokens.join(', ')}: keep one of them`,
    });
  }
  if (file !== undefined) problems.push(...unreadable(file));
  const { WHATSAPP_METRICS_PORT: metricsPort, WHATSAPP_WEBHOOK_PORT: webhookPort = '3000' } = given;
  if (metricsPort !== undefined && Number(metricsPort) !== 0 && Number(metricsPort) === Number(webhookPort)) {
    problems.push({
      variable: 'WHATSAPP_METRICS_PORT',
      message: `must be another port than the receiver's, but both are ${metricsPort}`,
    });
  }
  if (given['TEMPORAL_API_KEY'] !== undefined && given['TEMPORAL_TLS'] === 'false') {
    problems.push({
      variable: 'TEMPORAL_TLS',
      message: 'must not be false while TEMPORAL_API_KEY is set: the key would travel unencrypted',
    });
  }
  const tls = (part: string): boolean =>
    [`${part}_PATH`, `${part}_DATA`].some((end) => given[`TEMPORAL_TLS_CLIENT_${end}`] !== undefined);
  if (tls('CERT') !== tls('KEY')) {
    const [has, lacks] = tls('CERT') ? ['certificate', 'KEY'] : ['key', 'CERT'];
    problems.push({
      variable: `TEMPORAL_TLS_CLIENT_${lacks}_PATH`,
      message: `must be set: there is a client ${has} without it`,
    });
  }
  return problems;
}

/** A broken file would otherwise be found by the first message of the day. */
function unreadable(file: string): ConfigProblem[] {
  const problem = (message: string): ConfigProblem[] => [{ variable: 'WHATSAPP_CREDENTIALS_FILE', message }];
  try {
    JSON.parse(readFileSync(file, 'utf8'));
    return [];
  } catch (error) {
    // The parser's message would quote the file.
    if (error instanceof SyntaxError) return problem(`must name a JSON file, but ${file} is not JSON`);
    return problem(
      `must name a readable file, but ${file} is not (${(error as NodeJS.ErrnoException).code ?? 'unreadable'})`,
    );
  }
}

function missing(given: Record<string, string>, processName: ProcessName | undefined): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const names = Object.keys(given);
  if (processName === 'worker' && !names.some((name) => /^WHATSAPP_(ACCESS_TOKEN|CREDENTIALS_FILE$)/.test(name))) {
    problems.push({
      variable: 'WHATSAPP_ACCESS_TOKEN',
      message:
        'must be set to an access token of your app, or WHATSAPP_CREDENTIALS_FILE to a JSON file with credentials',
    });
  }
  if (processName === 'webhook') {
    const needed = {
      WHATSAPP_APP_SECRET:
        "must be set to the app secret of your Meta app (several with commas): it proves that a webhook is Meta's",
      WHATSAPP_VERIFY_TOKEN: 'must be set to the string that you enter as verify token in the app dashboard',
      WHATSAPP_PHONE_NUMBER_IDS: `must be set to ${whatPhoneNumberIdsAre}`,
    };
    for (const [variable, message] of Object.entries(needed)) {
      if (given[variable] === undefined || /^[\s,]*$/.test(given[variable])) problems.push({ variable, message });
    }
  }
  return problems;
}

function loadTemporal(given: Record<string, string>, problems: ConfigProblem[]): Config['temporal'] | undefined {
  try {
    const { connectionOptions, namespace = 'default' } = loadClientConnectConfig({ overrideEnvVars: given });
    return { connectionOptions, namespace };
  } catch (error) {
    const variable = given['TEMPORAL_PROFILE'] === undefined ? 'TEMPORAL_CONFIG_FILE' : 'TEMPORAL_PROFILE';
    problems.push({ variable, message: `or a TEMPORAL_TLS_ variable cannot be used: ${(error as Error).message}` });
    return undefined;
  }
}
