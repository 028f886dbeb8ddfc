/** What an application does with the agent's conversations. */
import type { WhatsAppClient } from 'temporal-whatsapp/client';
import type { TranscriptEntry } from 'temporal-whatsapp/workflow';

/** What a user and the agent have said, for whoever supervises it. */
export function readTranscript(
  whatsapp: WhatsAppClient,
  phoneNumberId: string,
  user: string,
): Promise<TranscriptEntry[]> {
  return whatsapp.conversation({ phoneNumberId, user }).transcript();
}

/** Lets the agent forget a user: what waits, and what was said. */
export function forgetUser(whatsapp: WhatsAppClient, phoneNumberId: string, user: string): Promise<void> {
  return whatsapp.conversation({ phoneNumberId, user }).reset();
}
