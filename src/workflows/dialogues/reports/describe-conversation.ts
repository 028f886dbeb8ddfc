/** A conversation in words, for Temporal UI: who waits for what until when. Never what was said. */
import { setCurrentDetails } from '@temporalio/workflow';
import { movedAway } from '../../conversation/moves.js';
import type { Bot } from '../memory/bot.js';

export interface ConversationView {
  name: string;
  bot: Pick<Bot, 'known' | 'ownership' | 'consent' | 'inbox'>;
  movedTo: string | undefined;
  dialogue: string | undefined;
  /** The end of the wait for the answer to a question, in Unix milliseconds. */
  waitsUntilMs: number | undefined;
  /** The end of the wait in `nextTurn()`, in Unix milliseconds. */
  nextTurnUntilMs: number | undefined;
}

export function describeConversation(view: ConversationView): void {
  setCurrentDetails(lines(view).join('\n\n'));
}

function lines(view: ConversationView): string[] {
  const { name, bot, movedTo, dialogue } = view;
  if (movedTo !== undefined) return [movedAway];
  const { known, ownership } = bot;
  const { state: lease } = ownership;
  const doing = dialogue === undefined ? 'Waits for the user to write.' : `In the dialogue **${dialogue}**.`;
  const owned = lease && lease.untilMs > Date.now() ? `**${lease.owner}** has it until ${time(lease.untilMs)}.` : '';
  const queue = known.requests.length === 0 ? '' : `${known.requests.length} questions of other workflows wait.`;
  const sent = `${known.messageCount} messages sent.`;
  const { failure } = known.storedConsent;
  const unstored = failure === undefined ? '' : `The consent store lacks what the user has said: ${failure}`;
  const degraded = known.degraded === undefined ? '' : `The latest dialogue failed: ${known.degraded}`;
  const notSent = known.notSent === undefined ? '' : `The latest message was not sent: ${known.notSent}`;
  const all = [`Conversation *${name}*. ${doing}${waiting(view)}`, owned, queue, sent, unstored, degraded, notSent];
  return all.filter((line) => line !== '');
}

function waiting({ waitsUntilMs, nextTurnUntilMs }: ConversationView): string {
  if (waitsUntilMs !== undefined) return ` Waits for an answer until ${time(waitsUntilMs)}.`;
  return nextTurnUntilMs === undefined ? '' : ` Waits for what the user says next until ${time(nextTurnUntilMs)}.`;
}

/** The last moment that JavaScript has a date for. */
const lastDateMs = 8.64e15;

function time(ms: number): string {
  return new Date(Math.min(ms, lastDateMs)).toISOString().replace(/:\d\d\.\d+Z$/, 'Z');
}
