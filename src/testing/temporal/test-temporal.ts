/** The Temporal server of a test, as the kit sees it: connections, and a time that may be skipped. */
import type { Connection, WorkflowClientInterceptor } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import type { TimeSkippingEnvironment } from '../../emulator/index.js';

export interface TestTemporal {
  readonly connection: Connection;
  readonly nativeConnection: NativeConnection;
  readonly namespace: string;
  /** What a client of this server needs. */
  readonly interceptors: WorkflowClientInterceptor[];
  /** The environment whose time the emulator may lock. Undefined for a server in real time. */
  readonly timeSkipping: TimeSkippingEnvironment | undefined;
  /** The time of the server as far as it is known here, in Unix milliseconds. */
  nowMs(): number;
  /** Asks the server for its time. Undefined when there is nothing to ask: time is real. */
  refresh(): Promise<void> | undefined;
  /** Lets time pass. */
  pass(ms: number): Promise<void>;
  /** @returns a sentence when the server has lost tasks, for a failure that they may explain. It never throws. */
  reportLostTasks(): Promise<string[]>;
  /** Closes the connections, and stops a server that was started for the test. */
  stop(): Promise<void>;
}
