/** A kit that runs: users, time, and the clients that your application would have. */
import type { Client } from '@temporalio/client';
import type { WhatsAppClient } from '../client.js';
import type { DurationInput } from '../common/inputs/index.js';
import type { GraphEmulator } from '../emulator/index.js';
import type { Phone } from './phone/phone.js';

/** Everything that a test with users needs, running on this machine. `createWhatsAppTest` starts it. */
export interface WhatsAppTest {
  /**
   * The phone of a user. The same user always has the same phone.
   *
   * @param user phone number in any notation, or business-scoped user id
   */
  phone(user: string): Phone;
  /** Lets time pass: a server that skips time has skipped it when this resolves. */
  waits(duration: DurationInput): Promise<void>;
  /** The time in the test, in Unix milliseconds. */
  nowMs(): number;
  /** A client of Temporal. A result that is waited for with it does not skip time. */
  readonly client: Client;
  /** A client of the library's workflows and of the conversations. */
  readonly whatsapp: WhatsAppClient;
  /** The emulator: faults, statuses, and what was sent. */
  readonly emulator: GraphEmulator;
  /** The business number. */
  readonly phoneNumberId: string;
  /** The task queue of the worker. */
  readonly taskQueue: string;
  /** The folder from which media files are read, and to which they are written. It goes with the kit. */
  readonly mediaDirectory: string;
  /** Stops all parts. */
  close(): Promise<void>;
  /** The same as `close()`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}
