/** A conversation that is given to Meta's own agent, there and here. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createWhatsAppTest, type WhatsAppTest } from '../../../src/testing/index.js';
import { eventually } from '../../helpers/eventually.js';
import { silenceRuntime } from '../../helpers/logger.js';
import { tokenMarker } from '../../helpers/secrets.js';

let kit: WhatsAppTest;
beforeAll(async () => {
  silenceRuntime();
  kit = await createWhatsAppTest({
    workflowsPath: new URL('../../fixtures/kit-workflows.ts', import.meta.url),
    conversation: 'concierge',
    emulator: { accessToken: `${tokenMarker}thread` },
  });
});
afterAll(() => kit.close());

test('the thread is passed at Meta, and the bot is silent', async () => {
  const ann = kit.phone('+4915170001');
  await ann.says('agent');
  await kit.waits('1 second');
  const passed = () => kit.emulator.requests.filter(({ path }) => path.endsWith('/thread_control')).length;
  await eventually(passed);
  await ann.says('hello?');
  await ann.seesNothing('5 seconds');
  // Only now: the server that skips time loses a query that comes while a run ends, and its time stands still then.
  const conversation = kit.whatsapp.conversation({ phoneNumberId: kit.phoneNumberId, user: ann.user, workflow: 'x' });
  expect((await conversation.state()).dialogues?.lease?.owner).toBe('meta-agent');
  expect(passed()).toBe(1);
  await kit.waits('1 day');
  await ann.says('hello');
  await kit.waits('1 second');
  await ann.sees('hello');
});
