/** Answers: what a turn says to a question. */
import type { Choosable } from '../../common/messages/interactive/choosable.js';
import type { WireSharedContact } from '../../common/events/types.js';
import type { PreparedQuestion } from './question.js';
import type { IncomingLocation, Tap, Turn } from './turn.js';
import { pageOfKey, readWireId } from './question.js';
import { findByName, plain } from './typed-name.js';

/** The option that the user chose, by a tap or by writing its label, its key or its number. */
export interface ChoiceAnswer<Key extends string = string> {
  /** Tells answers apart. */
  kind: 'choice';
  /** The key of the option. */
  key: Key;
  /** The label of the option. */
  title: string;
}

/** What the user wrote. */
export interface TextAnswer<Value = string> {
  /** Tells answers apart. */
  kind: 'text';
  /** What `parse` made of the text. Without it, the text. */
  value: Value;
  /** The text as the user wrote it. */
  text: string;
}

/** A flow that the user filled in. */
export interface FlowAnswer {
  /** Tells answers apart. */
  kind: 'flow';
  /** What was filled in, as the flow defines it. */
  data: unknown;
}

/** The place that the user sent. */
export interface LocationAnswer {
  /** Tells answers apart. */
  kind: 'location';
  /** The place. */
  location: IncomingLocation;
}

/** The contact cards that the user sent. */
export interface ContactsAnswer {
  /** Tells answers apart. */
  kind: 'contacts';
  /** The cards, as Meta sends them. */
  contacts: WireSharedContact[];
}

/** The answer to a request for the permission to call. */
export interface CallPermissionAnswer {
  /** Tells answers apart. */
  kind: 'callPermission';
  /** Whether the user allows calls. */
  granted: boolean;
  /** The end of the permission, in Unix milliseconds. A permanent one has none. */
  expiresAtMs?: number;
}

/**
 * Why there is no answer.
 *
 * - `timeout`: the user did not answer in time.
 * - `tries`: the user wrote as often as `tries` allows, and never an answer.
 * - `window`: the user has not written for 24 hours, and there is no template for that.
 * - `opted-out`: the user does not want messages.
 * - `ended`: a command ended the question of another workflow.
 */
export type NoAnswerReason = 'timeout' | 'tries' | 'window' | 'opted-out' | 'ended';

/** There is no answer. */
export interface NoAnswer {
  /** Tells answers apart. */
  kind: 'none';
  /** The reason. */
  why: NoAnswerReason;
}

/** The answer that a question wants, by the type of the question. */
export type AnswerTo<Asked, Value = string> = Asked extends { type: 'text' }
  ? TextAnswer<Value>
  : Asked extends { interactive: { type: infer Type } }
    ? Type extends 'button' | 'list'
      ? ChoiceAnswer<KeyOf<Asked>>
      : InteractiveAnswer<Type>
    : ChoiceAnswer | TextAnswer<Value>;

type InteractiveAnswer<Type> = Type extends 'flow'
  ? FlowAnswer
  : Type extends 'location_request_message'
    ? LocationAnswer
    : Type extends 'request_contact_info'
      ? ContactsAnswer
      : CallPermissionAnswer;

type KeyOf<Asked> = Asked extends Choosable<infer Key> ? (Key extends string ? Key : string) : string;

/** Any answer, as it crosses from workflow to workflow. */
export type Answer =
  ChoiceAnswer | TextAnswer<unknown> | FlowAnswer | LocationAnswer | ContactsAnswer | CallPermissionAnswer | NoAnswer;

/** What a text has to be: a function, or the check of a schema library. @returns undefined for "no answer" */
export type ParseText = (text: string) => unknown;

/** What a turn means for a question: an answer, another page, or nothing. */
export type Reading = { answer: Exclude<Answer, NoAnswer> } | { page: number } | undefined;

/** Reads a turn as the answer to a question. */
export function readAnswer(
  question: PreparedQuestion,
  waitId: string,
  turn: Turn,
  parse: ParseText = (text) => text,
): Reading {
  const { kind } = question;
  switch (kind) {
    case 'choice':
      return readChoice(question, waitId, turn, parse);
    case 'flow': {
      const form = turn.messages.findLast((message) => message.form)?.form;
      return form && { answer: { kind, data: form.data } };
    }
    case 'location':
      return turn.location && { answer: { kind, location: turn.location } };
    case 'contacts': {
      const contacts = turn.messages.flatMap((message) => message.contacts ?? []);
      return contacts.length > 0 ? { answer: { kind, contacts } } : undefined;
    }
    case 'callPermission': {
      const permission = turn.messages.findLast((message) => message.callPermission)?.callPermission;
      return permission && { answer: { kind, ...permission } };
    }
    case 'text':
      return readText(turn.text, parse);
  }
}

function readText(text: string, parse: ParseText): Reading {
  if (text.trim() === '') return undefined;
  const value = parse(text);
  return value === undefined ? undefined : { answer: { kind: 'text', value, text } };
}

type Options = PreparedQuestion['options'];

function readChoice(question: PreparedQuestion, waitId: string, turn: Turn, parse: ParseText): Reading {
  const tapped = turn.choice && readTap(question, waitId, turn.choice);
  if (tapped) return tapped;
  const { options } = question;
  const option = findByText(options, turn.text);
  if (option) return choice(option);
  // A template has the labels of its quick replies, which nobody knows here. What is written then is an answer, too.
  return options.some(({ title }) => title === '') ? readText(turn.text, parse) : undefined;
}

function choice({ key, title }: { key: string; title: string }): Reading {
  return { answer: { kind: 'choice', key, title } };
}

function readTap(question: PreparedQuestion, waitId: string, tap: Tap): Reading {
  const read = readWireId(tap.id);
  if (read?.waitId !== waitId) return undefined;
  const option = question.options.find(({ key }) => key === read.key);
  if (option) return choice({ key: option.key, title: option.title || tap.title });
  const page = pageOfKey(read.key, question);
  return page === undefined ? undefined : { page };
}

/** The option that a text names: by its label, which the user sees, then by its key, or its number from 1. */
function findByText(options: Options, text: string): Options[number] | undefined {
  const byName = findByName(options, text, ({ title }) => [title]) ?? findByName(options, text, ({ key }) => [key]);
  const number = plain(text);
  return byName ?? (/^\d+$/.test(number) ? options[Number(number) - 1] : undefined);
}
