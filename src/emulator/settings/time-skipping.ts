/** The test environment whose time the emulator may lock: the parts of Temporal's own that it uses. */

/** What the emulator uses of a `TestWorkflowEnvironment` of `@temporalio/testing`. */
export interface TimeSkippingEnvironment {
  /** False for a server in real time, which is left alone. */
  readonly supportsTimeSkipping: boolean;
  /** The connection whose test service locks the time. */
  readonly connection: TestConnection;
}

/** The connection of a `TestWorkflowEnvironment`, as far as the emulator uses it. */
export interface TestConnection {
  /** The calls that lock the time; a server in real time has none. */
  readonly testService: TimeLocks | undefined;
}

/** The calls of Temporal's test service that stop and continue skipping. The server counts them. */
export interface TimeLocks {
  /** Stops skipping until one more unlocking. */
  lockTimeSkipping(request: object): Promise<unknown>;
  /** Undoes one locking. */
  unlockTimeSkipping(request: object): Promise<unknown>;
}
