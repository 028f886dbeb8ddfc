import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { DefaultLogger, bundleWorkflowCode } from '@temporalio/worker';
import { workflowsMark } from '../../src/workflows/lib/auto-upgrade.js';
import { versionedMark } from '../../src/workflows/versioned.js';

const bundle = (path: string, log: (message: string) => void = () => undefined) =>
  bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL(path, import.meta.url)),
    logger: new DefaultLogger('ERROR', ({ message }) => log(message)),
  });

describe('the sandbox bundles, with no module ignored,', () => {
  test('../../src/messages.ts', async () => {
    const { code } = await bundle('../../src/messages.ts');
    expect(code).toContain('authenticationComponents');
  });

  test.each(['../../src/workflow.ts', '../../src/workflows/index.ts', '../helpers/workflows.ts'])(
    '%s',
    async (path) => {
      const { code } = await bundle(path);
      expect(code).toContain('whatsAppEvents');
    },
  );

  test('and tell whether they are for versioned workers', async () => {
    const { code } = await bundle('../../src/workflows/index.ts');
    expect(code).toContain(workflowsMark);
    expect(code).not.toContain(versionedMark);
  });

  test('but refuses a workflow that imports the worker side', async () => {
    const logged: string[] = [];
    const refused = bundle('../fixtures/workflow-with-activities.ts', (message) => logged.push(message));
    await expect(refused).rejects.toThrow(/^Webpack finished with errors/);
    expect(logged.join('\n')).toContain('Reading from "node:https" is not handled');
  });
});
