/** `temporal-whatsapp chat` */
import { setTimeout as sleep } from 'node:timers/promises';
import { Command, InvalidArgumentError } from 'commander';
import { userSchema } from '../../common/ids/user-reference.js';
import type { CommandIo } from '../io.js';
import { parseCount, parseUrl } from '../options.js';
import { ChatSession, lookEveryMs } from './chat-session.js';
import { EmulatorLink } from './emulator-link.js';
import { chatHelp, parseLine } from './parse-line.js';
import { openTerminal, type Terminal } from './terminal.js';

const help = `
What is typed:
${chatHelp.join('\n')}

Where the input is no terminal, each line waits for an answer to the one before. Without one, and after a line
that could not be carried out, it says so, and ends with 1:
  printf 'hi\\n/tap 1\\n' | temporal-whatsapp chat --user "+49 170 1234567"`;

interface Flags {
  user: string;
  emulator: string;
  phoneNumberId?: string;
  wait: number;
}

export function chatCommand(io: CommandIo): Command {
  return new Command('chat')
    .description('A phone on the terminal: talks to a bot that runs with an emulator, such as "temporal-whatsapp dev".')
    .option(
      '--user <user>',
      'whose phone it is: a phone number, or a business-scoped user id',
      parseUser,
      '+49 170 1234567',
    )
    .option('--emulator <url>', 'address of the emulator', parseUrl, 'http://127.0.0.1:4010')
    .option('--phone-number-id <id>', 'the business number that the user writes to (default: the first one)')
    .option('--wait <seconds>', 'how long a line of a pipe waits for an answer to the one before', parseCount, 5)
    .addHelpText('after', help)
    .action(async ({ user, emulator, phoneNumberId, wait }: Flags) => {
      const link = new EmulatorLink(emulator);
      const info = await link.info();
      await link.checkUser(user);
      const terminal = openTerminal();
      void io.untilStopped().then(() => terminal.close());
      const number = phoneNumberId ?? info.phoneNumberId;
      const session = new ChatSession({ link, info, user, phoneNumberId: number, show: terminal.show });
      if (terminal.isInteractive)
        terminal.show(`You are ${user}, and write to ${number}. /help shows what you can do.`);
      await session.look();
      await (terminal.isInteractive ? talk(session, terminal) : playLines(session, terminal, wait * 1_000));
    });
}

/** What has the length of a group's id: the emulator knows whether it is one, and who is in it. */
const mayBeGroup = /^[\w+/=-]{20,}$/;

/** @throws InvalidArgumentError */
function parseUser(value: string): string {
  const user = value.trim();
  if (userSchema.safeParse(user).success || mayBeGroup.test(user)) return user;
  throw new InvalidArgumentError('must be a phone number with country code, or a business-scoped user id.');
}

/** What comes is shown while somebody types. */
async function talk(session: ChatSession, terminal: Terminal): Promise<void> {
  const over = new AbortController();
  const watching = watch(session, over.signal).catch((error: unknown) => {
    terminal.show(describe(error));
    terminal.close();
  });
  for await (const line of terminal.lines) {
    const action = parseLine(line);
    if (action?.kind === 'quit') break;
    await act(session, terminal, action);
  }
  over.abort();
  terminal.close();
  await watching;
}

async function watch(session: ChatSession, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await session.look();
    await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined);
  }
}

/**
 * A program does not read what comes before it writes on, so that each line waits for it.
 *
 * @throws Error at the end, when something was not answered, or could not be done
 */
export async function playLines(
  session: Pick<ChatSession, 'messageCount' | 'act' | 'untilAnswered'>,
  terminal: Pick<Terminal, 'lines' | 'show' | 'close'>,
  waitMs: number,
): Promise<void> {
  let unanswered = 0;
  let notDone = 0;
  for await (const line of terminal.lines) {
    const { messageCount } = session;
    terminal.show(`> ${line}`);
    const action = parseLine(line);
    if (action?.kind === 'quit') break;
    const done = await act(session, terminal, action);
    if (done === 'not-done') notDone += 1;
    if (done !== 'written' || (await session.untilAnswered(messageCount, waitMs))) continue;
    unanswered += 1;
    terminal.show(`  (no answer within ${waitMs / 1_000} s)`);
  }
  terminal.close();
  refuse(notDone, unanswered);
}

/** The command's exit code says it, too. */
function refuse(notDone: number, unanswered: number): void {
  const problems = [
    ...(notDone > 0 ? [`${notDone} of the lines could not be carried out`] : []),
    ...(unanswered > 0
      ? [`${unanswered} of the lines had no answer: is there a worker, and does the receiver name its bot?`]
      : []),
  ];
  if (problems.length > 0) throw new Error(problems.join('; '));
}

type Act = Exclude<ReturnType<typeof parseLine>, { kind: 'quit' }>;

/** @returns whether the user has written */
async function act(
  session: Pick<ChatSession, 'act'>,
  terminal: Pick<Terminal, 'show'>,
  action: Act,
): Promise<'written' | 'done' | 'not-done'> {
  if (action === undefined) return 'done';
  try {
    return (await session.act(action)) ? 'written' : 'done';
  } catch (error) {
    terminal.show(describe(error));
    return 'not-done';
  }
}

function describe(error: unknown): string {
  return `  (${error instanceof Error ? error.message : String(error)})`;
}
