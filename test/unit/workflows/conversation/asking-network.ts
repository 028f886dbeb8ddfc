/**
 * Conversations that ask, and the signals between them in every order. Each conversation does what a run does: it holds
 * what comes until the others have told what they know, and a dialogue that waits takes the answers to its question.
 */
import { inspect } from 'node:util';
import type { WhatsAppEvent, WhatsAppMessageEvent } from '../../../../src/workflow.js';
import { AwaitedAnswers } from '../../../../src/workflows/conversation/awaited-answers.js';
import { Conversation } from '../../../../src/workflows/conversation/conversation.js';
import type { ConversationInbox } from '../../../../src/workflows/conversation/conversation-inbox.js';
import type { Outgoing } from '../../../../src/workflows/conversation/outbox.js';
import type { ConversationHandover } from '../../../../src/workflows/states.js';

const nowMs = 1_764_000_000_500;

/** A message of a user who shows these ids. A tap names the question, and a text names none. */
export function message(id: string, conversationKeys: string[], user: WhatsAppMessageEvent['user']): WhatsAppEvent {
  const timestamp = '1764000000';
  return { kind: 'message', messageId: id, user, conversationKeys, type: 'text', timestamp, receivedAtMs: 0, raw: {} };
}

interface Kept {
  waiting: WhatsAppEvent[];
  over: string[];
}

/** Waits for a tap with the id of its question. */
class AskingInbox implements ConversationInbox {
  readonly open = new Set<string>();
  readonly kept: Kept = { waiting: [], over: [] };
  readonly summary = { messages: [], messagesReceived: 0 };

  get isBusy(): boolean {
    return this.open.size > 0;
  }

  add(event: WhatsAppEvent): boolean {
    this.kept.waiting.push(event);
    return true;
  }

  merge({ bot }: ConversationHandover): void {
    const { waiting, over } = bot as Kept;
    this.kept.waiting.unshift(...waiting);
    this.kept.over.push(...over);
  }

  get state(): never {
    return { messages: [], messagesReceived: 0, seen: [], bot: this.kept } as never;
  }

  describe(): string {
    return '';
  }

  isStrangeTap = (event: WhatsAppEvent): boolean => isTap(event) && !this.knows(readId(event));

  takeStrangeTaps = (): WhatsAppEvent[] => {
    const taps = this.kept.waiting.filter(this.isStrangeTap);
    this.kept.waiting = this.kept.waiting.filter((event) => !taps.includes(event));
    return taps;
  };

  close(id: string): boolean {
    if (this.open.delete(id)) return Boolean(this.kept.over.push(id));
    return false;
  }

  private knows(id: string): boolean {
    return this.open.has(id) || this.kept.over.includes(id);
  }
}

const readId = (event: WhatsAppEvent): string => String((event as WhatsAppMessageEvent).messageId);
const isTap = (event: WhatsAppEvent): boolean => readId(event).startsWith('tap');

type Signal = Outgoing | { kind: 'outside'; to: string; events: WhatsAppEvent[] };

class Node {
  readonly conversation: Conversation<AskingInbox>;
  readonly answers = new AwaitedAnswers();
  readonly signals: Signal[] = [];

  constructor(userKey: string, movedTo?: { userKey: string; atMs: number }) {
    this.conversation = new Conversation({ userKey, movedTo }, nowMs, () => new AskingInbox());
  }

  get isSettled(): boolean {
    const { movedTo, outbox } = this.conversation;
    return movedTo === undefined && outbox.isEmpty && this.answers.areThere;
  }
}

/** One step of one conversation. */
interface Step {
  name: string;
  take: () => void;
}

export class AskingNetwork {
  readonly nodes = new Map<string, Node>();
  /** What dialogues have heard: `<conversation> answered <id>`, or `<conversation> heard <id>` for a new turn. */
  readonly heard: string[] = [];
  signals = 0;
  /** What happens from outside, in any order. */
  private outside: Step[] = [];

  ask(key: string, id: string): void {
    this.node(key).conversation.inbox.open.add(id);
  }

  /** Happens at any time. */
  later(name: string, take: () => void): void {
    this.outside.push({ name, take });
  }

  receive(event: WhatsAppEvent): void {
    const to = (event as WhatsAppMessageEvent).conversationKeys?.[0] ?? '';
    this.node(to).signals.push({ kind: 'outside', to, events: [event] });
  }

  /** All steps that are possible now. */
  get steps(): Step[] {
    const steps = this.outside.map((step): Step => ({ name: step.name, take: () => this.happen(step) }));
    for (const [key, node] of this.nodes) {
      if (node.signals.length > 0) steps.push({ name: `${key} works`, take: () => this.work(node) });
      if (!node.conversation.outbox.isEmpty) steps.push({ name: `${key} sends`, take: () => this.send(node) });
      if (this.next(node, false)) steps.push({ name: `${key} listens`, take: () => this.listen(key, node, false) });
    }
    return steps;
  }

  /** The time passes in which a tap that is strange everywhere is held. @returns whether something came of it */
  passTime(): boolean {
    for (const [key, node] of this.nodes) if (this.listen(key, node, true)) return true;
    return false;
  }

  settle(): void {
    for (let rounds = 0; rounds < 500; rounds += 1) {
      const [first] = this.steps;
      if (first) first.take();
      else if (!this.passTime()) return;
    }
    throw new Error('The conversations never come to rest');
  }

  /** The conversations that still wait for an answer of another one. Nothing comes any more: only time ends that. */
  get held(): string[] {
    return [...this.nodes].filter(([, { answers }]) => !answers.areThere).map(([key]) => key);
  }

  /** The same for two networks that go on in the same way. */
  get fingerprint(): string {
    const rest = this.outside.map(({ name }) => name);
    return inspect([this.nodes, this.heard, rest], { depth: Infinity, compact: true, breakLength: Infinity });
  }

  private happen(step: Step): void {
    this.outside = this.outside.filter((other) => other !== step);
    step.take();
  }

  private node(key: string): Node {
    let node = this.nodes.get(key);
    if (!node) this.nodes.set(key, (node = new Node(key)));
    return node;
  }

  private work(node: Node): void {
    const signal = node.signals.shift();
    const { conversation, answers } = node;
    if (signal?.kind === 'outside') conversation.takeEvents(signal.events, false, nowMs);
    if (signal?.kind === 'events') conversation.takeEvents(signal.events, true, nowMs, signal.route);
    if (signal?.kind === 'moved') {
      answers.takeMove(signal.move);
      conversation.takeMove(signal.move, nowMs);
    }
    if (signal?.kind === 'handover') {
      answers.takeHandover(signal.handover);
      conversation.takeHandover(signal.handover, nowMs);
    }
  }

  private send({ conversation, answers }: Node): void {
    const taken = conversation.outbox.take();
    if (!taken) return;
    this.signals += 1;
    const outgoing = JSON.parse(JSON.stringify(taken)) as Outgoing;
    if (outgoing.kind === 'moved') outgoing.move.asks = true;
    if (outgoing.kind === 'moved' && !this.nodes.has(outgoing.to)) {
      this.nodes.set(outgoing.to, new Node(outgoing.to, outgoing.move));
      return;
    }
    if (outgoing.kind === 'moved') answers.ask(outgoing.to);
    this.node(outgoing.to).signals.push(outgoing);
  }

  /** What a run takes out next: a tap that is strange is held longer than anything that is under way. */
  private next({ conversation, isSettled }: Pick<Node, 'conversation' | 'isSettled'>, isLate: boolean) {
    const { inbox } = conversation;
    const [first] = inbox.kept.waiting;
    if (!first || !(inbox.isBusy || isSettled)) return undefined;
    return inbox.isStrangeTap(first) && !(isLate && isSettled) ? undefined : first;
  }

  private listen(key: string, node: Node, isLate: boolean): boolean {
    const event = this.next(node, isLate);
    if (!event) return false;
    const { conversation } = node;
    conversation.inbox.kept.waiting.shift();
    const isAnswer = conversation.inbox.close(readId(event));
    this.heard.push(`${key} ${isAnswer ? 'answered' : 'heard'} ${readId(event)}`);
    conversation.yieldWhenIdle();
    return true;
  }
}

/** Plays what can happen, in every order. @returns the number of different ends */
export function playAll(make: () => AskingNetwork, check: (network: AskingNetwork, path: string[]) => void): number {
  const seen = new Set<string>();
  const open: number[][] = [[]];
  let ends = 0;
  for (let path = open.pop(); path; path = open.pop()) {
    const network = make();
    const names = path.map((choice) => {
      const step = network.steps[choice];
      step?.take();
      return step?.name ?? '';
    });
    const { fingerprint } = network;
    if (seen.has(fingerprint)) continue;
    seen.add(fingerprint);
    const { steps } = network;
    for (const choice of steps.keys()) open.push([...path, choice]);
    if (steps.length > 0) continue;
    ends += 1;
    network.settle();
    check(network, names);
  }
  return ends;
}
