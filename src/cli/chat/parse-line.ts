/** What a line that somebody has typed means. */
import { splitFile, type PhoneFile } from './phone-file.js';

/** Something that the user of the phone does. */
export type ChatAction =
  | { kind: 'text'; text: string }
  | { kind: 'tap'; option: number; message?: number }
  | { kind: 'reply'; message: number; text: string }
  | { kind: 'react'; message: number; emoji: string }
  | { kind: 'location'; latitude: number; longitude: number }
  | ({ kind: 'image' | 'file' } & PhoneFile)
  | { kind: 'help' }
  | { kind: 'quit' };

/** A line that means nothing: what is wrong with it. */
export interface ChatProblem {
  kind: 'problem';
  problem: string;
}

interface ChatCommand {
  usage: string;
  does: string;
  pattern: RegExp;
  read(found: Readonly<Record<string, string | undefined>>): ChatAction;
}

const tap: Pick<ChatCommand, 'pattern' | 'read'> = {
  pattern: /^(?<option>\d+)(?:\s+(?:on\s+)?#?(?<message>\d+))?$/,
  read: ({ option, message }) => ({
    kind: 'tap',
    option: Number(option),
    ...(message !== undefined && { message: Number(message) }),
  }),
};

const fileAndCaption: Pick<ChatCommand, 'pattern'> = { pattern: /^(?<line>\S.*)$/s };

const commands: Readonly<Record<string, ChatCommand>> = {
  tap: {
    ...tap,
    usage: '/tap N [MESSAGE]',
    does: 'taps button N of the latest message with options, or of another one',
  },
  list: { ...tap, usage: '/list N [MESSAGE]', does: 'picks row N of a list, in the same way' },
  reply: {
    usage: '/reply MESSAGE TEXT',
    does: 'writes, and quotes a message',
    pattern: /^#?(?<message>\d+)\s+(?<text>\S.*)$/s,
    read: ({ message, text = '' }) => ({ kind: 'reply', message: Number(message), text }),
  },
  react: {
    usage: '/react MESSAGE [EMOJI]',
    does: 'reacts to a message; without an emoji it takes the reaction back',
    pattern: /^#?(?<message>\d+)(?:\s+(?<emoji>\S+))?$/,
    read: ({ message, emoji = '' }) => ({ kind: 'react', message: Number(message), emoji }),
  },
  location: {
    usage: '/location LATITUDE,LONGITUDE',
    does: 'shares a place, such as /location 52.52,13.4',
    pattern: /^(?<latitude>-?\d+(?:\.\d+)?)\s*,\s*(?<longitude>-?\d+(?:\.\d+)?)$/,
    read: ({ latitude, longitude }) => ({
      kind: 'location',
      latitude: Number(latitude),
      longitude: Number(longitude),
    }),
  },
  image: {
    ...fileAndCaption,
    usage: '/image FILE [CAPTION]',
    does: 'sends an image',
    read: ({ line = '' }) => ({ kind: 'image', ...splitFile(line) }),
  },
  file: {
    ...fileAndCaption,
    usage: '/file FILE [CAPTION]',
    does: 'sends an image, a video, a sound, a sticker or a document, by its name',
    read: ({ line = '' }) => ({ kind: 'file', ...splitFile(line) }),
  },
  help: { usage: '/help', does: 'shows this', pattern: /^$/, read: () => ({ kind: 'help' }) },
  quit: { usage: '/quit', does: 'ends, as Ctrl+C does', pattern: /^$/, read: () => ({ kind: 'quit' }) },
};

/** One line for each command, in two columns. */
export const chatHelp: readonly string[] = [
  ['TEXT', 'writes it; a text that begins with a slash gets one more: //like this'] as const,
  ...Object.values(commands).map(({ usage, does }) => [usage, does] as const),
].map(([usage, does]) => `  ${usage.padEnd(30)}${does}`);

/** Reads a line. @returns undefined for an empty one */
export function parseLine(line: string): ChatAction | ChatProblem | undefined {
  const text = line.trim();
  if (text === '') return undefined;
  if (!text.startsWith('/') || text.startsWith('//')) return { kind: 'text', text: text.replace(/^\/\//, '/') };
  const [, name = '', rest = ''] = /^\/(\S*)\s*(.*)$/s.exec(text) ?? [];
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    return { kind: 'problem', problem: `There is no command /${name}. /help shows those that there are.` };
  }
  const found = command.pattern.exec(rest);
  if (found === null) return { kind: 'problem', problem: `/${name} is written so: ${command.usage}` };
  return command.read(found.groups ?? {});
}
