/** `temporal-whatsapp webhook` */
import { Client, Connection } from '@temporalio/client';
import { Command } from 'commander';
import { pino } from 'pino';
import { connectionFailure, loadConfig } from '../config.js';
import { startWebhookServer } from '../webhook/index.js';
import type { CommandIo } from './io.js';
import { environmentHelp, parsePort, temporalEnvironment } from './options.js';

export function webhookCommand(io: CommandIo): Command {
  return new Command('webhook')
    .description(
      'Runs the webhook receiver: hands what Meta posts to running workflows, and answers 200 only after Temporal has it. ' +
        'Any number of them can run. Ends on SIGINT or SIGTERM.',
    )
    .option(
      '--port <port>',
      'port to listen on, 0 for a free one (default: WHATSAPP_WEBHOOK_PORT, else 3000)',
      parsePort,
    )
    .addHelpText(
      'after',
      environmentHelp({
        ...temporalEnvironment,
        WHATSAPP_APP_SECRET: 'secret of your Meta app, to check signatures; several with commas while it is rotated',
        WHATSAPP_VERIFY_TOKEN: 'the verify token that you enter in the app dashboard; several with commas',
        WHATSAPP_WEBHOOK_HOST: 'address to listen on (default: 0.0.0.0)',
        WHATSAPP_WEBHOOK_PORT: 'port to listen on (default: 3000)',
        WHATSAPP_WEBHOOK_PATH: 'path that Meta posts to (default: /webhook); /healthz and /readyz are for probes',
      }),
    )
    .action(async (options: { port?: number }) => {
      const config = loadConfig(io.env, 'webhook');
      const log = pino({ level: config.logLevel });
      const connection = await Connection.connect(config.temporal.connectionOptions).catch((error: unknown) => {
        throw connectionFailure(config.temporal, error);
      });
      try {
        const client = new Client({ connection, namespace: config.temporal.namespace });
        const { taskQueue } = config;
        const server = await startWebhookServer({ ...config.webhook, ...options, client, taskQueue, log });
        log.info({ url: server.url, taskQueue }, 'webhook ready');
        await io.untilStopped();
        await server.close();
        log.info('webhook stopped');
      } finally {
        await connection.close();
      }
    });
}
