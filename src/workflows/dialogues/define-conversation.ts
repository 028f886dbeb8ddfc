/** Makes the workflow of one user, or one group, at one number out of dialogues. */
import { setHandler } from '@temporalio/workflow';
import { markConversation } from '../../common/ids/conversation-mark.js';
import { conversationWorkflowInputSchema } from '../../common/inputs/index.js';
import type { ConversationWorkflowInput } from '../conversation/conversation-workflow.js';
import {
  conversationHandoverSignal,
  conversationMovedSignal,
  conversationRequestSignal,
  whatsAppEventsSignal,
} from '../definitions.js';
import { autoUpgrade } from '../lib/auto-upgrade.js';
import { checkWorkflowInput } from '../lib/failures.js';
import { connectControl } from './control.js';
import { ConversationRun } from './conversation-run.js';
import { checkDefinition, type ConversationDefinition } from './definition.js';
import { about } from '../lib/about.js';

/** A conversation as Temporal runs it. Export it from the file of your workflows. */
export type ConversationWorkflow = (input: ConversationWorkflowInput) => Promise<void>;

/**
 * Makes the workflow of the conversation between one number and one user, or one group. The receiver starts it where
 * its option `conversation` names it, or `groupConversation`.
 *
 * - Workflow id: `whatsapp-conversation:<phone number id>:<user key>`. The key of a group is `group:<its id>`.
 * - Signals: `whatsAppEvents`, `conversationRequest`; from other conversations `conversationMoved` and
 *   `conversationHandover`.
 * - Continues as new: when a dialogue ends, so that the next one begins with an almost empty history. Nothing that
 *   waits is lost.
 * - Temporal actions: 2 for a turn (the signal in, the message out), 1 for the end of a dialogue. Each timer that was
 *   asked for costs 1.
 *
 * @throws TypeError where the workflow is loaded, when the definition can never work
 * @example
 * export const shop = defineConversation({
 *   name: 'shop',
 *   onMessage: async (chat) => {
 *     const size = await chat.ask(buttons('Which size?', { s: 'Small', l: 'Large' }));
 *     if (size.kind === 'choice') await chat.send(text(`One ${size.title}, coming up.`));
 *   },
 * });
 */
export function defineConversation<State = unknown>(definition: ConversationDefinition<State>): ConversationWorkflow {
  checkDefinition(definition);
  const conversation = async (input: ConversationWorkflowInput): Promise<void> => {
    const { phoneNumberId, userKey } = checkWorkflowInput(conversationWorkflowInputSchema, input, definition.name);
    const run = new ConversationRun(definition, {
      phoneNumberId,
      userKey,
      groupId: input.groupId,
      movedTo: input.movedTo,
      carried: input.carried,
    });
    if (input.address) run.bot.known.address ??= input.address;
    connect(run);
    await run.run();
  };
  // A conversation outlives every build. One that waits must not hold the build that it began on.
  autoUpgrade(conversation);
  markConversation(conversation);
  return conversation;
}

/**
 * Handlers only store what arrives. `setHandler` immediately runs signals that arrived before this run. The handover
 * handler is set first, so that events which the other conversation has already seen are recognized as duplicates.
 */
function connect<State>(run: ConversationRun<State>): void {
  setHandler(conversationHandoverSignal, (handover) => run.takeHandover(handover), about(conversationHandoverSignal));
  setHandler(
    whatsAppEventsSignal,
    (events, isPassedOn = false, route = undefined) => run.takeEvents(events, isPassedOn, route),
    about(whatsAppEventsSignal),
  );
  setHandler(conversationMovedSignal, (move) => run.takeMove(move), about(conversationMovedSignal));
  setHandler(conversationRequestSignal, (request) => run.takeRequest(request), about(conversationRequestSignal));
  connectControl(run);
}
