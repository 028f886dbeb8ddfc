/** `temporal-whatsapp webhook` */
import { Client, Connection } from '@temporalio/client';
import { Command } from 'commander';
import { pino, type DestinationStream, type Logger } from 'pino';
import { defined } from '../common/schema/defined.js';
import { receiverMedia } from '../configured-media.js';
import { ConfigError, connectionFailure, loadConfig, type Config } from '../environment/config.js';
import { startWebhookServer, type WebhookMetricsSource, type WebhookServerOptions } from '../webhook/index.js';
import { loadRoutes, refuseUnreadStoring, type LoadedRoutes } from './code/load-routes.js';
import { addCodeOptions, type CodeFlags } from './code/options.js';
import { findConversation } from './code/find-conversation.js';
import type { CommandIo } from './io.js';
import { parsePort } from './options.js';
import { addVariables, environmentFrom, temporalEnvironment } from './variables.js';

export function webhookCommand(io: CommandIo): Command {
  const command = addCodeOptions(new Command('webhook'))
    .description(
      'Runs the webhook receiver: hands what Meta posts to running workflows, and answers 200 only after Temporal has it. ' +
        'Any number of them can run. Ends on SIGINT or SIGTERM, after what it has accepted.',
    )
    .option(
      '--port <port>',
      'port to listen on, 0 for a free one (default: WHATSAPP_WEBHOOK_PORT, else 3000)',
      parsePort,
    );
  return addVariables(command, {
    ...temporalEnvironment,
    WHATSAPP_APP_SECRET: 'secret of your Meta app, to check signatures; several with commas while it is rotated',
    WHATSAPP_VERIFY_TOKEN: 'the verify token that you enter in the app dashboard; several with commas',
    WHATSAPP_PHONE_NUMBER_IDS: 'ids of your business numbers with commas, or any; others become dead letters',
    WHATSAPP_WEBHOOK_HOST: 'address to listen on (default: 0.0.0.0)',
    WHATSAPP_WEBHOOK_PORT: 'port to listen on (default: 3000)',
    WHATSAPP_WEBHOOK_PATH: 'path that Meta posts to (default: /webhook); /healthz and /readyz are for probes',
    WHATSAPP_WEBHOOK_FALLBACK: 'events that nobody waits for: dead-letter (default) or ignore',
    WHATSAPP_WEBHOOK_DEADLINE_MS: 'time for Temporal to accept a POST, else 503 (default: 5000)',
    WHATSAPP_WEBHOOK_MAX_IN_FLIGHT: 'POSTs under way, more are answered 503 (default: 100)',
    WHATSAPP_DEAD_LETTER_DAYS: 'how long dead letters are kept (default: 30)',
    WHATSAPP_STORE_MEDIA: 'true has files of messages stored that --routes take (default: false)',
    WHATSAPP_S3_LOCATION: "the worker's bucket, if it has one, for events that are too large for a signal",
    WHATSAPP_CONVERSATION_WORKFLOW: "workflow of conversations: shop, or shop@its-task-queue (default: the library's)",
    WHATSAPP_GROUP_CONVERSATION_WORKFLOW: "workflow of the conversations with groups (default: the library's)",
    WHATSAPP_ID_KEY: 'key that hides user ids in workflow ids (default: none)',
    WHATSAPP_METRICS_PORT: 'port of /metrics for Prometheus (default: off)',
  }).action(async (flags: CodeFlags & { port?: number }) => {
    const config = loadConfig(environmentFrom(io.env, flags), 'webhook');
    const { port, routes: file } = flags;
    refuseUnreadStoring(file, config);
    const routes = file === undefined ? {} : await loadRoutes(file);
    const conversation = await findConversation(flags, config);
    const log = createReceiverLog(config.logLevel);
    const source = config.webhook.metrics && (await processMetrics());
    const connection = await Connection.connect(config.temporal.connectionOptions).catch((error: unknown) => {
      throw connectionFailure(config.temporal, error);
    });
    try {
      const client = new Client({ connection, namespace: config.temporal.namespace });
      const media = receiverMedia(config);
      const options = { ...routes, ...defined({ port, conversation, media }) };
      await runServer(client, { ...config, source }, options, log, io);
    } finally {
      await connection.close();
    }
  });
}

async function runServer(
  client: Client,
  { webhook, taskQueue, source }: Config & { source: WebhookMetricsSource | undefined },
  options: Partial<LoadedRoutes> & Pick<WebhookServerOptions, 'port' | 'conversation' | 'media'>,
  log: Logger,
  io: CommandIo,
): Promise<void> {
  const { metrics, ...receiver } = webhook;
  const server = await startWebhookServer({
    ...receiver,
    ...options,
    client,
    taskQueue,
    log,
    ...(metrics && source && { metrics: { ...metrics, source } }),
  }).catch((error: unknown) => {
    throw namePortSettings(error);
  });
  log.info({ url: server.url, metricsUrl: server.metricsUrl ?? 'off', taskQueue }, 'webhook ready');
  await io.untilStopped();
  log.info({}, 'webhook stops');
  await server.close();
  log.info({}, 'webhook stopped');
}

/** Says where the port comes from, when it cannot be listened on. */
function namePortSettings(error: unknown): unknown {
  if (!(error instanceof Error) || !error.message.includes('cannot listen')) return error;
  const settings = error.message.startsWith('metrics') ? 'WHATSAPP_METRICS_PORT' : '--port or WHATSAPP_WEBHOOK_PORT';
  return new Error(`${error.message}: ${settings} sets it`, { cause: error });
}

/** The receiver's metrics, beside those of the process itself. prom-client is loaded only for who wants them. */
async function processMetrics(): Promise<WebhookMetricsSource> {
  try {
    const { collectDefaultMetrics, Registry } = await import('prom-client');
    const { createWebhookMetrics } = await import('../webhook/observe/metrics.js');
    const register = new Registry();
    collectDefaultMetrics({ register });
    return createWebhookMetrics({ register });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    const message = 'is set, and metrics need the package prom-client: npm install prom-client';
    throw new ConfigError([{ variable: 'WHATSAPP_METRICS_PORT', message }]);
  }
}

/**
 * What could hold content, a person's id or a secret. No line of the receiver has it; this is for the one that should
 * not.
 */
const personal = [
  'body',
  'rawBody',
  'raw',
  'text',
  'headers',
  'query',
  'webhook',
  'user',
  'contacts',
  'messages',
  'statuses',
  'from',
  'to',
  'phone',
  'waId',
  'wa_id',
  'userId',
  'user_id',
  'userKey',
  'conversationKeys',
  'movedToKey',
  'name',
  'username',
  'profile',
  'recipient_id',
  'display_phone_number',
  'callbackData',
  'idKey',
  'appSecrets',
  'verifyTokens',
  'accessToken',
  'authorization',
];

/** The same one level down, only where it is likeliest: each such path costs a microsecond a line. */
const personalBelow = ['raw', 'text', 'user', 'from', 'phone', 'waId', 'userId'].map((name) => `*.${name}`);

/** @param destination where the lines go. @default standard output */
export function createReceiverLog(level: Config['logLevel'], destination?: DestinationStream): Logger {
  return pino({ level, redact: { paths: [...personal, ...personalBelow], censor: '[redacted]' } }, destination);
}
