/** Conversations whose bot is silent: of another workflow than the one that is set, or standing still. */
import { expect, test } from '@jest/globals';
import { judgeConversations } from '../../../../../src/cli/doctor/conversations/conversation-checks.js';
import type { RunningConversation } from '../../../../../src/cli/doctor/conversations/running-conversations.js';
import { loadConfig } from '../../../../../src/environment/config.js';

const number = '106540352242922';
const id = (user: string): string => `whatsapp-conversation:${number}:${user}`;
const runs = (type: string, user: string, problem?: string): RunningConversation => ({
  workflowId: id(user),
  type,
  ...(problem !== undefined && { problem }),
});
const judge = (workflow: string, ...found: RunningConversation[]): ReturnType<typeof judgeConversations> =>
  judgeConversations(loadConfig({ WHATSAPP_CONVERSATION_WORKFLOW: workflow, TEMPORAL_ADDRESS: 't:7233' }), found, 'ns');

test('one that stands still is a failure, with the command that ends it', () => {
  const verdicts = judge('shp', runs('shp', '491701234567', 'no such function is exported by the workflow bundle'));
  expect(verdicts).toEqual([
    {
      status: 'failure',
      message: expect.stringMatching(/of the workflow shp and cannot go on.*no such function is exported/),
      remedy: expect.stringContaining(
        `temporal workflow terminate --address t:7233 --namespace ns --reason "wrong conversation" --workflow-id '${id('491701234567')}'`,
      ),
    },
  ]);
});

test('several of the library’s own beside a bot are a failure, which one command ends', () => {
  const plain = ['491701234567', 'US.13491208655302741918'].map((user) => runs('conversationWorkflow', user));
  const [verdict, ...more] = judge('shop', ...plain, runs('shop', '491707654321'));
  expect(more).toEqual([]);
  expect(verdict).toMatchObject({
    status: 'failure',
    message: expect.stringContaining('2 conversations are of the workflow conversationWorkflow, and not of shop'),
    remedy: expect.stringContaining(
      `--query 'WorkflowType = "conversationWorkflow" AND WorkflowId STARTS_WITH "${id('')}" AND ExecutionStatus = "Running"' --yes`,
    ),
  });
});

test('another bot, and the library’s own where none is set, are warnings', () => {
  expect(judge('shop', runs('oldShop', '491701234567'))).toMatchObject([{ status: 'warning' }]);
  expect(judge('', runs('conversationWorkflow', '491701234567'))).toMatchObject([
    { status: 'warning', message: expect.stringContaining('WHATSAPP_CONVERSATION_WORKFLOW is not set') },
  ]);
  expect(judge('', runs('shop', '491701234567'))).toMatchObject([
    { status: 'warning', remedy: expect.stringContaining('WHATSAPP_CONVERSATION_WORKFLOW=shop') },
  ]);
});

test.each([
  ['', 'group:Y2FwaV9ncm91cDo', 'ok'],
  ['', 'group:491701234567', 'ok'],
  ['', '491701234567', 'warning'],
  ['a key of sixteen characters', 'group:h1-abc', 'ok'],
  ['a key of sixteen characters', 'h1-abc', 'warning'],
])('of a workflow for groups, with the id key "%s": %s is %s', (idKey, key, status) => {
  const variables = { WHATSAPP_CONVERSATION_WORKFLOW: 'shop', WHATSAPP_GROUP_CONVERSATION_WORKFLOW: 'family' };
  const config = loadConfig({ ...variables, WHATSAPP_ID_KEY: idKey });
  expect(judgeConversations(config, [runs('family', key)], 'ns')).toMatchObject([{ status }]);
});

test('those of the workflow that is set, and groups, are well, also those that an earlier version kept', () => {
  const ofGroups = ['group:Y2FwaV9ncm91cDo', 'Y2FwaV9ncm91cDo'].map((key) => runs('conversationWorkflow', key));
  expect(judge('shop', runs('shop', '491701234567'), ...ofGroups)).toMatchObject([
    { status: 'ok', message: expect.stringContaining('goes to shop') },
  ]);
  expect(judge('')).toMatchObject([{ status: 'ok', message: expect.stringContaining('no conversation runs') }]);
});

test('a group that wrote before its workflow was named keeps the library’s own, which is a failure with its remedy', () => {
  const variables = { WHATSAPP_CONVERSATION_WORKFLOW: 'shop', WHATSAPP_GROUP_CONVERSATION_WORKFLOW: 'family' };
  const old = ['group:a', 'group:b'].map((key) => runs('conversationWorkflow', key));
  expect(judgeConversations(loadConfig(variables), [...old, runs('shop', '1')], 'ns')).toMatchObject([
    {
      status: 'failure',
      message: expect.stringMatching(/2 conversations .*conversationWorkflow, and not of family, which is for groups$/),
      remedy: expect.stringContaining(`WorkflowId STARTS_WITH "${id('group:')}"`),
    },
  ]);
  expect(judge('shop', runs('family', 'group:a'))).toMatchObject([
    { status: 'warning', message: expect.stringContaining('WHATSAPP_GROUP_CONVERSATION_WORKFLOW is not set here') },
  ]);
});
