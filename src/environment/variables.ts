/** The environment variables of the processes: what each may hold, and what it is when it is not set. */
import { z } from 'zod';
import { attemptTimeoutMs } from '../common/attempt-timeout.js';
import { phoneNumberIdSchema } from '../common/ids/graph-ids.js';
import { defaultGraphVersion } from '../common/graph-version.js';
import { sendTaskQueue } from '../common/ids/task-queues.js';

/** A request ends before the attempt of its activity: else the engine gives up on requests that still run. */
const maxRequestTimeoutMs = attemptTimeoutMs - 5_000;

/** How long the name of a task queue may be. Temporal's limit is 1000, and the queue of the sends has a longer name. */
const maxTaskQueue = 1000 - sendTaskQueue('').length;

/** A stopping receiver adds five seconds, and has to end before the 30 seconds after which orchestrators kill. */
const maxWebhookDeadlineMs = 20_000;

/** The receiver's own limit. */
const minIdKeyLength = 16;

/** What `WHATSAPP_PHONE_NUMBER_IDS` holds, for messages. */
export const whatPhoneNumberIdsAre =
  'the ids of your business numbers (5 to 20 digits each, several with commas; not the phone numbers), or any to take every number';

/** What is wrong with what {@link isToken} refuses. */
export const tokenAdvice = 'must be a token without spaces: copy it again';

/** Whether a token can be sent as a header. */
export function isToken(value: string): boolean {
  return /^[\x21-\x7e]+$/.test(value);
}

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
type ConversationChoice = { workflow: string; taskQueue?: string };

/** A name, or `name@queue`. @returns undefined for anything else */
function readConversationChoice(text: string): ConversationChoice | undefined {
  const [, workflow, taskQueue] = /^([^\s@=,]+)(?:@([^\s@=,]+))?$/.exec(text) ?? [];
  if (workflow === undefined) return undefined;
  return taskQueue === undefined ? { workflow } : { workflow, taskQueue };
}

/** One workflow for all numbers, or one for each of some. */
const conversationChoices = list.transform(
  (items, context): ConversationChoice | Record<string, ConversationChoice> => {
    const [only] = items;
    const one = only !== undefined && items.length === 1 ? readConversationChoice(only) : undefined;
    if (one) return one;
    const entries = items.map((item) => {
      const [, id = '', choice = ''] = /^(\d{5,20})=(.*)$/.exec(item) ?? [];
      return [id, readConversationChoice(choice)] as const;
    });
    if (entries.some(([id, choice]) => id === '' || !choice)) {
      context.addIssue(
        'must be the name of a workflow (shop, or shop@its-task-queue), or one for each number: 106540352242922=shop,…',
      );
    }
    return Object.fromEntries(entries.flatMap(([id, choice]) => (choice ? [[id, choice]] : [])));
  },
);

/** What is wrong with a choice of workflows for conversations; nothing for one that can be used. */
export function conversationProblem(value: string): string | undefined {
  return conversationChoices.safeParse(value).error?.issues[0]?.message;
}

const s3Locations = list.refine(
  (places) => places.length > 0 && places.every((place) => /^s3:\/\/[A-Za-z0-9._-]+(\/[^\s?#]*)?$/.test(place)),
  'must be s3://bucket or s3://bucket/prefix/, several with commas',
);
const wholeNumber = (min: number, max: number, what: string): z.ZodType<number> =>
  z
    .string()
    .regex(/^\d+$/, `must be ${what}`)
    .transform(Number)
    .pipe(z.number().min(min, `must be ${what}`).max(max, `must be ${what}`));
const graphUrl = z
  .string()
  .refine((value) => {
    const url = URL.canParse(value) ? new URL(value) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol)) return false;
    return [url.username, url.password, url.search, url.hash].every((part) => part === '');
  }, 'must be an http(s) URL without user name and query, such as https://graph.facebook.com')
  .refine((value) => !/\/v\d+\.\d+\/*$/.test(value.trim()), 'must have no version: WHATSAPP_GRAPH_VERSION has it');
const postgresUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\/\S+$/, 'must be a URL such as postgresql://user:password@host:5432/database');
const logLevel = z.enum(
  ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
  'must be one of trace, debug, info, warn, error, fatal, silent',
);

/** The library's own variables. A message completes the variable's name to a sentence. */
export const variables = z.object({
  WHATSAPP_TASK_QUEUE: z.string().max(maxTaskQueue, `must be at most ${maxTaskQueue} characters`).default('whatsapp'),
  WHATSAPP_GRAPH_URL: graphUrl.optional(),
  WHATSAPP_GRAPH_VERSION: z
    .string()
    .regex(/^v\d+\.\d+$/, `must be a version such as ${defaultGraphVersion}`)
    .optional(),
  WHATSAPP_REQUEST_TIMEOUT_MS: wholeNumber(
    1_000,
    maxRequestTimeoutMs,
    `a whole number of milliseconds from 1000 to ${maxRequestTimeoutMs}`,
  ).optional(),
  WHATSAPP_ACCESS_TOKEN: z.string().refine(isToken, tokenAdvice).optional(),
  WHATSAPP_CREDENTIALS_FILE: z.string().optional(),
  WHATSAPP_APP_SECRET: list.default([]),
  WHATSAPP_VERIFY_TOKEN: list.default([]),
  WHATSAPP_MEDIA_DIR: z.string().default('./media'),
  WHATSAPP_ALLOW_PRIVATE_MEDIA: trueOrFalse.default(false),
  WHATSAPP_S3_LOCATION: s3Locations.optional(),
  WHATSAPP_S3_ENDPOINT: z
    .string()
    .refine(
      (value) => /^https?:\/\/[^\s@?#]+$/.test(value),
      'must be an http(s) URL, such as https://minio.example:9000',
    )
    .optional(),
  WHATSAPP_S3_REGION: z.string().optional(),
  WHATSAPP_S3_PATH_STYLE: trueOrFalse.optional(),
  WHATSAPP_CONSENT_FILE: z.string().optional(),
  WHATSAPP_CONSENT_POSTGRES_URL: postgresUrl.optional(),
  WHATSAPP_WEBHOOK_HOST: z.string().default('0.0.0.0'),
  WHATSAPP_WEBHOOK_PORT: wholeNumber(0, 65_535, 'a port from 0 (any free one) to 65535').default(3000),
  WHATSAPP_WEBHOOK_PATH: z
    .string()
    .regex(/^\/[^\s?#]*$/, 'must be a path that begins with "/", such as /webhook')
    .regex(/^[^+]*$/, 'must have no "+": Meta turns it into a space, and posts to another path')
    .default('/webhook'),
  WHATSAPP_PHONE_NUMBER_IDS: phoneNumberIds.default([]),
  WHATSAPP_WEBHOOK_FALLBACK: z.enum(['dead-letter', 'ignore'], 'must be dead-letter or ignore').default('dead-letter'),
  WHATSAPP_STORE_MEDIA: trueOrFalse.default(false),
  WHATSAPP_CONVERSATION_WORKFLOW: conversationChoices.optional(),
  WHATSAPP_GROUP_CONVERSATION_WORKFLOW: conversationChoices.optional(),
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

/**
 * What `@temporalio/envconfig` and `src/devserver` read, and the version of the worker. Their values are checked there,
 * or in `config.ts` where they contradict.
 */
const temporalVariables = [
  'TEMPORAL_ADDRESS',
  'TEMPORAL_NAMESPACE',
  'TEMPORAL_API_KEY',
  'TEMPORAL_TLS',
  'TEMPORAL_TLS_SERVER_NAME',
  'TEMPORAL_TLS_CLIENT_CERT_PATH',
  'TEMPORAL_TLS_CLIENT_CERT_DATA',
  'TEMPORAL_TLS_CLIENT_KEY_PATH',
  'TEMPORAL_TLS_CLIENT_KEY_DATA',
  'TEMPORAL_TLS_SERVER_CA_CERT_PATH',
  'TEMPORAL_TLS_SERVER_CA_CERT_DATA',
  'TEMPORAL_CONFIG_FILE',
  'TEMPORAL_PROFILE',
  'TEMPORAL_DEPLOYMENT_NAME',
  'TEMPORAL_WORKER_BUILD_ID',
  'TEMPORAL_CLI_PATH',
  'TEMPORAL_TEST_SERVER_PATH',
  // The way out of the worker, as every program reads it.
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'ALL_PROXY',
  'NO_PROXY',
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

/** Names of variables whose values no message shows. */
export const mayBeSecret = /TOKEN|SECRET|KEY|GRPC_META|POSTGRES_URL/;

/** The values of the library's own variables. */
export type Values = z.output<typeof variables>;
