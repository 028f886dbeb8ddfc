/** What a conversation with dialogues does, in the words of the phone page. */
import { defined } from '../../../common/schema/defined.js';
import type { TemporalConversation } from '../../../emulator/index.js';
import type { DialoguesState } from '../../../workflows/states.js';

type Dialogues = Pick<
  TemporalConversation,
  'owner' | 'ownerUntilMs' | 'ownerNote' | 'dialogue' | 'waitsUntilMs' | 'waitsFor' | 'notes'
>;

/** @param dialogues absent for a conversation without dialogues, which keeps messages only */
export function describeDialogues(dialogues: DialoguesState | undefined): Dialogues {
  if (!dialogues) return { owner: 'bot', notes: [] };
  const { dialogue, waitsUntilMs, waitsFor, lease } = dialogues;
  return {
    owner: lease?.owner ?? 'bot',
    ...defined({ ownerUntilMs: lease?.untilMs, ownerNote: lease?.note, dialogue, waitsUntilMs, waitsFor }),
    notes: describeQueues(dialogues),
  };
}

function describeQueues({ waitingMessages, waitingRequests, consent, degraded, notSent }: DialoguesState): string[] {
  return [
    ...(waitingMessages > 0 ? [`${waitingMessages} messages of the user wait to be heard.`] : []),
    ...(waitingRequests > 0 ? [`${waitingRequests} questions of other workflows wait.`] : []),
    ...(consent.stoppedAtMs === undefined ? [] : ['The user has opted out with STOP.']),
    ...(degraded === undefined ? [] : [`The latest dialogue failed: ${degraded}`]),
    ...(notSent === undefined ? [] : [`The latest message was not sent: ${notSent}`]),
  ];
}
