import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { WhatsAppClient, whatsAppFailure } from '../../src/client.js';
import { text } from '../../src/messages.js';
import { GraphEmulator } from '../../src/emulator/index.js';
import { rejection } from '../helpers/rejection.js';
import { startWorkers, testActivities } from '../helpers/stack.js';
import { tokenMarker } from '../helpers/secrets.js';
import { timeSkippingEnvironment } from '../helpers/temporal-server.js';

describe('waits of days, on the time-skipping server', () => {
  let environment: TestWorkflowEnvironment;
  let emulator: GraphEmulator;
  let workers: { stop(): Promise<void> };
  let whatsapp: WhatsAppClient;

  beforeAll(async () => {
    environment = await timeSkippingEnvironment();
    emulator = await GraphEmulator.start({
      enforceWindow: false,
      autoStatuses: [],
      accessToken: `${tokenMarker}skipping`,
    });
    workers = await startWorkers(environment.nativeConnection, 'whatsapp', testActivities(emulator, '/nowhere'));
    whatsapp = new WhatsAppClient({ client: environment.client });
  });
  afterAll(async () => {
    await workers.stop();
    await emulator.stop();
    await environment.teardown();
  });

  test('a registration without a code ends after its two days', async () => {
    const { phoneNumberId } = emulator.addPhoneNumber();
    const startedAt = await environment.currentTimeMs();
    const handle = await whatsapp.registerPhoneNumber({
      phoneNumberId,
      codeMethod: 'SMS',
      pin: { secret: 'test-pin' },
      deadline: '2 days',
    });
    expect(whatsAppFailure(await rejection(handle.result()))?.type).toBe('WhatsApp.VerificationTimeout');
    expect((await environment.currentTimeMs()) - startedAt).toBeGreaterThanOrEqual(2 * 24 * 3600 * 1000);
  });

  test('a code that comes after a day is still taken', async () => {
    const { phoneNumberId } = emulator.addPhoneNumber({ codeTtlMs: 7 * 24 * 3600 * 1000 });
    const handle = await whatsapp.registerPhoneNumber({
      phoneNumberId,
      codeMethod: 'SMS',
      pin: { secret: 'test-pin' },
      deadline: '2 days',
    });
    await environment.sleep('1 day');
    await handle.submitVerificationCode(String(emulator.verificationCode(phoneNumberId)));
    await expect(handle.result()).resolves.toMatchObject({ phoneNumber: { status: 'CONNECTED' } });
  });

  test('a message that is never read ends in StatusTimeout after thirty days', async () => {
    const handle = await whatsapp.sendMessage({
      phoneNumberId: emulator.info.phoneNumberId,
      to: '+15550001234',
      message: text('Read me'),
      waitFor: 'read',
      statusDeadline: '30 days',
    });
    expect(whatsAppFailure(await rejection(handle.result()))?.type).toBe('WhatsApp.StatusTimeout');
  });
});
