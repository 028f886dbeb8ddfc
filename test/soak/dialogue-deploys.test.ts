/** A release in the middle of a wait: the dialogue that waits ends as it began, and the next one is new. */
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { WorkerDeployment, type Versioning } from '../helpers/deployed-workers.js';
import { startStack } from '../helpers/stack.js';
import { TextingUser } from '../helpers/texting-user.js';

const release = (version: string): string =>
  fileURLToPath(new URL(`../fixtures/releases/order-${version}.ts`, import.meta.url));

const versionings: Versioning[] = ['none', 'PINNED', 'AUTO_UPGRADE'];

test.each(versionings)('a dialogue over a deploy of workers with the versioning %s', async (versioning) => {
  const stack = await startStack({ worker: false, receiver: { conversation: 'order' } });
  const deployment = new WorkerDeployment(stack, versioning);
  const bundlesItself = versioning === 'none';
  try {
    await deployment.release('v1', { workflows: release('v1'), bundlesItself });
    const [waiting, idle] = [new TextingUser(stack), new TextingUser(stack)];
    await waiting.says('hi');
    await waiting.sees('Which size?');
    await idle.says('hi');
    await idle.sees('Which size?');
    await idle.taps('Large');
    await idle.sees('First release: l');
    await deployment.release('v2', { workflows: release('v2'), bundlesItself });
    await deployment.retire();
    await waiting.taps('Small');
    await waiting.sees('First release: s');
    for (const user of [waiting, idle]) {
      await user.says('again');
      await user.sees('Which sauce?');
      await user.taps('Red');
      await user.sees('Which size?', 2);
      await user.taps('Small');
      await user.sees('Second release: r s');
    }
    expect([waiting.count('release'), idle.count('release')]).toEqual([2, 2]);
  } finally {
    await deployment.stop();
    await stack.stop();
  }
});
