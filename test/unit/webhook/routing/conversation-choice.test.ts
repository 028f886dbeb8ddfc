import { describe, expect, test } from '@jest/globals';
import { ConfigError, loadConfig } from '../../../../src/environment/config.js';
import { chooseConversation, findChoiceProblem } from '../../../../src/webhook/routing/conversation-choice.js';

const [one, other] = ['106540352242922', '116540352242922'];

describe('the workflow of a number', () => {
  test.each([
    ['nothing chosen', undefined, 'conversationWorkflow', 'q', false],
    ['one name', 'shop', 'shop', 'q', true],
    ['one with a queue', { workflow: 'shop', taskQueue: 'python' }, 'shop', 'python', true],
    ['by number', { [one]: { workflow: 'shop', taskQueue: 'python' } }, 'shop', 'python', true],
    ['by another number', { [other]: 'shop' }, 'conversationWorkflow', 'q', false],
  ] as const)('%s', (_, choices, workflowType, taskQueue, isChosen) => {
    expect(chooseConversation(choices, 'q')(one)).toEqual({ workflowType, taskQueue, isChosen });
  });

  test.each([
    7,
    '',
    null,
    [],
    { workflow: 7 },
    { workflow: 'a', taskQueue: '' },
    { abc: 'shop' },
    { [one]: 7 },
    { [one]: { taskQueue: 'q' } },
  ])('%j is refused', (choices) => {
    if (Array.isArray(choices)) expect(findChoiceProblem(choices)).toBeUndefined();
    else expect(findChoiceProblem(choices)).toMatch(/^(must|has|of) /);
  });
});

describe('by environment', () => {
  const load = (value: string) => loadConfig({ WHATSAPP_CONVERSATION_WORKFLOW: value }).webhook.conversation;

  test.each([
    ['shop', { workflow: 'shop' }],
    ['shop@python', { workflow: 'shop', taskQueue: 'python' }],
    [`${one}=shop, ${other}=bot@q`, { [one]: { workflow: 'shop' }, [other]: { workflow: 'bot', taskQueue: 'q' } }],
  ])('%s', (value, expected) => expect(load(value)).toEqual(expected));

  test.each(['shop,bot', 'a=b', `${one}=`, 'shop@', '@q', 'a b', `${one}=shop,bot`])('%s is refused', (value) => {
    expect(() => load(value)).toThrow(ConfigError);
  });
});
