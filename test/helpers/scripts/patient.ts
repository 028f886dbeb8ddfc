/** Users who let the bot answer, and a model of the conversation: the bot says exactly what the model says. */
import type { WhatsAppTest } from '../../../src/testing/index.js';
import { ModelConversation } from './model.js';
import { carryOut, each, newPlayer, readTexts, settle, toDeed, type Deed, type Player } from './player.js';
import type { Batch } from './script.js';

/** By then everything is said that follows from a round. */
const answeringMinutes = 2;

/** The time of a batch. What the rounds take in reality counts as a part of it. */
class Schedule {
  private readonly kit: WhatsAppTest;
  private untilMs: number;

  constructor(kit: WhatsAppTest) {
    this.kit = kit;
    this.untilMs = kit.nowMs();
  }

  async pass(minutes: number): Promise<void> {
    this.untilMs += minutes * 60_000;
    await this.kit.waits(Math.max(1, Math.ceil(this.untilMs - this.kit.nowMs())));
  }
}

interface User {
  player: Player;
  model: ModelConversation;
}

/** @returns what is other than the model says, after the first round that has something */
export async function playPatiently(kit: WhatsAppTest, { hours, scripts }: Batch): Promise<string[]> {
  const schedule = new Schedule(kit);
  const users = scripts.map((script): User => ({ player: newPlayer(kit, script), model: new ModelConversation() }));
  for (const [round, hoursOfRound] of hours.entries()) {
    await each(users, (user) => act(user, round));
    for (const minutes of [answeringMinutes, hoursOfRound * 60 - answeringMinutes]) {
      await schedule.pass(minutes);
      for (const { model } of users) model.pass(minutes);
      const problems = await settle(users, (user) => findDifference(user, hours));
      if (problems.length > 0) return problems;
    }
  }
  return [];
}

async function act({ player, model }: User, round: number): Promise<void> {
  for (const action of player.script[round] ?? []) {
    const deed = toDeed(action, player.lastId, model.choices);
    if (deed) tellModel(model, deed, await carryOut(player, deed));
  }
}

function tellModel(model: ModelConversation, deed: Deed, id = ''): void {
  if ('edit' in deed) model.edits(deed.id, deed.edit);
  else if ('revoke' in deed) model.revokes(deed.revoke);
  else if ('option' in deed) model.hearsTap(id, deed.option);
  else model.hears(id, deed.text);
}

function findDifference({ player, model }: User, hours: readonly number[]): string | undefined {
  const [expected, seen] = [model.outputs, readTexts(player)].map((texts) => JSON.stringify(texts));
  if (expected === seen) return undefined;
  const script = `hours ${JSON.stringify(hours)}, script ${JSON.stringify(player.script)}`;
  return [`expected ${expected}`, `seen     ${seen}`, script, player.phone.transcript()].join('\n');
}
