import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { DefaultLogger, bundleWorkflowCode } from '@temporalio/worker';

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

  test('but refuses a workflow that imports the worker side', async () => {
    const logged: string[] = [];
    const refused = bundle('../fixtures/workflow-with-activities.ts', (message) => logged.push(message));
    await expect(refused).rejects.toThrow(/^Webpack finished with errors/);
    expect(logged.join('\n')).toContain('Reading from "node:https" is not handled');
  });
});
