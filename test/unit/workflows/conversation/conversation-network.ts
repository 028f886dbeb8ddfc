/**
 * Conversations and the signals between them, in any order that Temporal may bring about. Each signal comes once, and
 * those of one sender come in order.
 */
import type { WhatsAppMessageEvent } from '../../../../src/workflow.js';
import { AwaitedAnswers } from '../../../../src/workflows/conversation/awaited-answers.js';
import type { Conversation } from '../../../../src/workflows/conversation/conversation.js';
import { mailboxConversation, aliasIdleMs } from '../../../../src/workflows/conversation/conversation.js';
import type { Outgoing } from '../../../../src/workflows/conversation/outbox.js';

type Signal = Outgoing | { kind: 'outside'; events: WhatsAppMessageEvent[] };

interface Node {
  conversation: Conversation;
  answers: AwaitedAnswers;
  inbox: Signal[];
  /**
   * Whether no signal of this run was handled yet. Those that wait then are handled by name, and not in their order.
   */
  isFirstActivation: boolean;
}

/** The order in which `conversationWorkflow` sets its handlers. */
const handlerOrder = ['handover', 'outside', 'events', 'moved'];

export class ConversationNetwork {
  readonly nodes = new Map<string, Node>();
  nowMs = 1_764_000_000_000;
  /** Signals between conversations. */
  signals = 0;
  private readonly asks: boolean;

  /** @param asks They ask each other, as conversations with dialogues do. */
  constructor(asks = false) {
    this.asks = asks;
  }

  /** The receiver's signalWithStart. */
  receive(userKey: string, events: WhatsAppMessageEvent[]): void {
    this.node(userKey).inbox.push({ kind: 'outside', events: JSON.parse(JSON.stringify(events)) });
  }

  /** A worker handles what has come. @returns whether there was something */
  work(userKey: string): boolean {
    const node = this.nodes.get(userKey);
    if (!node || node.inbox.length === 0) return false;
    const signals = node.isFirstActivation ? node.inbox.splice(0) : node.inbox.splice(0, 1);
    if (node.isFirstActivation) {
      signals.sort((one, other) => rank(one) - rank(other));
      node.isFirstActivation = false;
    }
    for (const signal of signals) this.take(node, signal);
    return true;
  }

  /** The server passes on one signal. @returns whether there was one */
  send(userKey: string): boolean {
    const node = this.nodes.get(userKey);
    const outgoing = node?.conversation.outbox.take();
    if (!node || !outgoing) return false;
    this.signals += 1;
    const signal = JSON.parse(JSON.stringify(outgoing)) as Outgoing;
    if (signal.to === userKey) throw new Error(`${userKey} signals itself`);
    if (signal.kind === 'moved' && !this.nodes.has(signal.to)) this.node(signal.to, signal.move);
    else this.node(signal.to).inbox.push(this.asked(node, signal));
    return true;
  }

  /** Continue-as-new: the state crosses as JSON, with what waits to be sent. */
  rollOver(userKey: string): void {
    const node = this.nodes.get(userKey);
    if (!node) return;
    const carried = JSON.parse(JSON.stringify(node.conversation.state));
    node.conversation = mailboxConversation({ userKey, carried }, this.nowMs);
    node.isFirstActivation = true;
  }

  /** An alias ends when it was idle for its time and has nothing to do. */
  endIdle(): void {
    for (const [key, { conversation, inbox }] of this.nodes) {
      const isIdle = conversation.movedTo !== undefined && this.nowMs >= conversation.lastSignalMs + aliasIdleMs;
      if (isIdle && inbox.length === 0 && conversation.outbox.isEmpty) this.nodes.delete(key);
    }
  }

  /** Works and sends until nothing is left to do. @returns how many steps that took */
  settle(maxSteps = 5_000): number {
    for (let steps = 0; steps < maxSteps; steps += 1) {
      const keys = [...this.nodes.keys()];
      const worked = keys.filter((key) => this.work(key)).length + keys.filter((key) => this.send(key)).length;
      if (worked === 0) return steps;
    }
    throw new Error(`still busy after ${maxSteps} rounds: signals go round in circles`);
  }

  get canonical(): string[] {
    return [...this.nodes].filter(([, { conversation }]) => conversation.movedTo === undefined).map(([key]) => key);
  }

  /** Ids of all kept messages, wherever they are. */
  get messageIds(): string[] {
    return this.states.flatMap(({ messages }) => messages.map(({ messageId }) => String(messageId)));
  }

  get messagesReceived(): number {
    return this.states.reduce((sum, { messagesReceived }) => sum + messagesReceived, 0);
  }

  /** Those that still wait for an answer of another one. */
  get held(): string[] {
    return [...this.nodes].filter(([, { answers }]) => !answers.areThere).map(([key]) => key);
  }

  private get states(): Conversation['summary'][] {
    return [...this.nodes.values()].map(({ conversation }) => conversation.summary);
  }

  private node(userKey: string, movedTo?: { userKey: string; atMs: number }): Node {
    let node = this.nodes.get(userKey);
    if (!node) {
      const conversation = mailboxConversation({ userKey, movedTo }, this.nowMs);
      node = { conversation, answers: new AwaitedAnswers(), inbox: [], isFirstActivation: true };
      this.nodes.set(userKey, node);
    }
    return node;
  }

  private asked({ answers }: Node, signal: Outgoing): Outgoing {
    if (!this.asks || signal.kind !== 'moved') return signal;
    answers.ask(signal.to);
    return { ...signal, move: { ...signal.move, asks: true } };
  }

  private take({ conversation, answers }: Node, signal: Signal): void {
    switch (signal.kind) {
      case 'outside':
        return conversation.takeEvents(signal.events, false, this.nowMs);
      case 'events':
        return conversation.takeEvents(signal.events, true, this.nowMs);
      case 'moved':
        answers.takeMove(signal.move);
        return conversation.takeMove(signal.move, this.nowMs);
      case 'request':
        break;
      case 'handover':
        answers.takeHandover(signal.handover);
        return conversation.takeHandover(signal.handover, this.nowMs);
    }
  }
}

function rank({ kind }: Signal): number {
  return handlerOrder.indexOf(kind);
}
