/** What a conversation consists of: its dialogues with their versions, and what may be wrong with all of that. */
import { patched } from '@temporalio/workflow';
import { WhatsAppFailureType } from '../../common/failures.js';
import { durationSchema, type DurationInput, type StoreMediaOptions } from '../../common/inputs/index.js';
import type { TemplateMessage } from '../../common/messages/template.js';
import { whatsAppWorkflowFailure } from '../lib/failures.js';
import type { Chat } from './chat.js';
import { copyState } from './memory/copy-state.js';
import type { ConsentWords } from './memory/consent.js';
import type { IncomingMessage, Tap } from '../questions/turn.js';

/** A dialogue: plain code. What it returns goes to whoever started it. */
export type Dialogue<State = unknown> = (chat: Chat<State>, input: never) => unknown;

/** A dialogue in several versions: {@link versions} makes it. */
export interface VersionedDialogue<State = unknown> {
  /** The dialogue for those that begin now. */
  readonly current: Dialogue<State>;
  /** Earlier versions, oldest first, for those that began with them. */
  readonly earlier: Readonly<Record<string, Dialogue<State>>>;
}

/** What a command does, and when. */
export interface CommandDefinition<State = unknown> {
  /** Words that call it: the whole message, in whatever case. @default the name of the command */
  words?: readonly string[];
  /** Whether a message calls it. It has to be quick and pure. @default by the words alone */
  matches?: (message: IncomingMessage) => boolean;
  /** What it does. `chat.end()` and `chat.restart()` end and restart the dialogue that is under way. */
  run: (chat: Chat<State>) => unknown;
  /** What follows, when a question waits: it is asked again, or it just goes on waiting. @default 'ask-again' */
  then?: 'ask-again' | 'wait';
}

/** What a command does: a function, or with words of its own. */
export type Command<State = unknown> = CommandDefinition<State> | ((chat: Chat<State>) => unknown);

/** How messages become turns. */
export interface TurnOptions {
  /** How long more messages are waited for, to be one turn together. A tap ends it. @default 0: each is a turn */
  debounce?: DurationInput | 0;
  /**
   * Whether a message ends a turn that is under way and does not wait for an answer. What that turn still wants to send
   * does not leave. @default false: the message is the next turn
   */
  supersede?: boolean;
}

/** How a conversation takes and keeps what its user says about messages. */
export interface ConsentOptions extends ConsentWords {
  /**
   * Whether each change is written into the consent store of the worker, which its option `consent` names. A change
   * costs one action.
   *
   * @default false
   */
  store?: boolean;
}

/** Everything that makes a conversation. */
export interface ConversationDefinition<State = unknown> {
  /** The name, for people. Temporal knows the workflow by the name under which it is exported. */
  name: string;
  /** The dialogue for what the user says when no other is under way. @default none: the conversation only listens */
  onMessage?: Dialogue<State> | VersionedDialogue<State>;
  /** Dialogues that can be started by name. */
  dialogues?: Readonly<Record<string, Dialogue<State> | VersionedDialogue<State>>>;
  /** What works at any time: in every question, and between dialogues. */
  commands?: Readonly<Record<string, Command<State>>>;
  /** How messages become turns. */
  turns?: TurnOptions;
  /** Gets a tap on a question that is over, also days later. @default the tap counts as the text of its label */
  late?: (chat: Chat<State>, tap: Tap) => unknown;
  /** Gets the error that ended a dialogue. @default silence; Temporal UI shows it in the details */
  onError?: (chat: Chat<State>, error: unknown) => unknown;
  /** What the conversation remembers at its beginning: plain JSON. @default nothing */
  state?: State;
  /** Templates by name. `ifWindowClosed` is the one for a user who has not written for 24 hours. */
  templates?: Readonly<Record<string, TemplateMessage>>;
  /** The words that opt out and in, and whether what the user says goes into a store outside. */
  consent?: ConsentOptions;
  /**
   * Whether Temporal's visibility finds the conversation by number, owner, state and dialogue. The server has to have
   * the attributes: `temporal-whatsapp search-attributes`. A change costs one action.
   *
   * @default false
   */
  searchAttributes?: boolean;
  /**
   * Whether the files of the user are downloaded into the worker's media store as they arrive. `turn.media` says where
   * each one is, or why it is lost. The turn waits for it. A file costs one action.
   *
   * @default false
   */
  storeMedia?: boolean | StoreMediaOptions;
  /** Whether what was said is kept for `chat.transcript()`. @default true */
  transcript?: boolean;
  /** How long a message from the phone app of the business gives the conversation to a person. @default it does not */
  phoneAppTakesOverFor?: DurationInput;
  /** Number of dialogues after which the conversation continues as new. @default 1 */
  dialoguesPerRun?: number;
}

/**
 * A dialogue whose code has changed. One that is under way goes on with the version that it began with.
 *
 * @param current The dialogue from now on.
 * @param earlier What it was before, by version, oldest first. Leave a version out once none is under way.
 * @example dialogues: { order: versions(orderV2, { v1: orderV1 }) }
 */
export function versions<State>(
  current: Dialogue<State>,
  earlier: Readonly<Record<string, Dialogue<State>>>,
): VersionedDialogue<State> {
  return { current, earlier };
}

/**
 * The version of a dialogue with which a run goes on: the one that it began with.
 *
 * @param name in the marker that the history keeps, so that it must not change
 */
export function findDialogue<State>(
  name: string,
  dialogue: Dialogue<State> | VersionedDialogue<State>,
): Dialogue<State> {
  if (typeof dialogue === 'function') return dialogue;
  // The latest version has the marker of the one before it. A history without any marker has the oldest.
  let after = dialogue.current;
  for (const [version, earlier] of Object.entries(dialogue.earlier).reverse()) {
    if (patched(`whatsapp-dialogue:${name}:after:${version}`)) return after;
    after = earlier;
  }
  return after;
}

/** @throws ApplicationFailure `WhatsApp.InvalidInput` for a dialogue that the conversation has not */
export function findNamedDialogue<State>(
  { dialogues = {}, name: conversation }: ConversationDefinition<State>,
  name: string,
): Dialogue<State> {
  const dialogue = Object.hasOwn(dialogues, name) ? dialogues[name] : undefined;
  if (dialogue) return findDialogue(name, dialogue);
  const known = Object.keys(dialogues).join(', ') || 'none';
  const message = `The conversation ${conversation} has no dialogue "${name}"; it has: ${known}`;
  throw whatsAppWorkflowFailure(WhatsAppFailureType.InvalidInput, message);
}

/** Refuses, where the workflow is loaded, what could never work. @throws TypeError that names the member */
export function checkDefinition<State>(definition: ConversationDefinition<State>): void {
  const { name, dialogues = {}, commands = {}, dialoguesPerRun = 1 } = definition;
  if (typeof name !== 'string' || name === '') throw new TypeError('defineConversation: name must be a text');
  const isDialogue = (entry: Dialogue<State> | VersionedDialogue<State>): boolean =>
    typeof entry === 'function' || typeof entry?.current === 'function';
  const isCommand = (entry: Command<State>): boolean => typeof entry === 'function' || typeof entry?.run === 'function';
  requireEach('dialogues', dialogues, isDialogue, 'a function, or made by versions()');
  requireEach('commands', commands, isCommand, 'a function, or have a function "run"');
  requireRight('state', () => copyState(definition.state));
  const { turns, storeMedia, phoneAppTakesOverFor } = definition;
  const durations = {
    'turns.debounce': turns?.debounce,
    'storeMedia.within': typeof storeMedia === 'object' ? storeMedia.within : undefined,
    phoneAppTakesOverFor,
  };
  for (const [member, duration] of Object.entries(durations)) {
    if (duration !== undefined && duration !== 0) requireRight(member, () => durationSchema.parse(duration));
  }
  if (!Number.isInteger(dialoguesPerRun) || dialoguesPerRun < 1) {
    throw new TypeError(`defineConversation: dialoguesPerRun must be a whole number from 1, not ${dialoguesPerRun}`);
  }
}

/** What is wrong here would end each conversation at its beginning, with what its user wrote. */
function requireRight(member: string, check: () => unknown): void {
  try {
    check();
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new TypeError(`defineConversation: ${member} is wrong: ${problem}`, { cause: error });
  }
}

function requireEach<Entry>(
  member: string,
  entries: Readonly<Record<string, Entry>>,
  isRight: (entry: Entry) => boolean,
  expected: string,
): void {
  const wrong = Object.entries(entries).find(([, entry]) => !isRight(entry));
  if (wrong) throw new TypeError(`defineConversation: ${member}.${wrong[0]} must be ${expected}`);
}
