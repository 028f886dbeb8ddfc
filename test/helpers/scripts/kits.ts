/** The kits of the scripts: their users write to the conversations of test/fixtures/scripted-workflows.ts. */
import { createWhatsAppTest, type TestServer, type WhatsAppTest } from '../../../src/testing/index.js';
import { silenceRuntime } from '../logger.js';
import { tokenMarker } from '../secrets.js';
import { testWorkflowBundle } from '../stack.js';
import { keptTemplate } from './dialogues.js';

const address = process.env['TEST_TEMPORAL_ADDRESS'];

/** The kit of users who let the bot answer: days pass in between. */
export function startPatientKit(): Promise<WhatsAppTest> {
  return start('patientConversation', 'time-skipping');
}

/** The kit of users who do not wait. What comes at the same time is tried on a real server, too, which is slower. */
export function startHastyKit(server: 'time-skipping' | 'real'): Promise<WhatsAppTest> {
  const real = address === undefined ? 'real' : { address };
  return start('hastyConversation', server === 'real' ? real : server);
}

async function start(conversation: string, server: TestServer): Promise<WhatsAppTest> {
  silenceRuntime();
  return createWhatsAppTest({
    workflowBundle: await testWorkflowBundle(),
    conversation,
    server,
    templates: [keptTemplate],
    within: '30 seconds',
    // A tenth of the webhooks comes twice.
    emulator: { accessToken: `${tokenMarker}scripts`, autoStatuses: [], webhookDuplicates: 0.1 },
    // A webhook that came while a run ended is delivered again. That is expected here.
    receiver: { log: { info: () => undefined, warn: () => undefined, error: () => undefined } },
  });
}
