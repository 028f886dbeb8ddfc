import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../../../../src/emulator/index.js';
import { call, startReceiver, type Receiver, type Reply } from '../../graph-caller.js';

describe('a review that comes by itself', () => {
  let emulator: GraphEmulator;
  let receiver: Receiver;
  const components = [{ type: 'BODY', text: 'Ten percent off' }];
  const create = (name = 'offer'): Promise<Reply> => {
    const json = { name, language: 'en', category: 'MARKETING', components };
    return call(emulator, 'POST', `/${emulator.info.wabaId}/message_templates`, { json });
  };
  const status = async (id: string): Promise<unknown> => (await call(emulator, 'GET', `/${id}`)).body;
  const events = (): unknown[] => receiver.webhooks.map(({ value }) => (value as unknown as { event: string }).event);

  beforeEach(async () => {
    receiver = await startReceiver();
    emulator = await GraphEmulator.start({ webhookUrl: receiver.url, templateReview: true });
  });
  afterEach(async () => {
    await emulator.stop();
    await receiver.close();
  });

  test('approves a new template and an edited one, each with a webhook', async () => {
    const { body: created } = await create();
    expect(created).toMatchObject({ status: 'PENDING' });
    await emulator.webhooksSettled();
    expect(await status(created.id)).toMatchObject({ status: 'APPROVED' });
    await call(emulator, 'POST', `/${created.id}`, { json: { components: [{ type: 'BODY', text: 'Twenty' }] } });
    await emulator.webhooksSettled();
    expect(await status(created.id)).toMatchObject({ status: 'APPROVED' });
    expect(events()).toEqual(['APPROVED', 'APPROVED']);
  });

  test('can refuse it, with a reason', async () => {
    emulator.configure({ templateReview: { event: 'REJECTED', reason: 'INVALID_FORMAT' } });
    const { id } = (await create()).body;
    await emulator.webhooksSettled();
    expect(await status(id)).toMatchObject({ status: 'REJECTED' });
    expect(receiver.webhooks.at(-1)?.value).toMatchObject({ event: 'REJECTED', reason: 'INVALID_FORMAT' });
  });

  test('does not come for what was decided by hand, or deleted, before', async () => {
    emulator.configure({ templateReview: { delayMs: 150 } });
    const { id } = (await create()).body;
    await emulator.reviewTemplate({ template: id, event: 'REJECTED' });
    await create('other');
    await call(emulator, 'DELETE', `/${emulator.info.wabaId}/message_templates?name=other`);
    await emulator.webhooksSettled();
    expect(await status(id)).toMatchObject({ status: 'REJECTED' });
    expect(events()).toEqual(['REJECTED']);
  });

  test('ends with a reset', async () => {
    emulator.configure({ templateReview: { delayMs: 60_000 } });
    await create();
    await emulator.reset();
    await emulator.webhooksSettled();
    expect(events()).toEqual([]);
  });

  test('has no unknown outcome', () => {
    expect(() => emulator.configure({ templateReview: { event: 'PAUSED' as 'APPROVED' } })).toThrow(/templateReview/);
  });
});
