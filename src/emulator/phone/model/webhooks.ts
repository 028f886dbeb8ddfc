/** What a webhook is about, in one line. */
import { isMembers, member, members, text, type Members } from './members.js';

/** One line for each event in the body of a webhook; the body itself where it cannot be read. */
export function webhookLines(body: string): string[] {
  const parsed = parse(body);
  const lines = members(parsed, 'entry')
    .flatMap((entry) => members(entry, 'changes'))
    .flatMap(changeLines);
  return lines.length > 0 ? lines : [body.slice(0, 100)];
}

function changeLines(change: Members): string[] {
  const value = member(change, 'value');
  const messages = members(value, 'messages').map((message) => `message · ${messageText(message)}`);
  const statuses = members(value, 'statuses').map(statusLine);
  const lines = [...messages, ...statuses];
  return lines.length > 0 ? lines : [text(change, 'field') ?? 'change'];
}

function messageText(message: Members): string {
  const type = text(message, 'type') ?? '';
  const content = member(message, type);
  const reply = member(content, text(content, 'type') ?? '');
  const words = text(content, 'body') ?? text(reply, 'title') ?? text(content, 'text') ?? text(content, 'emoji');
  return words === undefined ? type : `${type} “${words.slice(0, 60)}”`;
}

function statusLine(status: Members): string {
  const [error] = members(status, 'errors');
  const code = text(error, 'code');
  return `status · ${text(status, 'status') ?? ''}${code === undefined ? '' : ` ${code}`}`;
}

/** The body for reading. */
export function prettyBody(body: string): string {
  const parsed = parse(body);
  return parsed === undefined ? body : JSON.stringify(parsed, undefined, 2);
}

function parse(body: string): unknown {
  try {
    const parsed: unknown = JSON.parse(body);
    return isMembers(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
