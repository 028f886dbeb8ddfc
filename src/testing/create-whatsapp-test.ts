/** The start of a test kit. Temporal is loaded only here: whoever uses the emulator alone does not need it. */
import type { WhatsAppTestOptions } from './options.js';
import type { WhatsAppTest } from './whatsapp-test.js';

/**
 * Starts all that a test with users needs: a Temporal server that skips time, an emulator whose clock follows, a
 * receiver, and a worker. The server is found on this machine, or downloaded once.
 *
 * ```ts
 * import { createWhatsAppTest } from 'temporal-whatsapp/testing';
 *
 * const workflowsPath = new URL('./workflows.js', import.meta.url);
 * const kit = await createWhatsAppTest({ workflowsPath, conversation: 'shop' });
 * const ann = kit.phone('+49 170 1234567');
 * await ann.says('hi');
 * await ann.sees('Which size?');
 * await kit.waits('21 hours');
 * await ann.sees('Still hungry?');
 * await ann.taps('Small');
 * await ann.sees(/One Small/);
 * await kit.close();
 * ```
 *
 * @throws InvalidInputError for wrong options; Error when a part does not start. Those before it are stopped again.
 */
export async function createWhatsAppTest(options: WhatsAppTestOptions): Promise<WhatsAppTest> {
  const { startKit } = await import('./start-kit.js');
  return startKit(options);
}
