import { writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from '@jest/globals';
import { WorkflowUpdateFailedError, type Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { UploadClaimResult, UploadReport } from '../../../src/common/uploaded-media.js';
import { phoneNumberId, World } from './world.js';

let world: World;
afterEach(() => world.stop());

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What the workflow of a file would say, and what it was told. */
class Registry {
  readonly reports: UploadReport[] = [];
  readonly ids = new Set<string>();
  private readonly answers: (UploadClaimResult | Error)[];
  private readonly onReport: () => void;

  constructor(answers: (UploadClaimResult | Error)[], onReport: () => void = () => undefined) {
    this.answers = answers;
    this.onReport = onReport;
  }

  get client(): Client {
    const pass = <Result>(_limit: unknown, call: () => Promise<Result>): Promise<Result> => call();
    const workflow = {
      startUpdateWithStart: async (_update: string, { startWorkflowOperation }: { startWorkflowOperation: object }) => {
        const { options } = startWorkflowOperation as { options: { workflowId: string } };
        this.ids.add(options.workflowId);
        const answer = this.answers.shift() ?? {};
        if (answer instanceof Error) throw answer;
        return { result: async () => answer };
      },
      getHandle: () => ({
        signal: async (_signal: string, _claimId: string, report: UploadReport) => {
          this.reports.push(report);
          this.onReport();
        },
      }),
    };
    return { withDeadline: pass, withAbortSignal: pass, workflow } as unknown as Client;
  }
}

const grpcError = (code: number, message: string): Error => Object.assign(new Error(message), { code });

const start = async (registry?: Registry): Promise<object> => {
  world = await World.start({ id: 'media-1' });
  if (registry) world.client = registry.client;
  return { phoneNumberId, media: world.file('note.txt', 'hello'), reuse: true };
};

const upload = async (registry: Registry): Promise<unknown> => {
  const input = await start(registry);
  return world.run('uploadWhatsAppMedia', input);
};

describe('uploadWhatsAppMedia with reuse', () => {
  test('uploads where nobody can be asked', async () => {
    const input = await start();
    expect(await world.run('uploadWhatsAppMedia', input)).toEqual({
      mediaId: 'media-1',
      mimeType: 'text/plain',
      size: 5,
      sha256: sha256('hello'),
      filename: 'note.txt',
      kind: 'document',
    });
  });

  test('takes the media id that is known, and makes no request', async () => {
    const registry = new Registry([{ media: { mediaId: 'known', usableUntilMs: 1 } }]);
    const input = await start(registry);
    const result = await world.run('uploadWhatsAppMedia', input);
    expect(result).toMatchObject({ mediaId: 'known', reused: true, size: 5, sha256: sha256('hello') });
    expect(world.requests).toEqual([]);
    expect([...registry.ids]).toEqual([
      expect.stringMatching(`^whatsapp-media:${phoneNumberId}:${sha256('hello')}:[0-9a-f]{16}$`),
    ]);
  });

  test('uploads what nobody has, and tells the others', async () => {
    const registry = new Registry([{}]);
    const result = await upload(registry);
    expect(result).toMatchObject({ mediaId: 'media-1', reused: false });
    expect(registry.reports).toEqual([{ mediaId: 'media-1' }]);
  });

  test.each([
    grpcError(8, 'limit on number of concurrent in-flight updates has been reached (10)'),
    new WorkflowUpdateFailedError('refused', ApplicationFailure.create({ type: 'WhatsApp.Unavailable' })),
  ])('asks again when too many ask at once: %s', async (busy) => {
    const registry = new Registry([busy, { media: { mediaId: 'known', usableUntilMs: 1 } }]);
    expect(await upload(registry)).toMatchObject({ mediaId: 'known' });
  });

  test('says which worker is missing when nobody answers, uploads nothing, and is tried again', async () => {
    const input = await start(new Registry([grpcError(4, 'deadline exceeded')]));
    const failure = await world.failure('uploadWhatsAppMedia', input);
    expect(failure).toMatchObject({ type: 'WhatsApp.Unavailable', nonRetryable: false });
    expect(failure.message).toMatch(/whatsapp-media:.*deadline exceeded.*task queue test/);
    expect(world.requests).toEqual([]);
  });

  test('gives the upload to the next one when it fails', async () => {
    const registry = new Registry([{}]);
    world = await World.start((_, response) => void response.writeHead(500).end());
    world.client = registry.client;
    const media = world.file('note.txt', 'hello');
    await world.failure('uploadWhatsAppMedia', { phoneNumberId, media, reuse: true });
    expect(registry.reports).toEqual([{}]);
  });

  test('shares no file that has changed between the two times that it was read', async () => {
    const registry = new Registry([{}]);
    const input = (await start(registry)) as { media: string };
    const { client } = registry;
    world.client = {
      ...client,
      workflow: {
        ...client.workflow,
        startUpdateWithStart: async () => {
          writeFileSync(fileURLToPath(input.media), 'other');
          return { result: async () => ({}) };
        },
        getHandle: client.workflow.getHandle,
      },
    } as unknown as Client;
    expect(await world.run('uploadWhatsAppMedia', input)).toMatchObject({ sha256: sha256('other'), reused: false });
    expect(registry.reports).toEqual([{}]);
  });

  test('keeps an upload that cannot be reported', async () => {
    const registry = new Registry([{}], () => {
      throw grpcError(14, 'unavailable');
    });
    expect(await upload(registry)).toMatchObject({ mediaId: 'media-1' });
  });
});
