/** One run of `dev`, and what it tells of itself. */
import { resolve } from 'node:path';
import type { Environment } from '../../environment/config.js';
import type { CommandIo } from '../io.js';
import { environmentText, writeEnvironment, type WrittenEnvironment } from './write-env.js';
import type { DevFlags } from './flags.js';
import { openPhonePage, phonePageUrl } from './phone-page.js';
import type { DevStack } from './stack.js';

export interface DevSession {
  io: CommandIo;
  env: Environment;
  flags: DevFlags;
  stack: DevStack;
  /** Resolves with the signal's name when somebody wants the session to end. */
  stopped: Promise<string>;
}

/** Prints where everything is, a line each. */
export function describe(
  { io, env, flags, stack }: DevSession,
  webhookUrl: string,
  more: Record<string, string> = {},
): void {
  const { temporal, emulator } = stack;
  const { graphUrl, accessToken, phoneNumberId } = emulator.info;
  const lines = {
    'Temporal server': `${temporal.address}, namespace ${temporal.namespace}, version ${temporal.version}`,
    'Temporal UI': temporal.uiUrl ?? 'the one of your server',
    'Graph emulator': graphUrl,
    'Phone number id': phoneNumberId,
    'Access token': env['WHATSAPP_ACCESS_TOKEN'] ? 'the one of WHATSAPP_ACCESS_TOKEN' : accessToken,
    'Webhook receiver': webhookUrl,
    ...more,
    'Phone page': phonePageUrl(emulator),
    ...(flags.db !== undefined && {
      'Kept in': `${resolve(flags.db)}: workflows. What the emulator knows, such as its messages, is gone at the end.`,
    }),
  };
  for (const [name, value] of Object.entries(lines)) io.print(`${name.padEnd(18)}${value}`);
}

/** Writes the `.env` if that is asked for. @returns the file */
export async function writeAskedEnvironment(session: DevSession, webhookUrl: string): Promise<string | undefined> {
  const { writeEnv } = session.flags;
  if (writeEnv === undefined) return undefined;
  const file = (writeEnv as unknown) === true ? '.env' : writeEnv;
  await writeEnvironment(file, environmentText(writtenEnvironment(session, webhookUrl)));
  session.io.print(`Written           ${resolve(file)}: for a worker and a receiver of yours`);
  return file;
}

/** What a worker and a receiver need to meet this session. */
export function writtenEnvironment({ env, stack }: DevSession, webhookUrl: string): WrittenEnvironment {
  const { temporal, taskQueue, emulator } = stack;
  return { info: emulator.info, temporal, taskQueue, webhookUrl, env };
}

/** Opens the phone page, where somebody is who sees it. */
export async function openPage({ io, env, flags, stack }: DevSession): Promise<void> {
  if (!flags.open || !io.isTerminal || env['CI']) return;
  await openPhonePage(stack.emulator).catch(() => io.note('The phone page cannot be opened here: open it yourself.'));
}
