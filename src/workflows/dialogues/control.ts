/** What people and applications can do with a conversation from outside: updates and queries. */
import { setHandler } from '@temporalio/workflow';
import { WhatsAppFailureType } from '../../common/failures.js';
import { durationMs, durationSchema } from '../../common/inputs/index.js';
import { outboundMessageSchema } from '../../common/messages/outbound-message.js';
import { templateMessageSchema } from '../../common/messages/template.js';
import { defined } from '../../common/schema/defined.js';
import type { SendOutcome } from '../../common/sending/send-outcome.js';
import {
  conversationHandBackUpdate,
  conversationResetUpdate,
  conversationSendUpdate,
  conversationSkipUpdate,
  conversationStartUpdate,
  conversationStateQuery,
  conversationTakeOverUpdate,
  conversationTranscriptQuery,
} from '../definitions.js';
import { checkWorkflowInput, whatsAppWorkflowFailure } from '../lib/failures.js';
import type { ConversationRequest } from '../questions/requests.js';
import type { SentMessage } from '../send/sent-message.js';
import type {
  ConversationLease,
  ConversationSendInput,
  ConversationStartInput,
  ConversationState,
  ConversationTakeOverInput,
} from '../states.js';
import type { ChatSendOptions } from './chat.js';
import type { Bot } from './memory/bot.js';
import { about } from '../lib/about.js';

const defaultLease = '8 hours';

/** What can be done with a conversation's run. */
export interface Controllable {
  readonly bot: Bot;
  readonly movedTo: string | undefined;
  readonly publicState: ConversationState;
  sendToUser(message: ConversationSendInput['message'], options: ChatSendOptions): Promise<SentMessage>;
  giveTo(lease: ConversationLease): void;
  takeRequest(request: ConversationRequest): void;
  /** @throws ApplicationFailure when there is no such dialogue */
  findDialogue(name: string): unknown;
  endDialogue(): void;
  /** Forgets what waits, and what the dialogues remember. Whoever waits for an answer is told that there is none. */
  forget(): Promise<void>;
  describe(): void;
}

/**
 * Sets the handlers. An update of a conversation whose user has another id by now is refused with
 * `WhatsApp.ConversationMoved`, which names the other one.
 */
export function connectControl(run: Controllable): void {
  setHandler(conversationStateQuery, () => run.publicState, about(conversationStateQuery));
  setHandler(conversationTranscriptQuery, (last) => run.bot.transcript.read(last), about(conversationTranscriptQuery));
  const validator = (): void => refuseMoved(run);
  setHandler(conversationSendUpdate, (input) => send(run, input), {
    ...about(conversationSendUpdate),
    validator: (input) => {
      refuseMoved(run);
      checkWorkflowInput(outboundMessageSchema, input?.message, 'conversationSend message');
      if (input.ifWindowClosed) checkWorkflowInput(templateMessageSchema, input.ifWindowClosed, 'conversationSend');
    },
  });
  setHandler(conversationTakeOverUpdate, (input) => takeOver(run, input), {
    ...about(conversationTakeOverUpdate),
    validator: (input) => {
      refuseMoved(run);
      checkWorkflowInput(durationSchema, input?.for ?? defaultLease, 'conversationTakeOver for');
    },
  });
  setHandler(conversationHandBackUpdate, () => handBack(run), { ...about(conversationHandBackUpdate), validator });
  setHandler(conversationStartUpdate, (input) => start(run, input), {
    ...about(conversationStartUpdate),
    validator: ({ dialogue }) => {
      refuseMoved(run);
      run.findDialogue(dialogue);
    },
  });
  setHandler(conversationSkipUpdate, () => run.endDialogue(), { ...about(conversationSkipUpdate), validator });
  setHandler(conversationResetUpdate, () => reset(run), { ...about(conversationResetUpdate), validator });
}

/** @throws ApplicationFailure `WhatsApp.ConversationMoved` */
function refuseMoved({ movedTo }: Controllable): void {
  if (movedTo === undefined) return;
  const message = 'The user of this conversation has another id by now';
  throw whatsAppWorkflowFailure(WhatsAppFailureType.ConversationMoved, message, {}, { userKey: movedTo });
}

async function send(run: Controllable, { message, ifWindowClosed }: ConversationSendInput): Promise<SendOutcome> {
  const sent = await run.sendToUser(message, defined({ ifWindowClosed }));
  return sent.outcome;
}

function takeOver(run: Controllable, { by = 'human', for: duration = defaultLease, note }: ConversationTakeOverInput) {
  const lease: ConversationLease = { owner: by, untilMs: Date.now() + durationMs(duration), ...defined({ note }) };
  run.giveTo(lease);
  run.describe();
  return lease;
}

function handBack(run: Controllable): void {
  run.bot.ownership.takeBack();
  run.describe();
}

function start(run: Controllable, input: ConversationStartInput): { id: string } {
  run.takeRequest({ kind: 'start', ...input });
  return { id: input.id };
}

async function reset(run: Controllable): Promise<void> {
  run.endDialogue();
  await run.forget();
}
