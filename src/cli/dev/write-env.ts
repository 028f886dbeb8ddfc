/** The `.env` of a session: what a worker and a receiver of one's own need to meet Temporal and the emulator. */
import { readFile, writeFile } from 'node:fs/promises';
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

/** Variables that are passed on as they are: both sides have to have the same. */
const passedOn = ['WHATSAPP_GRAPH_VERSION', 'WHATSAPP_CONVERSATION_WORKFLOW', 'WHATSAPP_ID_KEY', 'WHATSAPP_MEDIA_DIR'];

/** The lines of the file. The Graph API in it is the emulator's, so nothing that reads it reaches Meta. */
export function environmentText({ info, temporal, taskQueue, webhookUrl, env }: WrittenEnvironment): string {
  const { hostname, port, pathname } = new URL(webhookUrl);
  const values = {
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
  const head = [mark, '# Its Graph API is the emulator of that command: nothing that reads this file reaches Meta.'];
  return [...head, ...Object.entries(values).map(([name, value]) => `${name}=${quoted(value)}`), ''].join('\n');
}

/**
 * Writes the file, readable for its owner only, in place of one of an earlier session.
 *
 * @throws Error when there is a file that somebody else wrote
 */
export async function writeEnvironment(file: string, text: string): Promise<void> {
  const before = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  });
  if (before !== undefined && before.trim() !== '' && !before.startsWith(mark)) {
    throw new Error(`--write-env ${file}: the file is there, and not made by "dev": name another one, or move it away`);
  }
  await writeFile(file, text, { mode: 0o600 });
}

/** A value with "#", a quote or white space needs quotes. */
function quoted(value: string | undefined): string {
  if (value === undefined || !/[\s#'"`\\]/.test(value)) return value ?? '';
  const quote = ["'", '"', '`'].find((candidate) => !value.includes(candidate)) ?? "'";
  return `${quote}${value}${quote}`;
}
