/** The help desk, as the conversations know it: put the API of yours here. */
import type { TranscriptEntry, UserIdentity } from 'temporal-whatsapp/workflow';

/** A user who wants a person. */
export interface Ticket {
  /** The business number that the user writes to. */
  phoneNumberId: string;
  /** The user's ids, which are what `whatsapp.conversation()` takes. */
  user: UserIdentity;
  /** Why the bot has given up. */
  reason: string;
  /** What was said until now. */
  transcript: TranscriptEntry[];
}

/** Tells the help desk. Temporal may run it twice: open one ticket for each conversation and reason. */
export async function openTicket({ user, reason, transcript }: Ticket): Promise<void> {
  console.log(`${user.phone ?? user.waId ?? user.userId} ${reason}`);
  for (const { role, content } of transcript) console.log(`  ${role}: ${content}`);
}
