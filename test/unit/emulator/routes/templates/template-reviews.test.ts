import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GraphEmulator, type TemplateReview } from '../../../../../src/emulator/index.js';
import { call, callControl, send, startReceiver, type Receiver, type Reply } from '../../graph-caller.js';

const hourMs = 3_600_000;

describe('the review of a template', () => {
  let emulator: GraphEmulator;
  let receiver: Receiver;
  let nowMs: number;
  let id: string;
  const components = [{ type: 'BODY', text: 'Ten percent off' }];
  const fields = async (names: string): Promise<Record<string, unknown>> =>
    (await call(emulator, 'GET', `/v25.0/${id}?fields=${names}`)).body as unknown as Record<string, unknown>;
  const code = async (): Promise<number> => {
    const template = { name: 'offer', language: { code: 'en' } };
    const { status, body } = await send(emulator, { type: 'template', template });
    return status === 200 ? 200 : body.error.code;
  };
  const review = (event: TemplateReview['event'], more: object = {}): Promise<unknown> =>
    emulator.reviewTemplate({ template: 'offer', event, ...more });
  const change = (): unknown => {
    const body = JSON.parse(receiver.webhooks.at(-1)?.rawBody ?? '') as { entry: { changes: unknown[] }[] };
    return body.entry[0]?.changes[0];
  };
  const edit = (json: object): Promise<Reply> => call(emulator, 'POST', `/v25.0/${id}`, { json });

  beforeEach(async () => {
    nowMs = 1_800_000_000_000;
    receiver = await startReceiver();
    emulator = await GraphEmulator.start({
      templateStatus: 'PENDING',
      webhookUrl: receiver.url,
      autoStatuses: [],
      clock: () => nowMs,
    });
    const json = { name: 'offer', language: 'en', category: 'MARKETING', components };
    ({ id } = (await call(emulator, 'POST', `/${emulator.info.wabaId}/message_templates`, { json })).body);
  });
  afterEach(async () => {
    await emulator.stop();
    await receiver.close();
  });

  test('approves or rejects it, with a reason', async () => {
    expect(await code()).toBe(132001);
    await review('REJECTED', { reason: 'INVALID_FORMAT' });
    expect(change()).toMatchObject({
      field: 'message_template_status_update',
      value: {
        event: 'REJECTED',
        reason: 'INVALID_FORMAT',
        message_template_id: Number(id),
        message_template_name: 'offer',
        message_template_language: 'en',
        rejection_info: { reason: 'INVALID_FORMAT' },
      },
    });
    expect(await fields('status,rejected_reason')).toMatchObject({
      status: 'REJECTED',
      rejected_reason: 'INVALID_FORMAT',
    });
    expect(await callControl(emulator, 'POST', '/templates/review', { template: id, event: 'APPROVED' })).toMatchObject(
      [200, { delivery: { state: 'accepted' } }],
    );
    expect(change()).toMatchObject({ value: { event: 'APPROVED', reason: 'NONE' } });
    expect([await code(), await fields('rejected_reason')]).toMatchObject([200, { rejected_reason: 'NONE' }]);
  });

  test('pauses it for three hours, then for six, then disables it', async () => {
    await review('APPROVED');
    for (const [hours, title] of [
      [3, 'FIRST_PAUSE'],
      [6, 'SECOND_PAUSE'],
    ] as const) {
      await review('PAUSED');
      expect(change()).toMatchObject({ value: { event: 'PAUSED', other_info: { title } } });
      nowMs += hours * hourMs - 1;
      expect(await code()).toBe(132015);
      nowMs += 1;
      expect(await code()).toBe(200);
    }
    await review('PAUSED');
    expect(change()).toMatchObject({
      value: { event: 'DISABLED', disable_info: { disable_date: expect.any(Number) } },
    });
    nowMs += 1000 * hourMs;
    expect(await code()).toBe(132016);
  });

  test('ends with an unpausing, too', async () => {
    await review('PAUSED');
    expect((await call(emulator, 'POST', `/${id}/unpause`)).body).toEqual({ success: true });
    expect(await code()).toBe(200);
    expect((await call(emulator, 'POST', `/${id}/unpause`)).body).toMatchObject({ success: false });
    expect((await call(emulator, 'POST', '/4711/unpause')).body.error.code).toBe(100);
  });

  test('moves it to another category', async () => {
    await review('CATEGORY_CHANGED', { category: 'UTILITY' });
    expect(change()).toMatchObject({
      field: 'template_category_update',
      value: { previous_category: 'MARKETING', new_category: 'UTILITY', message_template_name: 'offer' },
    });
    expect(await fields('category,previous_category')).toMatchObject({
      category: 'UTILITY',
      previous_category: 'MARKETING',
    });
  });

  test.each<[string, TemplateReview, RegExp]>([
    ['a template that is not there', { template: 'none', event: 'APPROVED' }, /no template none/],
    ['another language', { template: 'offer', language: 'de', event: 'APPROVED' }, /no template offer in de/],
    ['a category without its event', { template: 'offer', event: 'APPROVED', category: 'UTILITY' }, /CATEGORY_CHANGED/],
    ['the event without a category', { template: 'offer', event: 'CATEGORY_CHANGED' }, /category/],
  ])('is not given for %s', async (_what, wrong, problem) => {
    await expect(emulator.reviewTemplate(wrong)).rejects.toThrow(problem);
  });

  test('comes again after an edit, of which an approved one takes one a day', async () => {
    expect((await edit({ components })).body.error).toMatchObject({ code: 100 });
    await review('APPROVED');
    const changed = [{ type: 'BODY', text: 'Twenty percent off' }];
    expect((await edit({ components: changed })).body).toMatchObject({ success: true, id, name: 'offer' });
    expect(await fields('status,components')).toMatchObject({ status: 'PENDING', components: changed });
    await review('APPROVED');
    expect((await edit({ category: 'UTILITY' })).body.error).toMatchObject({ code: 100 });
    nowMs += 24 * hourMs;
    expect((await edit({ category: 'UTILITY' })).body).toMatchObject({ category: 'UTILITY' });
    expect((await edit({ shoes: 1 })).body.error.code).toBe(100);
    expect((await edit({ components: [] })).body.error.code).toBe(100);
  });
});
