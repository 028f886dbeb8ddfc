import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { WorkerOptions } from '@temporalio/worker';
import { WhatsAppPlugin } from '../../src/index.js';
import { withAutoUpgrade } from '../../src/worker-versioning.js';
import { workflowsMark } from '../../src/workflows/lib/auto-upgrade.js';
import { versionedMark } from '../../src/workflows/versioned.js';

const version = { deploymentName: 'shop', buildId: 'v1' };
const workers = {
  none: {},
  unversioned: { workerDeploymentOptions: { version, useWorkerVersioning: false } },
  PINNED: { workerDeploymentOptions: { version, useWorkerVersioning: true, defaultVersioningBehavior: 'PINNED' } },
  AUTO_UPGRADE: {
    workerDeploymentOptions: { version, useWorkerVersioning: true, defaultVersioningBehavior: 'AUTO_UPGRADE' },
  },
} satisfies Record<string, Partial<WorkerOptions>>;
type Kind = keyof typeof workers;

const worker = (kind: Kind, more: Partial<WorkerOptions> = {}): WorkerOptions => ({
  taskQueue: 'whatsapp',
  ...workers[kind],
  ...more,
});
const versionedModule = expect.stringMatching(/workflows\/versioned\.ts$/);

describe('a worker that bundles its workflows itself', () => {
  test.each<Kind>(['none', 'unversioned'])('is left as it is: %s', (kind) => {
    const options = worker(kind, { workflowsPath: '/app/workflows.js' });
    expect(withAutoUpgrade(options)).toBe(options);
  });

  test.each<Kind>(['PINNED', 'AUTO_UPGRADE'])('has the module for versioned workers, once: %s', (kind) => {
    const interceptors = { workflowModules: ['/app/interceptors.js'] };
    const options = worker(kind, { workflowsPath: '/app/workflows.js', interceptors });
    const expected = { ...options, interceptors: { workflowModules: ['/app/interceptors.js', versionedModule] } };
    expect(withAutoUpgrade(options)).toEqual(expected);
    expect(withAutoUpgrade(withAutoUpgrade(options))).toEqual(expected);
  });

  test('has it by the plugin, too', () => {
    const plugin = new WhatsAppPlugin({ credentials: { getCredential: () => ({ accessToken: 'token' }) } });
    const { interceptors } = plugin.configureWorker(worker('PINNED'));
    expect(interceptors?.workflowModules).toEqual([versionedModule]);
  });
});

describe('a worker with a bundle', () => {
  const folder = mkdtempSync(join(tmpdir(), 'temporal-whatsapp-bundle-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const other = 'somebody else has made this';
  const plain = `'${workflowsMark}'`;
  const versioned = `'${workflowsMark}' + '${versionedMark}'`;
  const refused = { plain: 'was not made for a versioned worker', versioned: 'but the worker is not versioned' };

  test.each<[Kind, string, string | undefined]>([
    ['none', other, undefined],
    ['PINNED', other, undefined],
    ['none', plain, undefined],
    ['unversioned', plain, undefined],
    ['AUTO_UPGRADE', plain, undefined],
    ['PINNED', plain, refused.plain],
    ['PINNED', versioned, undefined],
    ['AUTO_UPGRADE', versioned, undefined],
    ['none', versioned, refused.versioned],
    ['unversioned', versioned, refused.versioned],
  ])('%s with %j', (kind, code, problem) => {
    const codePath = join(folder, 'bundle.js');
    writeFileSync(codePath, code);
    for (const workflowBundle of [{ code }, { codePath }]) {
      const options = worker(kind, { workflowBundle });
      if (problem === undefined) expect(withAutoUpgrade(options)).toBe(options);
      else expect(() => withAutoUpgrade(options)).toThrow(problem);
    }
  });
});
