import { afterEach, describe, expect, test } from '@jest/globals';
import { inWorkflow, phoneNumberId, refusal, standalone, World } from './world.js';

const to = '+491701234567';
const taken = { messaging_product: 'whatsapp' };

let world: World;
afterEach(() => world.stop());

describe('controlWhatsAppThread', () => {
  test.each([
    ['release', { action: 'release', to }, { action: 'release', to }, inWorkflow],
    ['take, by a business-scoped id', { action: 'take', recipient: 'US.1x' }, { action: 'take', recipient: 'US.1x' }],
    [
      "pass to Meta's agent, with a text",
      { action: 'pass', to, targetRole: 'ai_agent', metadata: 'order 17' },
      { action: 'pass', to, control_pass: { target_role: 'ai_agent' }, metadata: 'order 17' },
      standalone,
    ],
  ])('can %s', async (_, input, body, info = inWorkflow) => {
    world = await World.start(taken);
    const result = await world.run('controlWhatsAppThread', { phoneNumberId, ...input }, info);
    expect(result).toEqual({ success: true });
    const [request] = world.server.received;
    expect(request).toMatchObject({ method: 'POST', path: expect.stringMatching(`/${phoneNumberId}/thread_control$`) });
    expect(JSON.parse(String(request?.body))).toEqual({ messaging_product: 'whatsapp', ...body });
  });

  test('says what Meta refuses with', async () => {
    world = await World.start(refusal(400, 100));
    const failure = await world.failure('controlWhatsAppThread', { phoneNumberId, to, action: 'release' });
    expect(failure).toMatchObject({ type: 'WhatsApp.InvalidRequest', nonRetryable: true });
  });

  test('is tried again when the answer is lost', async () => {
    world = await World.start((_, response) => response.destroy());
    const failure = await world.failure('controlWhatsAppThread', { phoneNumberId, to, action: 'take' });
    expect(failure).toMatchObject({ type: 'WhatsApp.Unavailable', nonRetryable: false });
  });

  test.each([
    ['another action', { to, action: 'steal' }, 'action must be one of pass, take, release'],
    ['no user', { action: 'take' }, 'to must be set'],
    ['a new owner of what is taken', { to, action: 'take', targetRole: 'ai_agent' }, 'targetRole must be left out'],
    ['a text that is too long', { to, action: 'pass', metadata: 'x'.repeat(2_001) }, 'metadata'],
  ])('refuses %s', async (_, input, words) => {
    world = await World.start(taken);
    const failure = await world.failure('controlWhatsAppThread', { phoneNumberId, ...input });
    expect(failure.type).toBe('WhatsApp.InvalidInput');
    expect(failure.message).toContain(words);
    expect(world.server.received).toEqual([]);
  });
});
