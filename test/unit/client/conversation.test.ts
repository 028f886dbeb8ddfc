import { expect, test } from '@jest/globals';
import { ServiceError, WorkflowNotFoundError, WorkflowUpdateFailedError, type Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { WhatsAppClient } from '../../../src/client.js';

type Answer = () => unknown;

const throwing =
  (error: Error): Answer =>
  () => {
    throw error;
  };
const notFound = throwing(new WorkflowNotFoundError('no such workflow', 'id', undefined));
const moved = throwing(
  new WorkflowUpdateFailedError(
    'Workflow Update failed',
    ApplicationFailure.create({ type: 'WhatsApp.ConversationMoved', details: [{}, { userKey: 'DE.1' }] }),
  ),
);
const failedTask = throwing(
  new ServiceError('Workflow Update failed', {
    cause: Object.assign(
      new Error(
        '9 FAILED_PRECONDITION: Unable to perform workflow execution update due to unexpected workflow task failure.',
      ),
      { code: 9 },
    ),
  }),
);
const done: Answer = () => 'done';

/** A conversation whose client answers the calls in this order, and what was called. */
function conversationWith(answers: Answer[]): { skip: () => Promise<void>; calls: string[] } {
  const calls: string[] = [];
  const answer = async (call: string): Promise<unknown> => {
    calls.push(call);
    return (answers.shift() ?? done)();
  };
  const workflow = {
    getHandle: (id: string) => ({ executeUpdate: () => answer(`update ${id}`) }),
    executeUpdateWithStart: () => answer('start'),
  };
  const whatsapp = new WhatsAppClient({ client: { workflow } as unknown as Client });
  const conversation = whatsapp.conversation({ phoneNumberId: '1', user: '+4917', workflow: 'shop' });
  return { skip: () => conversation.skip(), calls };
}

const key = (user: string) => `update whatsapp-conversation:1:${user}`;
const cases: [string, Answer[], string[]][] = [
  ['runs', [done], [key('4917')]],
  ['does not run', [notFound, done], [key('4917'), 'start']],
  ['has another id', [moved, done], [key('4917'), key('DE.1')]],
  ['is started under another id meanwhile', [notFound, moved, done], [key('4917'), 'start', key('DE.1')]],
  ['ended its run at this moment', [failedTask, failedTask, done], [key('4917'), key('4917'), key('4917')]],
];

test.each(cases)('an update of a conversation that %s', async (_name, answers, expected) => {
  const { skip, calls } = conversationWith(answers);
  await skip();
  expect(calls).toEqual(expected);
});

test('an update whose task fails again and again is given up', async () => {
  const { skip, calls } = conversationWith(Array.from({ length: 10 }, () => failedTask));
  await expect(skip()).rejects.toThrow('Workflow Update failed');
  expect(calls).toHaveLength(5);
});

test.each([undefined, 'a key of sixteen characters'])(
  'a group and a user with the same id are two conversations, with the id key %s',
  async (idKey) => {
    const asked: string[] = [];
    const getHandle = (id: string) => ({ query: async () => ({ at: asked.push(id) }) });
    const client = { workflow: { getHandle } } as unknown as Client;
    const whatsapp = new WhatsAppClient({ client, ...(idKey !== undefined && { idKey }) });
    for (const target of [{ group: '15550001111' }, { user: '15550001111' }]) {
      await whatsapp.conversation({ phoneNumberId: '1', ...target }).state();
    }
    const [ofGroup, ofUser] = asked;
    expect(ofGroup).toBe(ofUser?.replace(':1:', ':1:group:'));
  },
);
