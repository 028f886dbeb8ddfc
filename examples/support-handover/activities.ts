/** The help desk, as the conversations know it. */
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

/** The activities of this example. */
export interface DeskActivities {
  /** Tells the help desk. Temporal may run it twice: open one ticket for each conversation and reason. */
  openTicket(ticket: Ticket): Promise<void>;
}

/** A help desk on the terminal. Put the API of yours here. */
export const terminalDesk: DeskActivities = {
  openTicket: async ({ user, reason, transcript }) => {
    console.log(`${user.phone ?? user.waId ?? user.userId} ${reason}`);
    for (const { role, content } of transcript) console.log(`  ${role}: ${content}`);
  },
};
