/** Users who follow a script. */
import type { Phone, ShownOption, WhatsAppTest } from '../../../src/testing/index.js';
import type { AskedOption } from './model.js';
import type { Action, Script } from './script.js';

/** How many users write at the same time: a machine that does other things, too, has to keep up. */
const concurrency = 15;

/** By then everything is said that follows from what users did. */
const settledWithinMs = 60_000;
const lookEveryMs = 200;

/** A user with a script. */
export interface Player {
  phone: Phone;
  script: Script;
  /** The id of the latest text. */
  lastId?: string;
}

let players = 0;

export function newPlayer(kit: WhatsAppTest, script: Script): Player {
  players += 1;
  return { phone: kit.phone(`+49160${String(players).padStart(7, '0')}`), script };
}

/** What a user does, in the words of the phone. */
export type Deed =
  { text: string } | { option: AskedOption; isRow: boolean } | { edit: string; id: string } | { revoke: string };

/** @returns undefined for an action that is not possible, and for what happens to the user */
export function toDeed(
  action: Action,
  lastId: string | undefined,
  questions: readonly (readonly AskedOption[])[],
): Deed | undefined {
  if (action.does === 'says') return { text: action.text };
  if (action.does === 'edits') return lastId === undefined ? undefined : { edit: action.text, id: lastId };
  if (action.does === 'revokes') return lastId === undefined ? undefined : { revoke: lastId };
  if (!('option' in action)) return undefined;
  const question = questions.at(action.does === 'taps' ? -1 - action.back : -1) ?? [];
  const index = action.option % question.length;
  const option = question[index];
  if (action.does === 'taps') return option && { option, isRow: question.length > 3 };
  if (!option) return { text: 'what' };
  return { text: { title: option.title.toLowerCase(), key: option.key, number: String(index + 1) }[action.as] };
}

/** @returns the id of a new message */
export async function carryOut(player: Player, deed: Deed): Promise<string | undefined> {
  const { phone } = player;
  if ('edit' in deed) await phone.edits(deed.edit, { of: deed.id });
  else if ('revoke' in deed) await phone.revokes({ of: deed.revoke });
  else if ('option' in deed) return deed.isRow ? phone.picks(deed.option.title) : phone.taps(deed.option.title);
  else {
    player.lastId = await phone.says(deed.text);
    return player.lastId;
  }
  return undefined;
}

/** What the user reads, oldest first. */
export function readTexts({ phone }: Player): string[] {
  return phone.screen().map(({ text }) => text);
}

/** The number of the question in the label of its option. */
export function questionIn(title: string): number {
  const [, number = NaN] = /(\d+)$/.exec(title) ?? [];
  return Number(number);
}

export function toAskedOption({ key, title }: ShownOption): AskedOption {
  return { key, title, question: questionIn(title) };
}

/** Does something for each, a few at a time. What fails is told when all have ended, as the kit is closed then. */
export async function each<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  const ends = await Promise.allSettled(Array.from({ length: concurrency }, worker));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

/** Looks until no item has a problem, for up to a minute. @returns the problems that are left */
export async function settle<Item>(
  items: readonly Item[],
  findProblem: (item: Item) => string | undefined | Promise<string | undefined>,
): Promise<string[]> {
  const deadlineMs = Date.now() + settledWithinMs;
  let left = items;
  for (;;) {
    const problems = new Map<Item, string>();
    await each(left, async (item) => {
      const problem = await findProblem(item);
      if (problem !== undefined) problems.set(item, problem);
    });
    if (problems.size === 0 || Date.now() > deadlineMs) return [...problems.values()];
    left = [...problems.keys()];
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}
