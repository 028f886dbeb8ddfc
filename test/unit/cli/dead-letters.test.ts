import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { afterAll, describe, expect, test } from '@jest/globals';
import {
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
} from '@temporalio/client';
import { columns, deadLetterRows, deadLetterTable, plain } from '../../../src/cli/dead-letters-text.js';
import { configVariables } from '../../../src/environment/variables.js';
import { DeadLetterError } from '../../../src/webhook/dead-letters/calls.js';
import { loadRoutes } from '../../../src/cli/code/load-routes.js';
import {
  DeadLetters,
  type DeadLetterItem,
  type DeadLettersOptions,
} from '../../../src/webhook/dead-letters/dead-letters.js';
import { rejection } from '../../helpers/rejection.js';
import { runCommand } from '../../helpers/run-command.js';

describe('the help', () => {
  test('lists the commands, every reason, and what redriving needs', async () => {
    const { written, code } = await runCommand(['dead-letters', '--help']);
    expect(code).toBe('commander.helpDisplayed');
    for (const words of ['list', 'show', 'redrive', 'discard', 'phone-number-id-unknown', 'not-json', 'Examples:']) {
      expect(written).toContain(words);
    }
  });

  test('names only variables that are read', async () => {
    const { written } = await runCommand(['dead-letters', '--help']);
    const named = [...written.matchAll(/\b(?:TEMPORAL|WHATSAPP)_[A-Z_]+(?!…)/g)].map(([name]) => name);
    expect(named).toContain('WHATSAPP_PHONE_NUMBER_IDS');
    expect(configVariables).toEqual(expect.arrayContaining(named.filter((name) => !name.endsWith('_'))));
  });
});

describe('a wrong command line is refused before anything is reached', () => {
  test.each([
    [['redrive'], 'redrive needs either ids or --all'],
    [['redrive', 'abc', '--all'], 'redrive needs either ids or --all'],
    [['redrive', 'abc', '--reason', 'malformed'], '--reason and --phone-number-id need --all'],
    [['redrive', '--all', '--reason', 'nosuch'], "'nosuch' is invalid"],
    [['list', '--limit', '0'], 'must be a whole number above 0'],
    [['list', '--limit', 'all'], 'must be a whole number above 0'],
    [['show'], "missing required argument 'id'"],
    [['discard'], "missing required argument 'id'"],
    [['discard', '--all'], "unknown option '--all'"],
  ])('dead-letters %j', async (line, message) => {
    const { written, error, printed } = await runCommand(['dead-letters', ...line]);
    expect(error).toBeInstanceOf(CommanderError);
    expect(written).toContain(message);
    expect(printed).toEqual([]);
  });

  test.each([[['redrive', '--all']], [['redrive', 'abc']]])(
    '%j without the business numbers, which decide what is ours',
    async (line) => {
      const { error } = await runCommand(['dead-letters', ...line], { TEMPORAL_ADDRESS: '127.0.0.1:1' });
      expect(String(error)).toContain('WHATSAPP_PHONE_NUMBER_IDS must be set for redrive');
    },
  );
});

describe('the text for people', () => {
  const item: DeadLetterItem = {
    id: 'a1',
    workflowId: 'whatsapp-dead-letter:a1',
    reason: 'malformed',
    problem: 'messages.0: must be an object',
    receivedAtMs: Date.UTC(2026, 10, 25, 1, 2, 3, 456),
  };

  test('has a line of headings, and a dash for what is not known', () => {
    expect(deadLetterTable([item])).toEqual([
      'ID  RECEIVED              NUMBER  FIELD  KIND  ITEMS  REASON',
      'a1  2026-11-25T01:02:03Z  -       -      -     1      malformed: messages.0: must be an object',
    ]);
    expect(deadLetterTable([])).toEqual([]);
  });

  test('names what is there of one, and that parts are missing', () => {
    const { id, workflowId, ...summary } = item;
    const state = { ...summary, phase: 'kept', complete: false, retainedUntilMs: 0, redrives: 2 } as const;
    const rows = deadLetterRows({ id, workflowId, state });
    expect(rows).toContain('Redrives    2');
    expect(rows).toContain('Content     not complete: parts of it have not arrived');
    expect(rows.join()).not.toContain('undefined');
  });

  test('cannot command a terminal', () => {
    expect(plain('a\u001b[2J\u009b\r\tb\nc')).toBe('a\\u001b[2J\\u009b\\u000d\tb\nc');
    expect(columns([['\u0007x', 'y']])).toEqual(['\\u0007x  y']);
  });
});

/** A client whose calls to one dead letter's workflow end as given. */
function clientThat(handle: Record<string, (...args: never[]) => Promise<unknown>>): Client {
  return {
    withDeadline: <Result>(_deadline: number, work: () => Promise<Result>) => work(),
    workflow: { getHandle: (workflowId: string) => ({ workflowId, ...handle }) },
  } as unknown as Client;
}

describe('the error', () => {
  const attempt = (handle: Parameters<typeof clientThat>[0]) => {
    const routing = { phoneNumberIds: 'any', fallback: 'ignore', taskQueue: 'whatsapp' } as const;
    return rejection(new DeadLetters({ ...routing, client: clientThat(handle) }).discard('a1'));
  };
  const notFound = () => Promise.reject(new WorkflowNotFoundError('not found', 'whatsapp-dead-letter:a1', undefined));
  const described =
    (status: string, type = 'deadLetterWorkflow') =>
    () =>
      Promise.resolve({ status: { name: status }, type, taskQueue: 'whatsapp' });

  test.each([
    ['does not exist', 'not-found', { executeUpdate: notFound, describe: notFound }],
    [
      'was already discarded',
      'ended',
      { executeUpdate: notFound, describe: described('COMPLETED'), result: async () => ({ phase: 'discarded' }) },
    ],
    ['was terminated', 'ended', { executeUpdate: notFound, describe: described('TERMINATED') }],
    [
      'is a sendMessageWorkflow',
      'not-found',
      { executeUpdate: notFound, describe: described('RUNNING', 'sendMessageWorkflow') },
    ],
    [
      'is held until 2026-11-25T01:00:00Z',
      'refused',
      {
        executeUpdate: () =>
          Promise.reject(new WorkflowUpdateFailedError('failed', new Error('is held until 2026-11-25T01:00:00Z'))),
      },
    ],
    [
      'no worker answered within 10 seconds on the task queue whatsapp',
      'no-worker',
      {
        executeUpdate: () => Promise.reject(new WorkflowUpdateRPCTimeoutOrCancelledError('deadline')),
        describe: described('RUNNING'),
      },
    ],
  ])('says that it %s', async (message, reason, handle) => {
    const error = await attempt(handle);
    expect(error).toBeInstanceOf(DeadLetterError);
    expect(error).toMatchObject({ reason, id: 'a1', message: expect.stringContaining(`dead letter a1: ${message}`) });
  });

  test("of Temporal's client is passed on when it says nothing about the dead letter", async () => {
    const unavailable = new Error('unavailable');
    expect(await attempt({ executeUpdate: () => Promise.reject(unavailable) })).toBe(unavailable);
    expect(await attempt({ executeUpdate: notFound, describe: () => Promise.reject(unavailable) })).toBe(unavailable);
  });
});

describe('a redrive of what a route has decided about', () => {
  const updates: string[] = [];
  const letter = (summary: object): Client =>
    clientThat({
      describe: () =>
        Promise.resolve({ memo: { deadLetter: { receivedAtMs: 1, ...summary } }, startTime: new Date(1) }),
      executeUpdate: (async (update: string) => {
        updates.push(update);
        return update === 'claimDeadLetter' ? { receivedAtMs: 1, webhook: { entry: [] } } : {};
      }) as never,
    });
  const redrive = (summary: object, options: Partial<DeadLettersOptions> = {}) => {
    updates.length = 0;
    const routing = { phoneNumberIds: 'any', fallback: 'ignore', taskQueue: 'whatsapp' } as const;
    return new DeadLetters({ ...routing, client: letter(summary), ...options }).redrive('a1');
  };
  const ofRoutes: object[] = [
    { reason: 'route-failed' },
    { reason: 'workflow-not-found' },
    { reason: 'too-large', byRoute: true },
    { reason: 'no-route', problem: 'routes[0] says dead-letter', byRoute: true },
  ];

  test.each(ofRoutes)('stays without the routes, and nobody takes it: %j', async (summary) => {
    expect(await redrive(summary)).toMatchObject({
      delivered: false,
      problem: expect.stringContaining('no routes were given'),
    });
    expect(updates).toEqual([]);
  });

  test.each(ofRoutes)('is done with them, also with an empty list: %j', async (summary) => {
    expect(await redrive(summary, { routes: [] })).toMatchObject({ delivered: true });
    expect(await redrive(summary, { fallback: () => 'ignore' })).toMatchObject({ delivered: true });
  });

  test('is done without them where no route had a part', async () => {
    expect(await redrive({ reason: 'no-route' })).toMatchObject({ delivered: true });
    expect(await redrive({ reason: 'phone-number-id-unknown' })).toMatchObject({ delivered: true });
  });
});

describe('--routes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'routes-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const write = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };

  test('gives the routes that a module exports, and its fallback', async () => {
    const file = write('good.mjs', "export const routes = [() => 'ignore']; export const fallback = () => 'ignore';");
    const { routes, fallback } = await loadRoutes(file);
    expect([routes.length, typeof fallback]).toEqual([1, 'function']);
  });

  test.each([
    ['none.mjs', 'export const route = 1;', /must export "routes", a list of functions/],
    ['list.mjs', 'export const routes = [1];', /must export "routes", a list of functions/],
    ['back.mjs', 'export const routes = []; export const fallback = 7;', /a "fallback" that is no route/],
    ['broken.mjs', "throw new TypeError('broken');", /cannot be imported: .*broken/],
  ])('says what is wrong with a module: %s', async (name, text, message) => {
    await expect(loadRoutes(write(name, text))).rejects.toThrow(message);
  });

  test('says so before Temporal is reached', async () => {
    const env = { TEMPORAL_ADDRESS: '127.0.0.1:1', WHATSAPP_PHONE_NUMBER_IDS: 'any' };
    const { error } = await runCommand(['dead-letters', 'redrive', '--all', '--routes', 'no-such-file.mjs'], env);
    expect(String(error)).toContain('--routes no-such-file.mjs: cannot be imported');
  });
});

test('a redrive whose report nobody takes says that it was delivered, and stays', async () => {
  const client = clientThat({
    describe: () => Promise.resolve({ memo: {}, startTime: new Date(1) }),
    executeUpdate: (async (update: string) => {
      if (update === 'claimDeadLetter') return { receivedAtMs: 1, webhook: { entry: [] } };
      throw new WorkflowUpdateFailedError('failed', new Error('is held by another redrive'));
    }) as never,
  });
  const deadLetters = new DeadLetters({ client, phoneNumberIds: 'any', fallback: 'ignore', taskQueue: 'whatsapp' });
  const error = await rejection(deadLetters.redrive('a1'));
  expect(error).toMatchObject({ reason: 'refused', message: expect.stringContaining('redrive it again') });
});
