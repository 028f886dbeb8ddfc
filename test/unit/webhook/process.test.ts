import { WorkflowNotFoundError } from '@temporalio/client';
import fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { conversationWorkflowId } from '../../../src/common/ids/workflow-ids.js';
import { resolveProcessingOptions, type WebhookProcessingOptions } from '../../../src/webhook/options.js';
import { createProcessor, type WebhookContent } from '../../../src/webhook/process.js';
import type { WebhookRoute } from '../../../src/webhook/routing/application-route.js';
import { letterEvents } from '../../helpers/any-webhook.js';
import { webhookLike } from '../../helpers/webhook-arbitrary.js';
import { grpcError, post, receiver, recordingOptions, textMessage, webhookBody } from './recording-client.js';

const message = webhookBody({ messages: [textMessage('m', '1')] });

async function redrive(content: WebhookContent, options: Partial<WebhookProcessingOptions> = {}) {
  const recording = recordingOptions();
  const process = createProcessor(resolveProcessingOptions({ ...recording, ...options }));
  const { parts, accepted } = await process(content, 1_700, { keepDeadLetters: false });
  return { fates: parts.map(({ fate }) => fate), accepted, client: recording.client };
}

describe('without keeping dead letters', () => {
  test('a webhook is delivered, with the time at which it came', async () => {
    const { fates, accepted, client } = await redrive({ webhook: JSON.parse(message) as unknown });
    expect({ fates, accepted }).toEqual({ fates: [{ kind: 'delivered', target: 'conversation' }], accepted: true });
    expect(client.accepted).toMatchObject([
      { workflowId: conversationWorkflowId('10001', '1'), events: [{ messageId: 'm', receivedAtMs: 1_700 }] },
    ]);
  });

  test('a text that is JSON is delivered too, also from base64', async () => {
    const base64 = Buffer.from(message).toString('base64');
    for (const content of [{ text: message }, { text: base64, encoding: 'base64' as const }]) {
      expect((await redrive(content)).fates).toEqual([{ kind: 'delivered', target: 'conversation' }]);
    }
  });

  test.each<[string, WebhookContent, object]>([
    ['no JSON', { text: '{' }, { reason: 'not-json' }],
    ['an empty text', { text: '' }, { reason: 'not-json' }],
    ['no webhook', { webhook: { entry: 7 } }, { reason: 'malformed', problem: expect.any(String) }],
    ['null', { webhook: null }, { reason: 'malformed' }],
    [
      'a field that nobody takes',
      { webhook: { entry: [{ changes: [{ field: 'x', value: { a: 1 } }] }] } },
      { reason: 'no-route' },
    ],
  ])('%s names what would be kept, and starts nothing', async (_what, content, fate) => {
    const { fates, accepted, client } = await redrive(content);
    expect(fates).toMatchObject([{ kind: 'dead-letter', ...fate }]);
    expect(fates[0]).not.toHaveProperty('isNew');
    expect(accepted).toBe(true);
    expect(client.letterStarts).toEqual([]);
  });

  test('a refusal by Temporal is named too, and a failure is told apart', async () => {
    const recording = recordingOptions();
    const process = createProcessor(resolveProcessingOptions(recording));
    const fateAt = async (code: number) => {
      recording.client.beforeAccepting = () => {
        throw grpcError(code);
      };
      return process({ text: message }, 0, { keepDeadLetters: false });
    };
    expect(await fateAt(3)).toMatchObject({
      accepted: true,
      parts: [{ fate: { kind: 'dead-letter', reason: 'refused-by-temporal' } }],
    });
    expect(await fateAt(14)).toMatchObject({ accepted: false, parts: [{ fate: { kind: 'not-delivered' } }] });
    expect(recording.client.letterStarts).toEqual([]);
  });
});

test('a dead letter of an unknown number is delivered by a redrive once the number is known', async () => {
  const { handle, client } = receiver({ phoneNumberIds: ['77777'] });
  expect((await handle(post(message))).status).toBe(200);
  expect(client.accepted).toEqual([]);
  const [letter] = client.letters.values();
  expect(letter?.args[0]).toMatchObject({ reason: 'phone-number-id-unknown', phoneNumberId: '10001' });
  const content = letter!.args[0];
  expect((await redrive(content, { phoneNumberIds: ['77777'] })).fates).toMatchObject([{ kind: 'dead-letter' }]);
  const redriven = await redrive(content, { phoneNumberIds: ['77777', '10001'] });
  expect(redriven.client.accepted).toMatchObject([{ events: [{ messageId: 'm' }] }]);
});

test('a dead letter of several items is delivered by one redrive, and stays when one of them has to', async () => {
  const { handle, client } = receiver({ phoneNumberIds: ['77777'] });
  const messages = ['1', '2', '1'].map((from, index) => textMessage(`m${index}`, from));
  expect((await handle(post(webhookBody({ messages })))).status).toBe(200);
  const [letter, ...others] = client.letters.values();
  expect([others.length, letter?.memo.deadLetter.items]).toEqual([0, 3]);
  const redriven = await redrive(letter!.args[0], { phoneNumberIds: ['10001'] });
  expect(redriven.client.accepted.map(({ events }) => events.length)).toEqual([2, 1]);
  const routes: WebhookRoute[] = [
    (event) => ('messageId' in event && event.messageId === 'm1' ? 'dead-letter' : undefined),
  ];
  const { fates } = await redrive(letter!.args[0], { phoneNumberIds: ['10001'], routes });
  expect(fates.map((fate) => fate?.kind)).toEqual(['delivered', 'dead-letter', 'delivered']);
});

test('an item that Meta delivers again is the same dead letter', async () => {
  const { handle, client, log } = receiver();
  const body = webhookBody({ messages: [7, textMessage('m', '1')] });
  for (let delivery = 0; delivery < 3; delivery += 1) expect((await handle(post(body))).status).toBe(200);
  expect(client.letterStarts).toHaveLength(3);
  expect(client.letters.size).toBe(1);
  const lines = log.lines.filter(({ level }) => level === 'warn').map(({ fields }) => fields['deadLetters']);
  expect(lines).toMatchObject([[{ isNew: true }], [{ isNew: false }], [{ isNew: false }]]);
});

test('a dead letter that Temporal does not take makes the POST come again', async () => {
  const { handle, client } = receiver();
  client.beforeKeeping = () => {
    throw grpcError(14);
  };
  const response = await handle(post(webhookBody({ messages: [7, textMessage('m', '1')] })));
  expect(response).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
  expect(client.accepted).toHaveLength(1);
});

/** What went to the same workflow twice. */
function repeated(copies: readonly { workflowId: string; event: object }[]): object[] {
  const ids = new Map<object, Set<string>>();
  return copies.filter(({ workflowId, event }) => {
    const seen = ids.get(event) ?? new Set();
    ids.set(event, seen);
    return seen.size === seen.add(workflowId).size;
  });
}

describe('every event of any batch', () => {
  const targets = [
    undefined,
    'ignore',
    'dead-letter',
    { workflowId: 'a' },
    { workflowId: 'b', workflowType: 'w' },
    { workflowId: 'gone', otherwise: 'next' },
    { workflowId: 'gone' },
    [{ workflowId: 'gone', otherwise: 'ignore' }, 'next'],
    [{ workflowId: 'a' }, { workflowId: 'b', workflowType: 'w' }],
    ['next'],
    'throw',
  ] as const;
  const route = fc.array(fc.constantFrom(...targets), { minLength: 1, maxLength: 5 }).map((answers): WebhookRoute => {
    let asked = 0;
    return () => {
      const answer = answers[asked++ % answers.length];
      if (answer === 'throw') throw new Error('no');
      return answer;
    };
  });
  const options = fc.record({
    phoneNumberIds: fc.constantFrom<WebhookProcessingOptions['phoneNumberIds']>('any', ['10001'], ['10001', '10002']),
    routes: fc.array(route, { maxLength: 2 }),
    fallback: fc.oneof(fc.constantFrom('dead-letter' as const, 'ignore' as const), route),
    idKey: fc.constantFrom(undefined, 'a key of sixteen characters'),
    maxConcurrentSignals: fc.constantFrom(1, 3, 50),
  });

  test('is delivered, ignored or kept, exactly once for each of its targets', async () => {
    const property = fc.asyncProperty(
      fc.array(webhookLike, { minLength: 1, maxLength: 3 }),
      options,
      async (bodies, given) => {
        const { idKey, ...rest } = given;
        const recording = recordingOptions();
        recording.client.beforeAccepting = ({ workflowId, call }) => {
          if (workflowId === 'gone' && call === 'signal')
            throw new WorkflowNotFoundError('gone', workflowId, undefined);
        };
        const all = { ...recording, ...rest, ...(idKey !== undefined && { idKey }) };
        const process = createProcessor(resolveProcessingOptions(all));
        let [delivered, kept] = [0, 0];
        for (const body of bodies) {
          const webhook: unknown = JSON.parse(JSON.stringify(body));
          const { parts, accepted } = await process({ webhook }, 0, { keepDeadLetters: true });
          expect(accepted).toBe(true);
          const count = (kind: string): number => parts.filter(({ fate }) => fate?.kind === kind).length;
          expect(count('delivered') + count('ignored') + count('dead-letter')).toBe(parts.length);
          delivered += count('delivered');
          kept += count('dead-letter');
          const signaled = recording.client.accepted.flatMap((signal) => signal.events);
          const letters = recording.client.letterStarts.flatMap(letterEvents);
          expect([signaled.length, letters.length]).toEqual([delivered, kept]);
          const copies = recording.client.accepted.flatMap(({ workflowId, events }) =>
            events.map((event) => ({ workflowId, event })),
          );
          expect(repeated(copies)).toEqual([]);
        }
      },
    );
    await fc.assert(property, { numRuns: 300 });
  });

  test('keeps its order among those of the same workflow', async () => {
    const { handle, client } = receiver();
    const ids = Array.from({ length: 40 }, (_, index) => `m${index}`);
    await handle(post(webhookBody({ messages: ids.map((id, index) => textMessage(id, String(index % 3))) })));
    const orders = new Map<string, number[]>();
    for (const { workflowId, events } of client.accepted) {
      const order = events.map((event) => ids.indexOf(('messageId' in event && event.messageId) || ''));
      orders.set(workflowId, [...(orders.get(workflowId) ?? []), ...order]);
    }
    expect(Object.fromEntries(orders)).toEqual(
      Object.fromEntries(
        ['0', '1', '2'].map((from) => [
          conversationWorkflowId('10001', from),
          [...ids.keys()].filter((index) => String(index % 3) === from),
        ]),
      ),
    );
  });
});
