/** `temporal-whatsapp worker` */
import { realpathSync } from 'node:fs';
import { Command } from 'commander';
import { attemptTimeoutMs } from '../common/attempt-timeout.js';
import { loadConfig } from '../environment/config.js';
import { findConversation } from './code/find-conversation.js';
import { loadActivities } from './code/load-activities.js';
import { addCodeOptions, type CodeFlags } from './code/options.js';
import type { CommandIo } from './io.js';
import { addVariables, environmentFrom, temporalEnvironment } from './variables.js';

export function workerCommand(io: CommandIo): Command {
  const command = addCodeOptions(new Command('worker')).description(
    'Runs the worker: executes the workflows and the calls to Meta, sends from a task queue of their own. Any number of them can run. ' +
      `Ends on SIGINT or SIGTERM, after up to ${attemptTimeoutMs / 1000} seconds for requests that have begun.`,
  );
  return addVariables(command, {
    ...temporalEnvironment,
    TEMPORAL_DEPLOYMENT_NAME: 'deployment of a versioned worker, together with TEMPORAL_WORKER_BUILD_ID',
    WHATSAPP_ACCESS_TOKEN: "access token of your Meta app; or WHATSAPP_ACCESS_TOKEN_<NAME> for a number's own",
    WHATSAPP_CREDENTIALS_FILE: 'instead: a JSON file with tokens and secrets',
    'WHATSAPP_SECRET_<NAME>': 'secrets that inputs name, such as PINs',
    WHATSAPP_GRAPH_URL: 'Graph API, or an emulator of it (default: https://graph.facebook.com)',
    WHATSAPP_MEDIA_DIR: 'folder of media files (default: ./media)',
    WHATSAPP_S3_LOCATION: 'instead, for new files: s3://bucket/prefix/; needs the AWS SDK, and AWS_ variables',
    WHATSAPP_S3_ENDPOINT: "server of the bucket, beside Amazon's; also WHATSAPP_S3_REGION, WHATSAPP_S3_PATH_STYLE",
    WHATSAPP_ID_KEY: "the receiver's, if it has one: conversations are found by it",
    WHATSAPP_CONSENT_FILE: 'file of what users say about messages, for one worker alone (default: none)',
    WHATSAPP_CONSENT_POSTGRES_URL: 'instead: a PostgreSQL database; needs the package pg',
  }).action(async (flags: CodeFlags) => {
    const config = loadConfig(environmentFrom(io.env, flags), 'worker');
    const { workflows, activities } = flags;
    const own = activities === undefined ? undefined : await loadActivities(activities);
    // Which of several conversations users talk to is the receiver's to know.
    if (config.webhook.conversation) await findConversation(flags, config);
    // The native worker is loaded by those who need it only.
    const { runWorker } = await import('../worker-process.js');
    // The bundler finds no entry behind a link.
    await runWorker(config, { workflowsPath: workflows && realpathSync(workflows), activities: own });
  });
}
