/** The `.env` of a session: what a worker and a receiver of one's own need to meet Temporal and the emulator. */
import { createHash } from 'node:crypto';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { describeError } from '../../common/describe-error.js';
import type { Environment } from '../../environment/config.js';
import type { TemporalServer } from '../../devserver/server.js';
import type { EmulatorInfo } from '../../emulator/index.js';

/** What the variables are made of. */
export interface WrittenEnvironment {
  info: EmulatorInfo;
  temporal: Pick<TemporalServer, 'address' | 'namespace'>;
  taskQueue: string;
  /** The address to which the emulator posts. */
  webhookUrl: string;
  /** The environment of the command: what it says beside all that is passed on. */
  env: Environment;
}

const mark = '# Made by "temporal-whatsapp dev".';
const origin = '# Its Graph API is the emulator of that command: nothing that reads this file reaches Meta.';

/** Variables that are passed on as they are, where they are set: both sides have to have the same. */
const passedOn = [
  'WHATSAPP_GRAPH_VERSION',
  'WHATSAPP_CONVERSATION_WORKFLOW',
  'WHATSAPP_GROUP_CONVERSATION_WORKFLOW',
  'WHATSAPP_STORE_MEDIA',
  'WHATSAPP_ID_KEY',
  'WHATSAPP_MEDIA_DIR',
  'WHATSAPP_S3_LOCATION',
  'WHATSAPP_S3_ENDPOINT',
  'WHATSAPP_S3_REGION',
  'WHATSAPP_S3_PATH_STYLE',
];

/** Secrets: what the session made of them is shown, what somebody set is not. */
const secrets = ['WHATSAPP_ACCESS_TOKEN', 'WHATSAPP_APP_SECRET', 'WHATSAPP_VERIFY_TOKEN', 'WHATSAPP_ID_KEY'];

/** The file. The Graph API in it is the emulator's, so nothing that reads it reaches Meta. */
export function environmentText(written: WrittenEnvironment): string {
  const lines = Object.entries(listValues(written)).map(([name, value]) => `${name}=${quoted(value)}`);
  return [mark, origin, digestLine(lines), ...lines, ''].join('\n');
}

/** The same for eyes: a secret that somebody set is named, and not shown. */
export function shownEnvironment(written: WrittenEnvironment): string {
  const lines = Object.entries(listValues(written)).map(([name, value]) =>
    secrets.includes(name) && written.env[name] ? `# ${name} is the one that is set.` : `${name}=${quoted(value)}`,
  );
  return [mark, origin, ...lines, ''].join('\n');
}

/**
 * Writes the file, readable for its owner only, in place of one of an earlier session. Lines that somebody has added to
 * that one are kept, unless this session sets their variable.
 *
 * @throws Error when there is a file that somebody else wrote, or whose lines of `dev` were changed
 */
export async function writeEnvironment(file: string, text: string): Promise<void> {
  try {
    const before = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      return '';
    });
    if (before.trim() !== '' && !isUntouched(before)) {
      const whose = before.startsWith(mark) ? 'and changed since "dev" made it' : 'and not made by "dev"';
      throw new Error(`the file is there, ${whose}: name another one, or move it away`);
    }
    await writeFile(file, `${text}${addedLines(before, text)}`, { mode: 0o600 });
    // One that was there keeps its mode.
    await chmod(file, 0o600);
  } catch (cause) {
    throw new Error(`--write-env ${file}: ${describeError(cause)}`, { cause });
  }
}

/** What of an earlier file is not of `dev`, as lines for the end of the next one. */
function addedLines(before: string, text: string): string {
  const made = new Set(text.split('\n').map(findVariable));
  const [, , , ...lines] = before.split('\n');
  return lines
    .filter(
      (line) => line.trim() !== '' && !isOfEveryFile(line) && !(findVariable(line) && made.has(findVariable(line))),
    )
    .map((line) => `${line}\n`)
    .join('');
}

/** The name of the variable that a line sets. */
function findVariable(line: string): string | undefined {
  return /^\s*(?:export\s+)?(\w+)\s*=/.exec(line)?.[1];
}

function listValues({ info, temporal, taskQueue, webhookUrl, env }: WrittenEnvironment): Record<string, string> {
  const { hostname, port, pathname } = new URL(webhookUrl);
  return {
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    WHATSAPP_TASK_QUEUE: taskQueue,
    WHATSAPP_GRAPH_URL: info.graphUrl,
    WHATSAPP_ACCESS_TOKEN: info.accessToken,
    WHATSAPP_APP_SECRET: info.appSecret,
    WHATSAPP_VERIFY_TOKEN: info.verifyToken,
    WHATSAPP_PHONE_NUMBER_IDS: env['WHATSAPP_PHONE_NUMBER_IDS'] || info.phoneNumberId,
    WHATSAPP_WEBHOOK_HOST: hostname,
    WHATSAPP_WEBHOOK_PORT: port,
    WHATSAPP_WEBHOOK_PATH: pathname,
    ...Object.fromEntries(passedOn.flatMap((name) => (env[name] ? [[name, env[name]]] : []))),
  };
}

/** Variables that every file has. What it has besides is passed on, or was added. */
const alwaysSet = [
  'TEMPORAL_ADDRESS',
  'TEMPORAL_NAMESPACE',
  'WHATSAPP_TASK_QUEUE',
  'WHATSAPP_GRAPH_URL',
  'WHATSAPP_ACCESS_TOKEN',
  'WHATSAPP_APP_SECRET',
  'WHATSAPP_VERIFY_TOKEN',
  'WHATSAPP_PHONE_NUMBER_IDS',
  'WHATSAPP_WEBHOOK_HOST',
  'WHATSAPP_WEBHOOK_PORT',
  'WHATSAPP_WEBHOOK_PATH',
];

function isOfEveryFile(line: string): boolean {
  return alwaysSet.includes(findVariable(line) ?? '');
}

/** Tells a later session whether somebody has changed what every file has. */
function digestLine(lines: readonly string[]): string {
  const text = lines.filter(isOfEveryFile).join('\n');
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return `# A later one replaces its lines, unless they were changed (${digest}), and keeps what was added.`;
}

function isUntouched(text: string): boolean {
  const [first, , digest, ...lines] = text.split('\n');
  return first === mark && digest === digestLine(lines);
}

/** A value with "#", a quote or white space needs quotes. */
function quoted(value: string): string {
  if (!/[\s#'"`\\]/.test(value)) return value;
  const quote = ["'", '"', '`'].find((candidate) => !value.includes(candidate)) ?? "'";
  return `${quote}${value}${quote}`;
}
