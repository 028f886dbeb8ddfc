/** The kit of the tests about conversations, and users who talk with it. */
import {
  createWhatsAppTest,
  type Phone,
  type WhatsAppTest,
  type WhatsAppTestOptions,
} from '../../src/testing/index.js';
import { silenceRuntime } from './logger.js';
import { tokenMarker } from './secrets.js';
import { testWorkflowBundle } from './stack.js';

/** Starts a kit with the workflows of the tests. @param conversation undefined where the receiver's options name it */
export async function startConversationKit(
  conversation: string | undefined,
  options: Partial<WhatsAppTestOptions> = {},
): Promise<WhatsAppTest> {
  silenceRuntime();
  return createWhatsAppTest({
    workflowBundle: await testWorkflowBundle(),
    emulator: { accessToken: `${tokenMarker}kit` },
    ...(conversation !== undefined && { conversation }),
    ...options,
  });
}

/** A phone number that no other test has. */
export function newNumber(): string {
  return `+4915${String(Math.floor(Math.random() * 1e9)).padStart(9, '0')}`;
}

/** The phone of somebody new. */
export function newUser(kit: WhatsAppTest): Phone {
  return kit.phone(newNumber());
}
