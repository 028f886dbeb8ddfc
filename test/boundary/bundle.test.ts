import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { DefaultLogger, bundleWorkflowCode } from '@temporalio/worker';

const bundle = (path: string) =>
  bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL(path, import.meta.url)),
    logger: new DefaultLogger('ERROR', () => undefined),
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
    await expect(bundle('../fixtures/workflow-with-activities.ts')).rejects.toThrow();
  });
});
