/** A handover to another conversation of the user fits one signal. What does not fit in it follows as messages. */
import type { WhatsAppMessageEvent } from '../../../common/events/types.js';
import { Outbox, type Outgoing } from '../../conversation/outbox.js';
import { eventKey } from '../../events/event-key.js';
import { jsonBytes, maxPayloadBytes } from '../../../common/json-bytes.js';
import type { ConversationHandover } from '../../states.js';
import type { BotState } from './bot-state.js';
import type { ContentStore } from './content-store.js';
import type { Arrival } from './inbox.js';

/** Makes signals of bounded size of a handover. @returns undefined for what fits as it is */
export function divideHandover(
  outgoing: Outgoing,
  contents: Pick<ContentStore, 'store'>,
): Promise<Outgoing[]> | undefined {
  if (outgoing.kind !== 'handover' || jsonBytes(outgoing.handover) <= maxPayloadBytes) return undefined;
  const { to, handover } = outgoing;
  return contents.store(handedArrivals(handover)).then(() => splitHandover(to, handover));
}

function handedArrivals({ bot }: ConversationHandover): Arrival[] {
  return (bot as BotState | undefined)?.inbox.arrivals ?? [];
}

function splitHandover(to: string, handover: ConversationHandover): Outgoing[] {
  const arrivals = handedArrivals(handover);
  let bytes = jsonBytes(handover);
  let kept = arrivals.length;
  while (bytes > maxPayloadBytes && kept > 0) bytes -= jsonBytes(arrivals[(kept -= 1)]) + 1;
  const rest = arrivals.slice(kept).map(({ event }) => event);
  const outbox = new Outbox();
  outbox.addHandover(to, rest.length === 0 ? handover : withoutEvents(handover, arrivals.slice(0, kept), rest));
  for (const event of rest) outbox.addEvent(to, event);
  return outbox.state;
}

/** The other conversation hears these messages as new ones, so that it must not know them before. */
function withoutEvents(
  handover: ConversationHandover,
  arrivals: Arrival[],
  events: readonly WhatsAppMessageEvent[],
): ConversationHandover {
  const bot = handover.bot as BotState;
  const keys = new Set(events.map(eventKey));
  const ids = new Set(events.map(({ messageId }) => messageId));
  const transcript = bot.transcript.filter(({ id }) => id === undefined || !ids.has(id));
  return {
    ...handover,
    seen: handover.seen.filter(([key]) => !keys.has(key)),
    messagesReceived: handover.messagesReceived - events.length,
    bot: { ...bot, transcript, inbox: { ...bot.inbox, arrivals } },
  };
}
