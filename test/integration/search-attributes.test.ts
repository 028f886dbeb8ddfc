/** `temporal-whatsapp search-attributes`, and conversations that are found by them, on a real server of its own. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { NativeConnection, Worker } from '@temporalio/worker';
import { conversationWorkflowId } from '../../src/client.js';
import { credentialsFrom, WhatsAppPlugin } from '../../src/index.js';
import { text } from '../../src/messages.js';
import { createWhatsAppTest, type Phone, type WhatsAppTest } from '../../src/testing/index.js';
import { eventually } from '../helpers/eventually.js';
import { silenceRuntime } from '../helpers/logger.js';
import { rejection } from '../helpers/rejection.js';
import { runCommand } from '../helpers/run-command.js';
import { tokenMarker } from '../helpers/secrets.js';
import { testWorkflowBundle } from '../helpers/stack.js';
import { startRestartableServer, type RestartableServer } from '../helpers/temporal-server.js';

let server: RestartableServer;
beforeAll(async () => {
  silenceRuntime();
  server = await startRestartableServer();
});
afterAll(() => server.remove());

const register = () => runCommand(['search-attributes'], { TEMPORAL_ADDRESS: server.address });

/** The tests build on each other: the server begins without the attributes. */
test('a worker says what is missing before it runs, and the command registers it once', async () => {
  const connection = await NativeConnection.connect({ address: server.address });
  const createWorker = async (taskQueue: string) =>
    Worker.create({
      connection,
      taskQueue,
      workflowBundle: await testWorkflowBundle(),
      plugins: [new WhatsAppPlugin({ credentials: credentialsFrom(() => undefined), searchAttributes: true })],
    });
  const failure = await rejection((await createWorker('refused')).run());
  expect(String(failure)).toContain('lacks the search attributes WhatsAppNumber, WhatsAppOwner');
  expect(String(failure)).toContain('temporal-whatsapp search-attributes');
  const names = ['WhatsAppNumber  ', 'WhatsAppOwner   ', 'WhatsAppState   ', 'WhatsAppDialogue', 'WhatsAppOutcome '];
  expect((await register()).printed).toEqual(names.map((name) => `${name}  Keyword  registered`));
  expect((await register()).printed).toEqual(names.map((name) => `${name}  Keyword  was there`));
  const worker = await createWorker('searchable');
  const end = worker.run();
  await eventually(() => worker.getState() === 'RUNNING');
  worker.shutdown();
  await end;
  await connection.close();
});

const kits: WhatsAppTest[] = [];
afterEach(() => Promise.all(kits.splice(0).map((kit) => kit.close())));

async function startKit(conversation: string): Promise<WhatsAppTest> {
  const kit = await createWhatsAppTest({
    workflowBundle: await testWorkflowBundle(),
    server: { address: server.address },
    conversation,
    emulator: { accessToken: `${tokenMarker}search` },
    within: '20 seconds',
  });
  kits.push(kit);
  return kit;
}

const conversationWith = ({ whatsapp, phoneNumberId }: WhatsAppTest, { user }: Phone) =>
  whatsapp.conversation({ phoneNumberId, user, workflow: 'searchable' });

test('conversations are found by number, owner, state and dialogue', async () => {
  const kit = await startKit('searchable');
  const [ann, bob] = [kit.phone('+491510000001'), kit.phone('+491510000002')];
  const finds = (query: string, expected: Phone[]) =>
    eventually(async () => {
      const queryText = `WhatsAppNumber = '${kit.phoneNumberId}' AND ExecutionStatus = 'Running' AND ${query}`;
      const ids: string[] = [];
      for await (const { workflowId } of kit.client.workflow.list({ query: queryText })) ids.push(workflowId);
      const users = expected.map(({ user }) => kit.emulator.userIds(user));
      return ids.length === users.length && users.every((all) => ids.some((id) => all.some((one) => id.endsWith(one))));
    });
  await bob.says('hello');
  await bob.sees('You say hello');
  await ann.says('order');
  await ann.sees('Which size?');
  await finds("WhatsAppState = 'asking' AND WhatsAppDialogue = 'onMessage' AND WhatsAppOwner = 'bot'", [ann]);
  await finds("WhatsAppState = 'idle' AND WhatsAppDialogue IS NULL", [bob]);
  await ann.taps('Small');
  await ann.sees('One Small');
  await finds("WhatsAppState = 'idle'", [ann, bob]);
  await bob.says('human');
  await finds("WhatsAppOwner = 'human' AND WhatsAppState = 'handed-over'", [bob]);
  await conversationWith(kit, bob).handBack();
  await finds("WhatsAppOwner = 'bot'", [ann, bob]);
  // The end of a lease is told although nobody writes.
  await conversationWith(kit, ann).takeOver({ by: 'team', for: '3 seconds' });
  await finds("WhatsAppOwner = 'team'", [ann]);
  await finds("WhatsAppOwner = 'bot'", [ann, bob]);
});

test('a turn without a change costs nothing, a question two actions, and the history replays', async () => {
  const kit = await startKit('searchableLongRun');
  const ann = kit.phone('+491510000003');
  for (const word of ['one', 'two', 'three']) {
    await ann.says(word);
    await ann.sees(`You say ${word}`);
  }
  const { userKey } = await conversationWith(kit, ann).state();
  const handle = kit.client.workflow.getHandle(conversationWorkflowId(kit.phoneNumberId, userKey));
  const listUpserts = async (): Promise<string[]> => {
    const { events } = await handle.fetchHistory();
    const upserts = events?.map((event) => event.upsertWorkflowSearchAttributesEventAttributes?.searchAttributes);
    const states = upserts?.flatMap((upsert) => upsert?.indexedFields?.['WhatsAppState']?.data ?? []);
    return states?.map((data) => JSON.parse(Buffer.from(data).toString())) ?? [];
  };
  expect(await listUpserts()).toEqual(['idle']);
  await ann.says('order');
  await ann.sees('Which size?');
  // An answer that overtakes the end of the send leaves nothing to wait for.
  await eventually(listUpserts, (states) => states.join() === 'idle,asking');
  await ann.taps('Large');
  await ann.sees('One Large');
  await eventually(listUpserts, (states) => states.join() === 'idle,asking,idle');
  await Worker.runReplayHistory({ workflowBundle: await testWorkflowBundle() }, await handle.fetchHistory());
});

test('refused and unknown sends are found by their outcome, and one that was accepted costs nothing', async () => {
  const { whatsapp, emulator, client, phoneNumberId } = await startKit('searchable');
  const send = async (to: string): Promise<string> => {
    const input = { phoneNumberId, to, message: text('hi'), settleUnknownFor: false, listOutcome: true } as const;
    const { id, result } = await whatsapp.sendMessage(input);
    await result();
    return id;
  };
  emulator.addFault({ match: { to: '+491510000011' }, code: 131026 });
  emulator.addFault({ match: { to: '+491510000012' }, drop: 'after' });
  const [refused, unknown, accepted] = [
    await send('+491510000011'),
    await send('+491510000012'),
    await send('+491510000013'),
  ];
  const find = async (query: string): Promise<string[]> => {
    const ids: string[] = [];
    for await (const { workflowId } of client.workflow.list({ query })) ids.push(workflowId);
    return ids;
  };
  await eventually(
    () => find("WhatsAppOutcome = 'refused'"),
    (ids) => ids.join() === refused,
  );
  await eventually(
    () => find("WhatsAppOutcome = 'unknown'"),
    (ids) => ids.join() === unknown,
  );
  await Promise.all(
    Object.entries({ [refused]: 1, [unknown]: 1, [accepted]: 0 }).map(async ([id, count]) => {
      const history = await client.workflow.getHandle(id).fetchHistory();
      const upserts = history.events?.filter((event) => event.upsertWorkflowSearchAttributesEventAttributes);
      expect(upserts).toHaveLength(count);
      await Worker.runReplayHistory({ workflowBundle: await testWorkflowBundle() }, history);
    }),
  );
});
