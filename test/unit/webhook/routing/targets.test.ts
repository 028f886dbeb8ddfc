/** Events with several targets, and those whose workflow does not run: from the POST to the fates. */
import { WorkflowNotFoundError } from '@temporalio/client';
import { describe, expect, test } from '@jest/globals';
import { conversationWorkflowId } from '../../../../src/common/ids/workflow-ids.js';
import type { WebhookRoute } from '../../../../src/webhook/routing/application-route.js';
import { grpcError, post, receiver, textMessage, webhookBody } from '../recording-client.js';

const conversation = conversationWorkflowId('10001', '1');

/** Posts a message, or an account event, to a receiver whose Temporal has only these workflows. */
async function run(
  routes: WebhookRoute[],
  { runs = [] as string[], fallback = 'dead-letter' as 'dead-letter' | 'ignore' | WebhookRoute, failing = '' } = {},
  kind: 'message' | 'account' = 'message',
) {
  const { handle, client, log } = receiver({ routes, fallback });
  client.beforeAccepting = ({ workflowId, call }) => {
    if (workflowId === failing) throw grpcError(14);
    if (call === 'signal' && !runs.includes(workflowId)) throw new WorkflowNotFoundError('gone', workflowId, undefined);
  };
  const change = { field: 'account_update', value: { event: 'DISABLED_UPDATE' } };
  const account = JSON.stringify({ entry: [{ id: '900', changes: [change] }] });
  const body = kind === 'message' ? webhookBody({ messages: [textMessage('m', '1')] }) : account;
  const { status } = await handle(post(body));
  const { fields } = log.lines.at(-1) as { fields: Record<string, unknown> };
  return {
    status,
    reached: client.accepted.map(({ workflowId }) => workflowId).sort(),
    kept: [...client.letters.values()].map(({ args: [{ reason, byRoute }] }) =>
      byRoute ? [reason, 'by route'] : [reason],
    ),
    events: fields['events'],
    delivered: fields['delivered'],
    ignored: fields['ignored'],
    redeliver: () => handle(post(body)),
    client,
  };
}

test('each target gets the event, which counts as one', async () => {
  const both = await run([() => [{ workflowId: 'a' }, 'next']], { runs: ['a'] });
  expect(both).toMatchObject({ status: 200, reached: ['a', conversation].sort(), kept: [], events: 1, delivered: 2 });
});

describe('a late tap on an old button', () => {
  const byButton = (otherwise?: 'next' | 'ignore' | 'dead-letter'): WebhookRoute[] => [
    () => ({ workflowId: 'order-7', ...(otherwise && { otherwise }) }),
  ];

  test('goes to the conversation, and is no dead letter', async () => {
    expect(await run(byButton())).toMatchObject({ status: 200, reached: [conversation], kept: [], delivered: 1 });
    expect(await run(byButton('next'))).toMatchObject({ status: 200, reached: [conversation], kept: [] });
  });

  test('is ignored, or kept, when the route says so', async () => {
    expect(await run(byButton('ignore'))).toMatchObject({ reached: [], kept: [], ignored: { 'workflow-ended': 1 } });
    expect(await run(byButton('dead-letter'))).toMatchObject({
      reached: [],
      kept: [['workflow-not-found', 'by route']],
    });
  });

  test('goes to its workflow while that runs, and nowhere else', async () => {
    expect(await run(byButton(), { runs: ['order-7'] })).toMatchObject({ reached: ['order-7'], kept: [] });
  });
});

describe('a target that is not there', () => {
  test('keeps what no conversation would have had, whatever the fallback', async () => {
    const routes = [() => ({ workflowId: 'a' })];
    expect(await run(routes, { fallback: 'ignore' }, 'account')).toMatchObject({
      kept: [['workflow-not-found', 'by route']],
    });
  });

  test('and next goes on to the fallback, and is kept as not found when that takes nothing', async () => {
    const routes: WebhookRoute[] = [() => ({ workflowId: 'a', otherwise: 'next' })];
    const fallback: WebhookRoute = () => ({ workflowId: 'watch', workflowType: 'w' });
    expect(await run(routes, { fallback }, 'account')).toMatchObject({ reached: ['watch'], kept: [] });
    expect(await run(routes, { fallback: 'ignore' }, 'account')).toMatchObject({
      kept: [],
      ignored: { 'route-ignores': 1 },
    });
    expect(await run(routes, {}, 'account')).toMatchObject({ kept: [['workflow-not-found', 'by route']] });
  });

  test('and next, beside one that has the event, asks nobody twice and keeps nothing', async () => {
    const two: WebhookRoute[] = [
      () => [
        { workflowId: 'a', otherwise: 'next' },
        { workflowId: 'b', otherwise: 'next' },
      ],
    ];
    expect(await run(two, { runs: ['b'] }, 'account')).toMatchObject({ reached: ['b'], kept: [], events: 1 });
    expect(await run(two, {}, 'account')).toMatchObject({ reached: [], kept: [['workflow-not-found', 'by route']] });
    expect(await run(two)).toMatchObject({ reached: [conversation], kept: [] });
    expect(await run([() => [{ workflowId: 'a' }, 'next']])).toMatchObject({ reached: [conversation], kept: [] });
  });

  test('and next can lead to several', async () => {
    const routes: WebhookRoute[] = [
      () => ({ workflowId: 'a' }),
      () => [{ workflowId: 'b', workflowType: 'w' }, 'next'],
    ];
    expect(await run(routes)).toMatchObject({ reached: ['b', conversation].sort(), kept: [], events: 1, delivered: 2 });
  });
});

test('one target that Temporal cannot take now makes the POST come again, to all of them', async () => {
  const first = await run([() => [{ workflowId: 'a' }, 'next']], { runs: ['a'], failing: conversation });
  expect(first).toMatchObject({ status: 503, reached: ['a'], kept: [] });
  first.client.beforeAccepting = () => undefined;
  expect((await first.redeliver()).status).toBe(200);
  expect(first.client.accepted.map(({ workflowId }) => workflowId).sort()).toEqual(['a', 'a', conversation].sort());
});
