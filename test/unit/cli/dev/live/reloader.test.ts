/** When something is made again: one at a time, and never from files that have changed meanwhile. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { FileWatch } from '../../../../../src/cli/dev/live/file-watch.js';
import { LiveRoutes } from '../../../../../src/cli/dev/live/live-routes.js';
import { Reloader, type Made, type Watch } from '../../../../../src/cli/dev/live/reloader.js';
import { checkConversation, missingWorkflows } from '../../../../../src/cli/code/workflow-names.js';
import type { WebhookRoute, WhatsAppEvent } from '../../../../../src/webhook/index.js';

const watched = { files: ['/app/workflows.ts'], missing: [] };

/** A reloader whose files a test changes by hand, and what came of it. */
class World {
  readonly happened: string[] = [];
  change: () => void = () => undefined;
  /** What the next makes come to: each waits until the test lets it go on. */
  readonly waiting: ((made: Made<string>) => void)[] = [];
  useFails = false;

  readonly reloader = new Reloader<string>(
    {
      make: () => {
        this.happened.push('make');
        return new Promise((resolve) => this.waiting.push(resolve));
      },
      use: async (value) => {
        if (this.useFails) throw new Error('cannot be used');
        this.happened.push(`use ${value}`);
      },
      failed: (error) => void this.happened.push(`failed ${error.message}`),
    },
    (onChange): Watch => {
      this.change = onChange;
      return { watch: () => void this.happened.push('watch'), close: () => void this.happened.push('close') };
    },
  );

  async finish(made: Partial<Record<'value', string>> & Partial<Record<'error', Error>>): Promise<void> {
    this.waiting.shift()?.({ watched, ...made } as Made<string>);
    await sleep(0);
  }
}

describe('a reloader', () => {
  test('makes, watches, and makes again after a change', async () => {
    const world = new World();
    void world.reloader.reload();
    await world.finish({ value: 'one' });
    world.change();
    await world.finish({ value: 'two' });
    expect(world.happened).toEqual(['make', 'watch', 'use one', 'make', 'watch', 'use two']);
  });

  test('uses nothing of what has changed while it was made, and makes never two at once', async () => {
    const world = new World();
    void world.reloader.reload();
    world.change();
    world.change();
    expect(world.waiting).toHaveLength(1);
    await world.finish({ value: 'half' });
    expect(world.waiting).toHaveLength(1);
    await world.finish({ value: 'whole' });
    expect(world.happened).toEqual(['make', 'watch', 'make', 'watch', 'use whole']);
  });

  test('goes on after what fails, in the making and in the use', async () => {
    const world = new World();
    void world.reloader.reload();
    await world.finish({ error: new Error('line 3') });
    world.change();
    world.useFails = true;
    await world.finish({ value: 'one' });
    world.useFails = false;
    world.change();
    await world.finish({ value: 'two' });
    expect(world.happened.filter((line) => !['make', 'watch'].includes(line))).toEqual([
      'failed line 3',
      'failed cannot be used',
      'use two',
    ]);
  });

  test('uses nothing after its end, and waits for what is being made', async () => {
    const world = new World();
    void world.reloader.reload();
    let isClosed = false;
    const closing = world.reloader.close().then(() => (isClosed = true));
    await sleep(0);
    expect(isClosed).toBe(false);
    await world.finish({ value: 'late' });
    await closing;
    expect(world.happened).toEqual(['make', 'close']);
  });
});

describe('watched files', () => {
  let folder: string;
  let changes: number;
  let watch: FileWatch;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'temporal-whatsapp-watch-'));
    changes = 0;
    watch = new FileWatch(() => (changes += 1));
  });
  afterEach(async () => {
    watch.close();
    await rm(folder, { recursive: true });
  });

  async function untilChanges(count: number): Promise<void> {
    for (let tries = 0; changes < count && tries < 400; tries += 1) await sleep(25);
    expect(changes).toBeGreaterThanOrEqual(count);
  }

  test('tell of a change, of a file that was missing, and of one that changed before', async () => {
    const [file, missing] = [join(folder, 'workflows.ts'), join(folder, 'texts.ts')];
    await writeFile(file, 'one');
    watch.watch({ files: [file], missing: [missing] }, Date.now() + 60_000);
    await sleep(300);
    expect(changes).toBe(0);
    await writeFile(file, 'two');
    await untilChanges(1);
    await writeFile(missing, 'three');
    await untilChanges(2);
    const before = changes;
    const late = join(folder, 'late.ts');
    await writeFile(late, 'written while the others were read');
    watch.watch({ files: [file, late], missing: [] }, Date.now() - 60_000);
    await untilChanges(before + 1);
  });
});

test('routes are exchanged in the list that the receiver has', () => {
  const live = new LiveRoutes('ignore');
  const list = live.routes;
  const [first, second]: WebhookRoute[] = [() => 'ignore', () => 'dead-letter'];
  const event = {} as WhatsAppEvent;
  expect(live.fallback(event)).toBe('ignore');
  live.use({ routes: [first as WebhookRoute, second as WebhookRoute], fallback: () => ({ workflowId: 'desk' }) });
  expect([list, live.fallback(event)]).toEqual([[first, second], { workflowId: 'desk' }]);
  live.use({ routes: [] });
  expect([list, live.fallback(event)]).toEqual([[], 'ignore']);
});

test('the workflow of conversations must be one that the file exports', () => {
  const names = ['orderBot', 'conversationWorkflow', 'deadLetterWorkflow'];
  const check = (conversation: Parameters<typeof checkConversation>[2]['conversation']): void =>
    checkConversation('src/workflows.ts', names, { taskQueue: 'whatsapp', ...(conversation && { conversation }) });
  check(undefined);
  check('orderBot');
  check({ workflow: 'orderBot', taskQueue: 'whatsapp' });
  check({ workflow: 'shop', taskQueue: 'another-worker' });
  check({ '106540352242922': 'orderBot', '116540352242922': { workflow: 'conversationWorkflow' } });
  expect(() => check('oderBot')).toThrow(
    '--conversation oderBot: src/workflows.ts exports no workflow of this name, but orderBot',
  );
  expect(() => check({ '106540352242922': { workflow: 'shop' } })).toThrow('--conversation shop');
  expect(missingWorkflows(names)).toEqual([]);
  expect(missingWorkflows(['orderBot', 'conversationWorkflow'])).toEqual(['deadLetterWorkflow']);
});
