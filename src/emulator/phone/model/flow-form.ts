/** The form of a flow: its fields by name, as far as they are known, and the answer as JSON. */
import type { ReceivedView } from '../../phone-views.js';
import type { FlowAction } from './messages/card.js';
import { isMembers, member, text, type Members } from './members.js';

export interface FlowField {
  name: string;
  value: string;
  kind: 'text' | 'number' | 'checkbox';
}

/**
 * The fields of a flow: what its first screen is filled with, and what was answered to the same flow before. A flow
 * names its fields nowhere else.
 *
 * @param earlier the answers to this flow, latest last
 */
export function flowFields({ data }: FlowAction, earlier: readonly Members[]): FlowField[] {
  const known = Object.assign({}, ...earlier, data) as Members;
  return Object.entries(known)
    .filter(([name]) => name !== 'flow_token')
    .map(([name, value]) => toField(name, value));
}

function toField(name: string, value: unknown): FlowField {
  if (typeof value === 'boolean') return { name, value: String(value), kind: 'checkbox' };
  if (typeof value === 'number') return { name, value: String(value), kind: 'number' };
  return { name, value: typeof value === 'string' ? value : JSON.stringify(value), kind: 'text' };
}

/** The answers to flows, latest last, by the message that each answers. */
export function flowAnswers(received: readonly ReceivedView[]): { messageId: string; answer: Members }[] {
  return received.flatMap(({ message }) => {
    const reply = member(member(message, 'interactive'), 'nfm_reply');
    const messageId = text(member(message, 'context'), 'id');
    const answer = parseAnswer(text(reply, 'response_json') ?? '');
    return messageId === undefined || typeof answer === 'string' ? [] : [{ messageId, answer }];
  });
}

/** The answer that fields make. */
export function fieldsAnswer(fields: readonly FlowField[]): Record<string, unknown> {
  const filled = fields.filter(({ name }) => name !== '');
  return Object.fromEntries(filled.map(({ name, value, kind }) => [name, fieldValue(kind, value)]));
}

function fieldValue(kind: FlowField['kind'], value: string): unknown {
  if (kind === 'checkbox') return value === 'true';
  if (kind === 'number' && value !== '' && Number.isFinite(Number(value))) return Number(value);
  return value;
}

/** The answer that was typed as JSON; a text that says what is wrong with it. */
export function parseAnswer(json: string): Members | string {
  try {
    const parsed: unknown = JSON.parse(json);
    return isMembers(parsed) ? parsed : 'The answer must be a JSON object, such as { "seats": 2 }.';
  } catch (error) {
    return `This is no JSON: ${(error as Error).message}.`;
  }
}
