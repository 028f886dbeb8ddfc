/** Users who do not wait for the bot: each message is heard once, and no question takes the answer to another. */
import type { WorkflowHandle } from '@temporalio/client';
import type { WhatsAppTest } from '../../../src/testing/index.js';
import type { Asked, Heard } from '../../fixtures/scripted-workflows.js';
import { patiently } from '../eventually.js';
import { otherwise } from './dialogues.js';
import {
  carryOut,
  each,
  newPlayer,
  questionIn,
  readTexts,
  settle,
  toAskedOption,
  toDeed,
  type Player,
} from './player.js';
import type { Action, Script } from './script.js';

/** A user, with what the user has sent and what has happened. */
interface User {
  player: Player;
  /** The ids of messages that a dialogue or a command has to hear, in order. */
  ids: string[];
  revoked: Set<string>;
  /** What other workflows asked, by question. */
  asked: Map<number, WorkflowHandle>;
  /** What the user wrote to a person is heard by nobody else. */
  wasTakenOver: boolean;
}

/** Questions of other workflows have numbers from here on. */
const firstAsked = 1_000;

/** A person has the conversation for a part of the pause between two rounds. */
const pause = '1 second';
const lease = '500 ms';

/** @returns what is wrong after the last round, for each user */
export async function playHastily(kit: WhatsAppTest, scripts: readonly Script[]): Promise<string[]> {
  const users = scripts.map((script): User => {
    const player = newPlayer(kit, script);
    // Workflows ask before anything was written, too.
    kit.emulator.openWindow(player.phone.user);
    return { player, ids: [], revoked: new Set(), asked: new Map(), wasTakenOver: false };
  });
  for (const round of scripts[0]?.keys() ?? []) {
    await each(users, async (user) => {
      for (const action of user.player.script[round] ?? []) await act(kit, user, action);
    });
    await kit.waits(pause);
  }
  return settle(users, (user) => findProblem(kit, user));
}

async function act(kit: WhatsAppTest, user: User, action: Action): Promise<void> {
  const { player, ids, revoked } = user;
  if (action.does.startsWith('is')) return happen(kit, user, action.does);
  const questions = player.phone.screen().map(({ options }) => options.map(toAskedOption));
  const deed = toDeed(
    action,
    player.lastId,
    questions.filter((options) => options.length > 0),
  );
  if (!deed) return;
  if ('revoke' in deed) revoked.add(deed.revoke);
  const id = await carryOut(player, deed);
  if (id !== undefined && !('text' in deed && /^(STOP|START)$/.test(deed.text))) ids.push(id);
}

async function happen(kit: WhatsAppTest, user: User, what: Action['does']): Promise<void> {
  const { phoneNumberId, client, taskQueue } = kit;
  const { phone } = user.player;
  if (what === 'isAsked') {
    const question = firstAsked + user.asked.size;
    const workflowId = `asks:${phone.user}:${question}`;
    const args = [phoneNumberId, phone.user, question];
    user.asked.set(question, await client.workflow.start('askingWorkflow', { workflowId, taskQueue, args }));
    return;
  }
  const conversation = kit.whatsapp.conversation({ phoneNumberId, user: phone.user, workflow: 'hastyConversation' });
  if (what === 'isTakenOver') user.wasTakenOver = true;
  // Temporal's test server answers UNKNOWN to an update that meets the end of a run.
  await patiently<unknown>(() => (what === 'isSkipped' ? conversation.skip() : conversation.takeOver({ for: lease })));
}

async function findProblem(kit: WhatsAppTest, user: User): Promise<string | undefined> {
  const { player, ids } = user;
  if (ids.length === 0) return undefined;
  const conversation = kit.whatsapp.conversation({ phoneNumberId: kit.phoneNumberId, user: player.phone.user });
  const { dialogues } = await conversation.state();
  const { heard = [] } = (dialogues?.state ?? {}) as { heard?: Heard[] };
  const asked = await readAsked(user.asked);
  const problems = [
    ...findDoubled(user, heard),
    ...findLost(user, heard, asked, dialogues?.waitingMessages ?? 0),
    ...findMistaken(heard, asked),
    ...findTooMany(readTexts(player), heard),
    ...(dialogues?.degraded === undefined ? [] : [`failed: ${dialogues.degraded}`]),
    ...[...asked].flatMap(([question, { failed }]) => (failed === undefined ? [] : [`Q${question}: ${failed}`])),
  ];
  if (problems.length === 0) return undefined;
  return [...problems, JSON.stringify(player.script), player.phone.transcript()].join('\n');
}

/** The answers that other workflows have got, by question. Those that still wait have none. */
async function readAsked(asked: ReadonlyMap<number, WorkflowHandle>): Promise<Map<number, Asked>> {
  const answers = new Map<number, Asked>();
  for (const [question, handle] of asked) {
    const { status } = await handle.describe();
    if (status.name !== 'RUNNING') answers.set(question, await readAnswer(handle));
  }
  return answers;
}

async function readAnswer(handle: WorkflowHandle): Promise<Asked> {
  try {
    return (await handle.result()) as Asked;
  } catch (error) {
    const { cause } = error as Error;
    return { failed: String(cause ?? error) };
  }
}

const heardIds = (heard: readonly Heard[]): string[] => heard.flatMap(({ ids }) => ids).map(String);

function findDoubled({ ids }: User, heard: readonly Heard[]): string[] {
  const all = heardIds(heard);
  const begun = heard.filter(({ by }) => by === 'begin').flatMap((entry) => ids.indexOf(String(entry.ids[0])));
  return [
    ...(new Set(all).size < all.length ? [`heard more than once: ${all}`] : []),
    ...(all.some((id) => !ids.includes(id)) ? ['heard what the user has not said'] : []),
    ...(begun.some((place, index) => place < (begun[index - 1] ?? -1)) ? ['dialogues began out of order'] : []),
  ];
}

/** What no dialogue has heard was no answer, was the answer to another workflow, or still waits. */
function findLost(
  { player, ids, revoked, wasTakenOver }: User,
  heard: readonly Heard[],
  asked: ReadonlyMap<number, Asked>,
  waiting: number,
): string[] {
  const all = heardIds(heard);
  const unheard = ids.filter((id) => !all.includes(id));
  // What is no answer is not noted: the bot says so, once for each.
  const misses = readTexts(player).filter((text) => /^What about Q\d+\?$/.test(text)).length;
  const answers = [...asked.values()].filter(({ title, why }) => title !== undefined || why === 'tries').length;
  const accounted = misses + answers + waiting;
  const perhapsGone = wasTakenOver ? ids.length : unheard.filter((id) => revoked.has(id)).length;
  if (accounted <= unheard.length && accounted >= unheard.length - perhapsGone) return [];
  return [`${unheard.length} messages were not heard: ${misses} no answers, ${answers} for others, ${waiting} wait`];
}

/** The label of an option says which question it is for. */
function findMistaken(heard: readonly Heard[], asked: ReadonlyMap<number, Asked>): string[] {
  const here = heard.filter(({ by, tapped, question }) => by === 'answer' && tapped && questionIn(tapped) !== question);
  const outside = [...asked].filter(([question, { title }]) => title !== undefined && questionIn(title) !== question);
  return [...here, ...outside].map((entry) => `another's answer: ${JSON.stringify(entry)}`);
}

/** A question ends once, and no later than its last try. */
function findTooMany(shown: readonly string[], heard: readonly Heard[]): string[] {
  const ended = heard.filter(({ by }) => by === 'answer' || by === 'tries').map(({ question = 0 }) => question);
  const twice = ended.filter((question, index) => ended.indexOf(question) !== index);
  const often = ended.filter((question) => shown.filter((text) => text === otherwise(question)).length > 2);
  return [...twice.map((question) => `Q${question} ended twice`), ...often.map((q) => `Q${q} had too many tries`)];
}
