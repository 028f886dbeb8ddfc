/** Two conversations of one user, in both of which something is under way. */
import { describe, expect, test } from '@jest/globals';
import type { WhatsAppEvent } from '../../../../src/workflow.js';
import { Conversation } from '../../../../src/workflows/conversation/conversation.js';
import type { ConversationInbox } from '../../../../src/workflows/conversation/conversation-inbox.js';

/** Keeps what it hears. A tap whose id does not begin with its name is strange to it. */
class BusyInbox implements ConversationInbox {
  isBusy = true;
  readonly heard: string[] = [];
  readonly merged: string[] = [];
  readonly state = { messages: [], messagesReceived: 0, seen: [] } as never;
  readonly summary = { messages: [], messagesReceived: 0 } as never;
  private readonly name: string;
  private waiting: WhatsAppEvent[] = [];

  constructor(name: string) {
    this.name = name;
  }

  add(event: WhatsAppEvent): boolean {
    this.heard.push(tapId(event));
    if (this.isStrangeTap(event)) this.waiting.push(event);
    return true;
  }

  merge({ fromKey }: { fromKey: string }): void {
    this.merged.push(fromKey);
  }

  describe(): string {
    return this.name;
  }

  isStrangeTap = (event: WhatsAppEvent): boolean => !tapId(event).startsWith(`${this.name}.`);

  takeStrangeTaps = (): WhatsAppEvent[] => this.waiting.splice(0);
}

const tapId = ({ raw }: WhatsAppEvent): string => (raw as { tap: string }).tap;

const tapOn = (id: string): WhatsAppEvent => ({
  kind: 'message',
  messageId: id,
  user: {},
  type: 'interactive',
  receivedAtMs: 0,
  raw: { tap: id },
});

class Pair {
  readonly inboxes = { a: new BusyInbox('a'), b: new BusyInbox('b'), c: new BusyInbox('c') };
  readonly nodes = { a: this.make('a'), b: this.make('b'), c: this.make('c') };
  signals = 0;

  private make(key: 'a' | 'b' | 'c', carried = {}): Conversation<BusyInbox> {
    return new Conversation({ userKey: key, carried }, 0, () => this.inboxes[key]);
  }

  /** Continues as new. */
  rollOver(key: 'a' | 'b' | 'c'): void {
    const carried = JSON.parse(JSON.stringify(this.nodes[key].state)) as object;
    this.nodes[key] = this.make(key, carried);
  }

  settle(): void {
    for (let moved = true; moved;) {
      moved = false;
      for (const node of Object.values(this.nodes)) {
        const outgoing = node.outbox.take();
        if (outgoing === undefined) continue;
        moved = true;
        this.signals += 1;
        if (this.signals > 100) throw new Error('The two conversations never come to rest');
        const target = this.nodes[outgoing.to as 'a' | 'b' | 'c'];
        if (outgoing.kind === 'moved') target.takeMove(outgoing.move, this.signals);
        if (outgoing.kind === 'events') target.takeEvents(outgoing.events, true, this.signals, outgoing.route);
        if (outgoing.kind === 'handover') target.takeHandover(outgoing.handover, this.signals);
      }
    }
  }
}

describe.each([
  ['a learns of b', ['a']],
  ['b learns of a', ['b']],
  ['both learn of each other', ['a', 'b']],
])('%s', (_, learners) => {
  const both = (): Pair => {
    const pair = new Pair();
    for (const key of learners) pair.nodes[key as 'a' | 'b'].learnUser({ userId: 'x' }, ['a', 'b'], 1);
    pair.settle();
    return pair;
  };

  test('both go on, and come to rest after a few signals', () => {
    const { nodes, signals } = both();
    expect(signals).toBeLessThan(8);
    expect([nodes.a.movedTo, nodes.b.movedTo]).toEqual([undefined, undefined]);
  });

  test('an answer to a question of the other one goes there, once', () => {
    const pair = both();
    const { nodes, inboxes } = pair;
    nodes.b.takeEvents([tapOn('a.1'), tapOn('b.1'), tapOn('c.1')], false, 10);
    nodes.b.takeEvents([tapOn('a.1')], false, 11);
    pair.settle();
    expect(inboxes.a.heard).toEqual(['a.1', 'c.1']);
    expect(inboxes.b.heard).toEqual(['b.1']);
  });

  test('the one with the smaller key yields when what was under way there has ended', () => {
    const pair = both();
    pair.inboxes.b.isBusy = false;
    pair.nodes.b.yieldWhenIdle();
    pair.settle();
    expect(pair.nodes.b.movedTo).toBeUndefined();
    pair.inboxes.a.isBusy = false;
    pair.nodes.a.yieldWhenIdle();
    pair.settle();
    expect([pair.nodes.a.movedTo, pair.nodes.b.movedTo]).toEqual(['b', undefined]);
    expect(pair.inboxes.b.merged).toEqual(['a']);
  });
});

test('an answer that came before the two knew of each other goes where its question was asked', () => {
  const pair = new Pair();
  pair.nodes.b.takeEvents([tapOn('a.1')], false, 0);
  pair.nodes.a.learnUser({ userId: 'x' }, ['a', 'b'], 1);
  pair.settle();
  expect(pair.inboxes.a.heard).toEqual(['a.1']);
});

test('an answer that is strange to both stays with one of them', () => {
  const pair = new Pair();
  pair.nodes.b.takeEvents([tapOn('x.1')], false, 0);
  pair.nodes.a.learnUser({ userId: 'x' }, ['a', 'b'], 1);
  pair.settle();
  expect([pair.inboxes.a.heard, pair.inboxes.b.heard]).toEqual([['x.1'], ['x.1']]);
  pair.nodes.b.takeEvents([tapOn('x.1')], false, 2);
  pair.settle();
  expect(pair.inboxes.a.heard).toEqual(['x.1']);
});

test('three come to rest, too', () => {
  const pair = new Pair();
  pair.nodes.a.learnUser({ userId: 'x' }, ['a', 'b'], 1);
  pair.nodes.b.learnUser({ userId: 'x' }, ['b', 'a'], 1);
  pair.nodes.c.learnUser({ userId: 'x' }, ['c', 'b', 'a'], 1);
  pair.settle();
  for (const key of ['a', 'b', 'c'] as const) {
    pair.inboxes[key].isBusy = false;
    pair.nodes[key].yieldWhenIdle();
  }
  pair.settle();
  expect([pair.nodes.a.movedTo, pair.nodes.b.movedTo, pair.nodes.c.movedTo]).toEqual(['c', 'c', undefined]);
});

test.each(['a', 'b'] as const)(
  'after a rollover, too, answers go to the others: %s has nothing more under way',
  (ended) => {
    const pair = new Pair();
    for (const key of ['a', 'b', 'c'] as const) pair.nodes[key].learnUser({ userId: 'x' }, ['a', 'b', 'c'], 1);
    pair.settle();
    pair.rollOver('c');
    pair.inboxes[ended].isBusy = false;
    pair.nodes[ended].yieldWhenIdle();
    pair.settle();
    const other = ended === 'a' ? 'b' : 'a';
    pair.nodes.c.takeEvents([tapOn(`${other}.1`)], false, 10);
    pair.settle();
    expect(pair.inboxes[other].heard).toEqual([`${other}.1`]);
  },
);

test('a run goes on with the one busy conversation that an earlier version has carried', () => {
  const inbox = new BusyInbox('b');
  const conversation = new Conversation({ userKey: 'b', carried: { busyPeer: 'a' } }, 0, () => inbox);
  conversation.takeEvents([tapOn('a.1')], false, 1);
  expect(conversation.outbox.take()).toMatchObject({ to: 'a', kind: 'events' });
});
