import { expect, test } from '@jest/globals';
import { createReceiverLog } from '../../../src/cli/webhook.js';

test('the log of the receiver hides what could be personal or secret, and shows the rest', () => {
  const lines: string[] = [];
  const log = createReceiverLog('info', { write: (line) => void lines.push(line) });
  const personal = { from: '16505551234', waId: '16505551234', userId: 'US.1', text: { body: 'a secret' } };
  log.info({ requestId: 'r', events: 2, headers: { cookie: 'c' }, ...personal, event: { ...personal } }, 'taken');
  log.error({ failures: [{ error: 'down' }], appSecrets: ['app-secret'], user: { phone: '16505551234' } }, 'failed');
  const [taken, failed] = lines.map((line) => JSON.parse(line) as object);
  expect(taken).toMatchObject({ requestId: 'r', events: 2, from: '[redacted]', headers: '[redacted]', msg: 'taken' });
  expect(failed).toMatchObject({ failures: [{ error: 'down' }], msg: 'failed' });
  for (const value of ['16505551234', 'US.1', 'a secret', 'app-secret', 'cookie']) {
    expect(lines.join('')).not.toContain(value);
  }
});
