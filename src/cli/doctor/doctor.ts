/** `temporal-whatsapp doctor` */
import { Command, InvalidArgumentError } from 'commander';
import { phoneNumberIdSchema } from '../../common/ids/graph-ids.js';
import { ConfigError, loadConfig, type Config, type Environment } from '../../environment/config.js';
import { configuredProviders } from '../../worker-configuration.js';
import { GraphClient } from '../../graph/client.js';
import type { CommandIo } from '../io.js';
import { parseUrl } from '../options.js';
import { addVariables, environmentFrom, temporalEnvironment, type VariableFlags } from '../variables.js';
import { Examination } from './examination.js';
import type { Finding } from './finding.js';
import { checkGraph } from './graph-checks.js';
import { checkCredentials, checkMeta } from './meta-checks.js';
import type { Setup } from './setup.js';
import { checkTemporal } from './temporal-checks.js';
import { checkReceiver } from './webhook-checks.js';

const help = `
It looks at Temporal (server, namespace, workers of both queues, search attributes, rate limits), at Meta (version, clock, token,
permissions, numbers, quality, limits, subscription, webhook URL), and at the receiver, from outside (challenge, signature). It
changes nothing. Each line is ok, a warning or a failure, the last two with what to do. It ends with 1 when something has failed.

Give it the environment of the worker and the receiver together. It shows no token and no secret.

Examples:
  temporal-whatsapp doctor
  temporal-whatsapp doctor --webhook-url https://bot.example.com/webhook --json`;

interface DoctorFlags extends VariableFlags {
  webhookUrl?: string;
  wabaId?: string;
  signedPost?: true;
  timeout: number;
  json?: true;
}

export function doctorCommand(io: CommandIo): Command {
  const command = new Command('doctor')
    .description('Looks for what is wrong with a set-up, and says what to do about it.')
    .option('--webhook-url <url>', 'where Meta is to post webhooks (default: what Meta has)', parseUrl)
    .option('--waba-id <id>', 'id of the business account (default: those that the token names)', parseId)
    .option(
      '--signed-post',
      'also posts a signed status of a message that does not exist; routes of yours that take statuses see it',
    )
    .option('--timeout <seconds>', 'how long one check may take', parseSeconds, 10)
    .option('--json', 'one line of JSON each, for programs')
    .addHelpText('after', help);
  return addVariables(command, {
    ...temporalEnvironment,
    WHATSAPP_ACCESS_TOKEN: 'access token of your Meta app; or WHATSAPP_CREDENTIALS_FILE',
    WHATSAPP_APP_SECRET: 'secret of your Meta app',
    WHATSAPP_VERIFY_TOKEN: 'the verify token that is entered in the app dashboard',
    WHATSAPP_PHONE_NUMBER_IDS: 'ids of your business numbers with commas, or any',
    WHATSAPP_WEBHOOK_PATH: "path of the receiver's webhook (default: /webhook)",
    WHATSAPP_GRAPH_URL: 'Graph API, or an emulator of it (default: https://graph.facebook.com)',
    WHATSAPP_GRAPH_VERSION: 'version of the Graph API',
  }).action(async (flags: DoctorFlags) => {
    const tell = (finding: Finding): void => {
      for (const line of flags.json ? [JSON.stringify(finding)] : describeFinding(finding)) io.print(line);
    };
    const findings = await examine(environmentFrom(io.env, flags), flags, tell);
    const count = (status: Finding['status']): number => findings.filter((one) => one.status === status).length;
    io.note(`${count('ok')} ok, ${count('warning')} warnings, ${count('failure')} failures`);
    if (count('failure') > 0) throw new Error('Something has failed: see what to do above.');
  });
}

async function examine(env: Environment, flags: DoctorFlags, tell: (finding: Finding) => void): Promise<Finding[]> {
  const config = readConfig(env);
  if (config instanceof ConfigError) return config.problems.map((problem) => tellProblem(problem, tell));
  const timeoutMs = flags.timeout * 1000;
  const { webhook, credentials, graph: graphOptions } = config;
  const { baseUrl, version } = graphOptions;
  const graph = new GraphClient({
    ...(baseUrl !== undefined && { baseUrl }),
    ...(version !== undefined && { version }),
  });
  const { webhookUrl, wabaId, signedPost = false } = flags;
  const provider = configuredProviders(config).credentials;
  const setup: Setup = {
    config,
    graph,
    credentials: provider,
    webhookUrl,
    wabaId,
    postsWebhook: signedPost,
    timeoutMs,
  };
  const { apiKey } = config.temporal.connectionOptions;
  const secrets = [
    ...Object.values(credentials.environment),
    ...webhook.appSecrets,
    ...webhook.verifyTokens,
    ...(typeof apiKey === 'string' ? [apiKey] : []),
  ];
  const examination = new Examination({ timeoutMs, secrets, tell });
  try {
    await checkTemporal(examination, setup);
    const answers = await checkGraph(examination, setup);
    // What is missing here is said, whether Meta can be reached or not.
    const tokens = await checkCredentials(examination, setup);
    const urls = answers ? await checkMeta(examination, setup, tokens) : [];
    for (const url of webhookUrl === undefined ? urls : [webhookUrl]) await checkReceiver(examination, setup, url);
  } finally {
    graph.close();
  }
  return examination.findings;
}

function readConfig(env: Environment): Config | ConfigError {
  try {
    return loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}

/** Each problem is a finding, and the only one: nothing else can be looked at. */
function tellProblem(
  { variable, message }: ConfigError['problems'][number],
  tell: (finding: Finding) => void,
): Finding {
  const remedy = `Correct ${variable}; .env.example shows every variable.`;
  const finding: Finding = { check: 'configuration', status: 'failure', message: `${variable} ${message}`, remedy };
  tell(finding);
  return finding;
}

const width = { status: 'failure'.length, check: 'search-attributes'.length };

function describeFinding({ check, status, message, remedy }: Finding): string[] {
  const line = `${status.padEnd(width.status)}  ${check.padEnd(width.check)}  ${message}`;
  return remedy === undefined ? [line] : [line, `${' '.repeat(width.status + width.check + 4)}${remedy}`];
}

function parseSeconds(value: string): number {
  const seconds = /^\d+(\.\d+)?$/.test(value) ? Number(value) : 0;
  if (!(seconds > 0 && seconds <= 300)) throw new InvalidArgumentError('must be seconds above 0, up to 300.');
  return seconds;
}

function parseId(value: string): string {
  if (!phoneNumberIdSchema.safeParse(value).success) throw new InvalidArgumentError('must be an id of 5 to 20 digits.');
  return value;
}
