/** A conversation as its query shows it: what its dialogues do and know. */
import { defined } from '../../../common/schema/defined.js';
import type { DialoguesState } from '../../states.js';
import type { ConversationView } from './describe-conversation.js';

export function readDialoguesState({ name, bot, dialogue, waitsUntilMs }: ConversationView): DialoguesState {
  const { known, ownership, consent, inbox } = bot;
  return {
    name,
    messageCount: known.messageCount,
    waitingMessages: inbox.length,
    waitingRequests: known.requests.length,
    consent: consent.state,
    ...defined({
      dialogue,
      waitsUntilMs,
      lease: ownership.lease(Date.now()),
      windowUntilMs: known.windowUntilMs,
      degraded: known.degraded,
      consentNotStored: known.storedConsent.failure,
      state: known.state,
    }),
  };
}
