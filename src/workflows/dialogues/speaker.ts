/** What a conversation says to its user: with consent, within the window, and counted. */
import { condition, workflowInfo } from '@temporalio/workflow';
import { WhatsAppFailureType } from '../../common/failures.js';
import { listConversationKeys } from '../../common/ids/conversation-keys.js';
import { sendInputSchema, type SendInput } from '../../common/inputs/index.js';
import type { OutboundMessage } from '../../common/messages/outbound-message.js';
import type { TemplateMessage } from '../../common/messages/template.js';
import { defined } from '../../common/schema/defined.js';
import type { AcceptedSend, RefusedSend, SendOutcome } from '../../common/sending/send-outcome.js';
import { proxyWhatsAppActivities } from '../activities/proxies.js';
import { eventsOfThisRun } from '../events/run-events.js';
import { checkWorkflowInput, sendOutcomeUnknown, whatsAppWorkflowFailure } from '../lib/failures.js';
import type { MessageCategory } from '../../common/sending/message-category.js';
import type { Address } from '../questions/requests.js';
import { Sending } from '../send/send.js';
import { SentMessage } from '../send/sent-message.js';
import type { ChatSendOptions, TemplateReference } from './chat.js';
import { checkForGroup } from './check-question.js';
import type { ChatHost } from './dialogue-chat.js';
import type { ConversationDefinition } from './definition.js';
import { describeMessage } from './memory/describe-message.js';
import type { TranscriptPlace } from './memory/transcript.js';
import { summaryFor } from '../../common/summaries.js';

/** Meta's code for marketing to a user who has stopped it. */
const marketingStoppedCode = 131050;

/** Meta may accept a template and report later that the user has stopped marketing. Nothing is told of the others. */
const templateStatuses = { alsoWanted: ['failed'] } as const;

/** The longest reason that is kept, in characters. */
const longestRefusal = 500;

/** Meta's typing bubble lasts 25 seconds. */
const typingEvery = '20 seconds';

type SpeakerHost<State> = Pick<ChatHost<State>, 'phoneNumberId' | 'groupId' | 'user' | 'bot' | 'window' | 'learnUser'>;

export class Speaker<State> {
  private readonly host: SpeakerHost<State>;
  private readonly definition: ConversationDefinition<State>;

  constructor(host: SpeakerHost<State>, definition: ConversationDefinition<State>) {
    this.host = host;
    this.definition = definition;
  }

  /** Finds a template. @throws ApplicationFailure `WhatsApp.InvalidInput` for a name that the conversation has not */
  template(reference: TemplateReference | undefined): TemplateMessage | undefined {
    const { templates = {}, name } = this.definition;
    if (typeof reference === 'object') return reference;
    if (reference === undefined) return templates['ifWindowClosed'];
    const found = Object.hasOwn(templates, reference) ? templates[reference] : undefined;
    if (found) return found;
    const known = Object.keys(templates).join(', ') || 'none';
    const message = `The conversation ${name} has no template "${reference}"; it has: ${known}`;
    throw whatsAppWorkflowFailure(WhatsAppFailureType.InvalidInput, message);
  }

  async send(message: OutboundMessage, options: ChatSendOptions): Promise<SentMessage> {
    const { ifWindowClosed, category = defaultCategory(message), replyTo, ...handling } = options;
    if (!this.host.bot.consent.allows(category)) return this.refuse(optedOut(category));
    if (this.host.groupId !== undefined) checkForGroup(message, 'chat.send: message');
    const template = this.allowedTemplate(ifWindowClosed, options.category);
    const isClosed = message.type !== 'template' && this.host.window.isOpen === false;
    if (isClosed && !template) return this.refuse(windowClosed);
    const shown = isClosed && template ? template : message;
    const input = checkWorkflowInput(sendInputSchema, this.toInput(shown, isClosed ? undefined : replyTo), 'chat.send');
    const onWindowClosed = template && message.type !== 'template' ? { template: template.template } : undefined;
    const { place } = this.host.bot.transcript;
    const how = { ...handling, ...defined({ onWindowClosed }), ...(shown.type === 'template' && templateStatuses) };
    const sent = await new Sending(input, how).send();
    this.note(sent, shown, place);
    return isClosed ? asTemplateInstead(sent) : sent;
  }

  /** A template is no answer, also where it goes out instead of one: consent has to allow it. */
  private allowedTemplate(
    reference: TemplateReference | undefined,
    category: MessageCategory | undefined,
  ): TemplateMessage | undefined {
    const template = this.template(reference);
    const isAllowed = template && this.host.bot.consent.allows(category ?? defaultCategory(template));
    return isAllowed ? template : undefined;
  }

  /**
   * Sends a part of a question.
   *
   * @returns what has reached the user: the message, the template instead of it, or nothing as the window is closed
   * @throws ApplicationFailure when the message was refused for another reason, or its outcome is unknown
   */
  async say(message: OutboundMessage, options: ChatSendOptions): Promise<'sent' | 'template' | 'window'> {
    const { outcome } = await this.send(message, options);
    if (outcome.kind === 'accepted') return outcome.templateInstead ? 'template' : 'sent';
    if (outcome.kind === 'unknown') throw sendOutcomeUnknown(outcome);
    if (outcome.type === WhatsAppFailureType.ServiceWindowClosed) return 'window';
    throw whatsAppWorkflowFailure(outcome.type, outcome.message, outcome.details);
  }

  /** Shows "typing…" until the work is done. What goes wrong with that does not touch the work. */
  async whileTyping<Result>(work: () => Promise<Result>): Promise<Result> {
    let isDone = false;
    this.showTyping(() => isDone).catch(() => undefined);
    try {
      return await work();
    } finally {
      isDone = true;
    }
  }

  /** A request that is under way is not canceled: it could not be called back. */
  private async showTyping(isDone: () => boolean): Promise<void> {
    while (!isDone()) {
      await this.markRead(true);
      await condition(isDone, typingEvery, { summary: summaryFor('timers', 'typing') });
    }
  }

  async markRead(typingIndicator: boolean): Promise<void> {
    const { phoneNumberId, bot } = this.host;
    const messageId = bot.known.lastMessageId;
    if (messageId === undefined) return;
    await proxyWhatsAppActivities().markWhatsAppMessageRead({ phoneNumberId, messageId, typingIndicator });
  }

  private toInput(message: OutboundMessage, replyTo: string | undefined): SendInput {
    const context = replyTo === undefined ? undefined : { message_id: replyTo };
    return { phoneNumberId: this.host.phoneNumberId, ...this.address(), message, ...defined({ context }) };
  }

  private address(): Address {
    const { groupId, user, bot } = this.host;
    if (groupId !== undefined) return { to: groupId, recipientType: 'group' };
    const to = user.phone ?? user.waId;
    if (to !== undefined) return { to };
    if (user.userId !== undefined) return { recipient: user.userId };
    if (bot.known.address) return bot.known.address;
    const message = `Nobody has told the conversation ${workflowInfo().workflowId} an id or a phone number of its user`;
    throw whatsAppWorkflowFailure(WhatsAppFailureType.InvalidInput, message);
  }

  private refuse(refusal: LocalRefusal): SentMessage {
    const sent = refusedHere(refusal);
    this.noteWithheld(sent.outcome);
    return sent;
  }

  /** A dialogue goes on after a refusal: who looks for the message is told why it did not come. */
  private noteWithheld(outcome: SendOutcome): void {
    const { known } = this.host.bot;
    if (outcome.kind === 'refused') known.notSent = describeRefusal(outcome);
    if (outcome.kind === 'accepted') delete known.notSent;
  }

  private note({ outcome }: SentMessage, message: OutboundMessage, place: TranscriptPlace): void {
    const { bot } = this.host;
    this.noteWithheld(outcome);
    if (outcome.kind === 'accepted') {
      bot.known.messageCount += 1;
      this.learnRecipient(outcome);
      bot.transcript.addAt(place, describeMessage(message));
    }
    const isStopped = outcome.kind === 'refused' && outcome.code === marketingStoppedCode;
    if (isStopped && this.host.groupId === undefined) bot.consent.noteMarketingStopped(Date.now());
  }

  /** What Meta answers to a message to a group is about no user. */
  private learnRecipient({ waId, userId, conversationKeys }: AcceptedSend): void {
    if (this.host.groupId !== undefined) return;
    const ids = defined({ waId, userId });
    this.host.learnUser(ids, conversationKeys ?? listConversationKeys(ids));
  }
}

/** Why a message was not sent, and what to do: never what it says. */
function describeRefusal({ type, message, advice }: RefusedSend): string {
  return [`${type}: ${message}`, ...(advice === undefined ? [] : [advice])].join(' ').slice(0, longestRefusal);
}

function defaultCategory({ type }: OutboundMessage): MessageCategory {
  return type === 'template' ? 'utility' : 'service';
}

type LocalRefusal = Pick<RefusedSend, 'type' | 'message' | 'advice'>;

const windowClosed: LocalRefusal = {
  type: WhatsAppFailureType.ServiceWindowClosed,
  message: 'The user has not written for 24 hours, so that only a template can be sent; nothing was sent.',
  advice: 'Set ifWindowClosed, or templates.ifWindowClosed of the conversation.',
};

function optedOut(category: MessageCategory): LocalRefusal {
  return {
    type: WhatsAppFailureType.MarketingWithheld,
    message: `The user has opted out of ${category} messages; nothing was sent.`,
    advice: 'Wait until the user opts in again.',
  };
}

/** A refusal that costs no request. */
function refusedHere({ type, message, advice }: LocalRefusal): SentMessage {
  const { statuses } = eventsOfThisRun();
  const outcome: RefusedSend = {
    kind: 'refused',
    sendKey: statuses.nextSendKey(),
    type,
    message,
    details: {},
    ...defined({ advice }),
  };
  return new SentMessage(outcome, [outcome.sendKey], statuses, undefined);
}

function asTemplateInstead(sent: SentMessage): SentMessage {
  const { outcome } = sent;
  if (outcome.kind !== 'accepted') return sent;
  const { statuses } = eventsOfThisRun();
  return new SentMessage({ ...outcome, templateInstead: true }, [outcome.sendKey], statuses, undefined);
}
