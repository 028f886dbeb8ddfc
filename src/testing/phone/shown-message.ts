/** A message of the business as its user reads it: a text, and what can be tapped. */
import { isRecord } from '../../common/events/json.js';
import { defined } from '../../common/schema/defined.js';
import type { EmulatedMessage } from '../../emulator/index.js';
import { readWireId } from '../../workflows/questions/question.js';
import type { TemplateCatalog } from '../templates.js';

/** Something to tap: a button, a row of a list, or a quick reply of a template. */
export interface ShownOption {
  /** Whether it is a button, a row of a list, or a quick reply of a template. */
  kind: 'button' | 'row' | 'quick-reply';
  /** The label. A quick reply of an unknown template has its key here. */
  title: string;
  /** The key of the option as the question has it. */
  key: string;
  /** The id on the wire, or the payload. */
  id: string;
  /** The second line of a row. */
  description?: string;
}

/** A message on the screen of a phone. */
export interface ShownMessage {
  /** Id of the message: `wamid.…`. */
  id: string;
  /** Kind of the message: `text`, `interactive`, `template`, `image`, … */
  type: string;
  /**
   * What the user reads: the text, or the caption. A template that the test has not described, and everything without
   * words, is a word in brackets, such as `[template basket_kept]` or `[location]`.
   */
  text: string;
  /** What can be tapped. */
  options: ShownOption[];
  /** Time at which it was accepted, in Unix milliseconds. */
  atMs: number;
  /** The message as it was sent, with its statuses. */
  sent: EmulatedMessage;
}

/** What a message has to be: its whole text or its template's name, a part of the text, or whatever a function says. */
export type ExpectedMessage = string | RegExp | ((message: ShownMessage) => boolean);

/** Whether a message is what is expected. */
export function isExpected(message: ShownMessage, expected: ExpectedMessage): boolean {
  if (typeof expected === 'function') return expected(message);
  if (typeof expected === 'string') return expected === message.text || expected === templateName(message.sent);
  return new RegExp(expected.source, expected.flags.replace(/[gy]/g, '')).test(message.text);
}

export function describeExpected(expected: ExpectedMessage): string {
  if (typeof expected === 'function') return 'for which the function is true';
  return typeof expected === 'string' ? JSON.stringify(expected) : String(expected);
}

/** Reads a message that was sent. */
export function readShown(sent: EmulatedMessage, templates: TemplateCatalog): ShownMessage {
  const { id, type, acceptedAtMs: atMs } = sent;
  return { id, type, text: readText(sent, templates), options: readOptions(sent, templates), atMs, sent };
}

/** What the user's phone sends when an option is tapped, as a short form of the emulator. */
export function toReply({ kind, id, title, description }: ShownOption): Record<string, unknown> {
  if (kind === 'button') return { buttonReply: { id, title } };
  if (kind === 'row') return { listReply: { id, title, ...defined({ description }) } };
  return { templateButton: { text: title, payload: id } };
}

type Members = Record<string, unknown>;

function content({ type, body }: EmulatedMessage): Members {
  const member = body[type];
  return isRecord(member) ? member : {};
}

function templateName(sent: EmulatedMessage): unknown {
  return sent.type === 'template' ? content(sent)['name'] : undefined;
}

function readText(sent: EmulatedMessage, templates: TemplateCatalog): string {
  const members = content(sent);
  const { body, caption, emoji } = members;
  if (typeof body === 'string') return body;
  if (isRecord(body) && typeof body['text'] === 'string') return body['text'];
  if (typeof caption === 'string') return caption;
  if (sent.type === 'template') return templates.text(members) ?? `[template ${String(members['name'])}]`;
  return typeof emoji === 'string' ? `[reaction ${emoji}]` : `[${sent.type}]`;
}

function readOptions(sent: EmulatedMessage, templates: TemplateCatalog): ShownOption[] {
  if (sent.type === 'template') return readQuickReplies(content(sent), templates);
  const { action } = content(sent);
  if (!isRecord(action)) return [];
  const buttons = records(action['buttons']).flatMap(({ reply }) => (isRecord(reply) ? toOption('button', reply) : []));
  const rows = records(action['sections']).flatMap((section) => records(section['rows']));
  return [...buttons, ...rows.map((row) => toOption('row', row))];
}

function toOption(kind: ShownOption['kind'], { id, title, description }: Members): ShownOption {
  const onWire = String(id);
  const option = { kind, title: String(title), key: keyFrom(onWire), id: onWire };
  return typeof description === 'string' ? { ...option, description } : option;
}

function readQuickReplies(template: Members, templates: TemplateCatalog): ShownOption[] {
  const labels = templates.quickReplies(template);
  const given = records(template['components']).filter(
    ({ type, sub_type }) => type === 'button' && /^quick_reply$/i.test(String(sub_type)),
  );
  const payloads = new Map(given.map(({ index, parameters }) => [Number(index), payloadIn(parameters)]));
  return [...new Set([...labels.keys(), ...payloads.keys()])].map((index) => {
    // A button without a payload comes back with its label.
    const id = payloads.get(index) ?? labels.get(index) ?? String(index);
    return { kind: 'quick-reply', title: labels.get(index) ?? keyFrom(id), key: keyFrom(id), id };
  });
}

function payloadIn(parameters: unknown): string | undefined {
  const payload = records(parameters).find(({ type }) => type === 'payload')?.['payload'];
  return typeof payload === 'string' ? payload : undefined;
}

/** A question of a conversation has the id of its wait before the key. */
function keyFrom(id: string): string {
  return readWireId(id)?.key ?? id;
}

function records(value: unknown): Members[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
