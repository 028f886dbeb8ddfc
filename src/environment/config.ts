/**
 * The configuration of the processes. Everything that is wrong is reported at once.
 *
 * An empty variable counts as not set, so that compose files can pass optional ones through.
 */
import { loadClientConnectConfig, type ClientConnectConfig } from '@temporalio/envconfig';
import type { z } from 'zod';
import { defined } from '../common/schema/defined.js';
import { sendTaskQueue } from '../common/ids/task-queues.js';
import { ConfigError, type ConfigProblem, type Environment } from './config-error.js';
import { credentialsFileProblem, malformedValues } from './malformed-values.js';
import { processEnvironment } from './process-environment.js';
import { mayBeSecret, variables, whatPhoneNumberIdsAre, type Values } from './variables.js';

export { ConfigError, type Environment } from './config-error.js';

/** The processes that have requirements of their own. */
export type ProcessName = 'worker' | 'webhook';

const msPerDay = 24 * 60 * 60 * 1000;

/** What the environment says, checked and with defaults. */
export interface Config {
  /** How to reach Temporal. */
  temporal: { connectionOptions: ClientConnectConfig['connectionOptions']; namespace: string };
  /** The task queue of workflows and activities. */
  taskQueue: string;
  /** The activity task queue of the sends. */
  sendTaskQueue: string;
  /** The version of the worker. Absent: workers have no versions. */
  deploymentVersion?: { deploymentName: string; buildId: string };
  /** How to reach Meta. What is absent has the Graph client's own default. */
  graph: { baseUrl?: string; version?: string; requestTimeoutMs?: number };
  /** The places of access tokens and secrets. */
  credentials: CredentialsConfig;
  /** The folder of files, and what else can be read. */
  media: { directory: string; allowPrivateNetworks: boolean; s3?: S3Config };
  /** The store of what users say about messages: a file or a database. Absent: none. */
  consent?: ConsentConfig;
  /** Options of the receiver, under their names there. */
  webhook: WebhookConfig;
  /** The least level that a process logs. */
  logLevel: Values['WHATSAPP_LOG_LEVEL'];
}

interface CredentialsConfig {
  /** Named credentials and secrets of the environment, by variable. */
  environment: Readonly<Record<string, string>>;
  /** A JSON file with credentials and secrets. */
  file?: string;
}

/** Options of an `S3MediaStore`, under their names there. New files go to the location. */
interface S3Config {
  location: string;
  otherLocations: string[];
  endpoint?: string;
  region?: string;
  forcePathStyle?: boolean;
}

/** One of the two. */
interface ConsentConfig {
  file?: string;
  postgresUrl?: string;
}

interface WebhookConfig {
  host: string;
  port: number;
  path: string;
  appSecrets: string[];
  verifyTokens: string[];
  /** The ids of the business numbers. Empty when they are not set, which no receiver takes. */
  phoneNumberIds: string[] | 'any';
  fallback: 'dead-letter' | 'ignore';
  storeMedia: boolean;
  conversation?: NonNullable<Values['WHATSAPP_CONVERSATION_WORKFLOW']>;
  groupConversation?: NonNullable<Values['WHATSAPP_GROUP_CONVERSATION_WORKFLOW']>;
  idKey?: string;
  deadLetterRetentionMs: number;
  maxInFlight: number;
  deadlineMs: number;
  metrics?: { port: number };
}

/**
 * Reads and checks the configuration.
 *
 * @param processName Adds what this process cannot do without.
 * @throws ConfigError that lists every problem
 */
export function loadConfig(env: Environment = processEnvironment(), processName?: ProcessName): Config {
  const given = withoutEmpty(env);
  const parsed = variables.safeParse(given);
  const problems = [
    ...invalid(parsed.error, given),
    ...malformedValues(given),
    ...contradictions(given),
    ...missing(given, processName),
  ];
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
    ...defined({ deploymentVersion: deploymentVersion(given) }),
    graph: defined({ baseUrl, version, requestTimeoutMs }),
    credentials: { environment: credentialEnvironment(values, given), ...defined({ file }) },
    media: {
      directory: values.WHATSAPP_MEDIA_DIR,
      allowPrivateNetworks: values.WHATSAPP_ALLOW_PRIVATE_MEDIA,
      ...defined({ s3: s3Config(values) }),
    },
    ...defined({ consent: consentConfig(values) }),
    webhook: webhookConfig(values),
    logLevel: values.WHATSAPP_LOG_LEVEL,
  };
}

/** Temporal's Worker Controller sets both variables. */
function deploymentVersion(given: Record<string, string>): Config['deploymentVersion'] {
  const { TEMPORAL_DEPLOYMENT_NAME: deploymentName, TEMPORAL_WORKER_BUILD_ID: buildId } = given;
  return deploymentName === undefined || buildId === undefined ? undefined : { deploymentName, buildId };
}

function s3Config(values: Values): S3Config | undefined {
  const [location, ...otherLocations] = values.WHATSAPP_S3_LOCATION ?? [];
  if (location === undefined) return undefined;
  const { WHATSAPP_S3_ENDPOINT: endpoint, WHATSAPP_S3_REGION: region, WHATSAPP_S3_PATH_STYLE: forcePathStyle } = values;
  return { location, otherLocations, ...defined({ endpoint, region, forcePathStyle }) };
}

function consentConfig(values: Values): ConsentConfig | undefined {
  const { WHATSAPP_CONSENT_FILE: file, WHATSAPP_CONSENT_POSTGRES_URL: postgresUrl } = values;
  return file === undefined && postgresUrl === undefined ? undefined : defined({ file, postgresUrl });
}

function webhookConfig(values: Values): WebhookConfig {
  const { WHATSAPP_ID_KEY: idKey, WHATSAPP_METRICS_PORT: metricsPort } = values;
  const conversation = values.WHATSAPP_CONVERSATION_WORKFLOW;
  const groupConversation = values.WHATSAPP_GROUP_CONVERSATION_WORKFLOW;
  return {
    host: values.WHATSAPP_WEBHOOK_HOST,
    port: values.WHATSAPP_WEBHOOK_PORT,
    path: values.WHATSAPP_WEBHOOK_PATH,
    appSecrets: values.WHATSAPP_APP_SECRET,
    verifyTokens: values.WHATSAPP_VERIFY_TOKEN,
    phoneNumberIds: values.WHATSAPP_PHONE_NUMBER_IDS,
    fallback: values.WHATSAPP_WEBHOOK_FALLBACK,
    storeMedia: values.WHATSAPP_STORE_MEDIA,
    ...defined({ conversation, groupConversation, idKey }),
    deadLetterRetentionMs: values.WHATSAPP_DEAD_LETTER_DAYS * msPerDay,
    maxInFlight: values.WHATSAPP_WEBHOOK_MAX_IN_FLIGHT,
    deadlineMs: values.WHATSAPP_WEBHOOK_DEADLINE_MS,
    ...(metricsPort !== undefined && { metrics: { port: metricsPort } }),
  };
}

/** Credentials by variable. Of several app secrets the first one is the current one, with which requests are signed. */
function credentialEnvironment(values: Values, given: Record<string, string>): Record<string, string> {
  const named = Object.entries(given).filter(([name]) => /^WHATSAPP_(ACCESS_TOKEN|APP_SECRET_|SECRET_)/.test(name));
  const [appSecret] = values.WHATSAPP_APP_SECRET;
  return { ...Object.fromEntries(named), ...defined({ WHATSAPP_APP_SECRET: appSecret }) };
}

function withoutEmpty(env: Environment): Record<string, string> {
  const set = (entry: [string, string | undefined]): entry is [string, string] =>
    // An empty header variable has a meaning: it removes the header that a profile sets.
    entry[1] !== undefined && (entry[1].trim() !== '' || entry[0].startsWith('TEMPORAL_GRPC_META_'));
  return Object.fromEntries(Object.entries(env).filter(set));
}

function invalid(error: z.ZodError | undefined, given: Record<string, string>): ConfigProblem[] {
  return (error?.issues ?? []).map(({ path: [name], message }) => {
    const variable = String(name);
    const value = given[variable] ?? '';
    // A URL can hold a password, or a token.
    const secret = mayBeSecret.test(variable) || /[@?#]/.test(value);
    return { variable, message: secret ? message : `${message}, but is ${JSON.stringify(value)}` };
  });
}

/** Variables that cannot be what they are together. */
function contradictions(given: Record<string, string>): ConfigProblem[] {
  const found = [
    ...fileContradictions(given),
    samePort(given),
    keyWithoutTls(given),
    halfCertificate(given),
    halfVersion(given),
    twoConsentStores(given),
    s3WithoutLocation(given),
  ];
  return found.filter((problem) => problem !== undefined);
}

function fileContradictions(given: Record<string, string>): ConfigProblem[] {
  const { WHATSAPP_CREDENTIALS_FILE: file } = given;
  if (file === undefined) return [];
  const tokens = Object.keys(given).filter((name) => name.startsWith('WHATSAPP_ACCESS_TOKEN'));
  const twice =
    tokens.length === 0 ? undefined : `must not be set together with ${tokens.join(', ')}: keep one of them`;
  const messages = [twice, credentialsFileProblem(file)].filter((message) => message !== undefined);
  return messages.map((message) => ({ variable: 'WHATSAPP_CREDENTIALS_FILE', message }));
}

function samePort(given: Record<string, string>): ConfigProblem | undefined {
  const { WHATSAPP_METRICS_PORT: metricsPort, WHATSAPP_WEBHOOK_PORT: webhookPort = '3000' } = given;
  if (metricsPort === undefined || Number(metricsPort) === 0) return undefined;
  if (Number(metricsPort) !== Number(webhookPort)) return undefined;
  const message = `must be another port than the receiver's, but both are ${metricsPort}`;
  return { variable: 'WHATSAPP_METRICS_PORT', message };
}

function keyWithoutTls(given: Record<string, string>): ConfigProblem | undefined {
  if (given['TEMPORAL_API_KEY'] === undefined || !/^(false|0)$/.test(given['TEMPORAL_TLS'] ?? '')) return undefined;
  const message = 'must not be false while TEMPORAL_API_KEY is set: the key would travel unencrypted';
  return { variable: 'TEMPORAL_TLS', message };
}

function halfCertificate(given: Record<string, string>): ConfigProblem | undefined {
  const has = (part: 'CERT' | 'KEY'): boolean =>
    ['PATH', 'DATA'].some((end) => given[`TEMPORAL_TLS_CLIENT_${part}_${end}`] !== undefined);
  if (has('CERT') === has('KEY')) return undefined;
  const [set, missing] = has('CERT') ? ['certificate', 'KEY'] : ['key', 'CERT'];
  const message = `must be set: there is a client ${set} without it`;
  return { variable: `TEMPORAL_TLS_CLIENT_${missing}_PATH`, message };
}

function halfVersion(given: Record<string, string>): ConfigProblem | undefined {
  const names = ['TEMPORAL_DEPLOYMENT_NAME', 'TEMPORAL_WORKER_BUILD_ID'];
  const [absent, ...others] = names.filter((variable) => given[variable] === undefined);
  if (absent === undefined || others.length > 0) return undefined;
  const present = names.find((variable) => variable !== absent);
  return { variable: absent, message: `must be set together with ${present}: both make the version of the worker` };
}

function twoConsentStores(given: Record<string, string>): ConfigProblem | undefined {
  const { WHATSAPP_CONSENT_FILE: file, WHATSAPP_CONSENT_POSTGRES_URL: url } = given;
  if (file === undefined || url === undefined) return undefined;
  const message = 'must not be set together with WHATSAPP_CONSENT_POSTGRES_URL: keep one of them';
  return { variable: 'WHATSAPP_CONSENT_FILE', message };
}

function s3WithoutLocation(given: Record<string, string>): ConfigProblem | undefined {
  const set = Object.keys(given).find((name) => /^WHATSAPP_S3_(ENDPOINT|REGION|PATH_STYLE)$/.test(name));
  if (set === undefined || given['WHATSAPP_S3_LOCATION'] !== undefined) return undefined;
  return { variable: 'WHATSAPP_S3_LOCATION', message: `must be set together with ${set}: it names the bucket` };
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
    // A certificate that cannot be read has been named, and the message would quote its path.
    if (problems.some(({ variable }) => variable.startsWith('TEMPORAL_TLS_'))) return undefined;
    const variable = given['TEMPORAL_PROFILE'] === undefined ? 'TEMPORAL_CONFIG_FILE' : 'TEMPORAL_PROFILE';
    problems.push({ variable, message: `or a TEMPORAL_TLS_ variable cannot be used: ${(error as Error).message}` });
    return undefined;
  }
}
