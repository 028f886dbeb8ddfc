/** A conversation as its query shows it: what its dialogues do and know. */
import { defined } from '../../../common/schema/defined.js';
import type { DialoguesState } from '../../states.js';
import type { ConversationView } from './describe-conversation.js';

export function readDialoguesState(view: ConversationView): DialoguesState {
  const { name, bot, dialogue } = view;
  const { known, ownership, consent, inbox } = bot;
  return {
    name,
    messageCount: known.messageCount,
    waitingMessages: inbox.length,
    waitingRequests: known.requests.length,
    consent: consent.state,
    ...defined({
      dialogue,
      ...readWait(view),
      lease: ownership.lease(Date.now()),
      windowUntilMs: known.windowUntilMs,
      degraded: known.degraded,
      notSent: known.notSent,
      consentNotStored: known.storedConsent.failure,
      state: known.state,
    }),
  };
}

function readWait({
  waitsUntilMs,
  nextTurnUntilMs,
}: ConversationView): Pick<DialoguesState, 'waitsUntilMs' | 'waitsFor'> {
  if (waitsUntilMs !== undefined) return { waitsUntilMs, waitsFor: 'answer' };
  return nextTurnUntilMs === undefined ? {} : { waitsUntilMs: nextTurnUntilMs, waitsFor: 'next-turn' };
}
