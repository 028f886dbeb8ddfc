import { expect, test } from '@jest/globals';
import { refuseUnreadStoring } from '../../../src/cli/code/load-routes.js';
import { createReceiverLog } from '../../../src/cli/webhook.js';
import { loadConfig } from '../../../src/environment/config.js';
import { runCommand } from '../../helpers/run-command.js';

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

const settings = {
  TEMPORAL_ADDRESS: '127.0.0.1:1',
  WHATSAPP_APP_SECRET: 'secret',
  WHATSAPP_VERIFY_TOKEN: 'verify',
  WHATSAPP_PHONE_NUMBER_IDS: 'any',
};

test.each([[['webhook']], [['webhook', '--conversation', 'shop']], [['dev', '--workflows', 'src/workflow.ts']]])(
  '%j does not start with files to store that no route takes',
  async (line) => {
    const { error } = await runCommand(line, { ...settings, WHATSAPP_STORE_MEDIA: 'true' });
    expect(error).toMatchObject({
      name: 'ConfigError',
      message: expect.stringMatching(
        /WHATSAPP_STORE_MEDIA must not be true without --routes: .*"storeMedia" of define/,
      ),
    });
  },
);

test.each([
  ['./routes.ts', true],
  [undefined, false],
])('with routes %s, storing files may be %s', (routes, storeMedia) => {
  const config = loadConfig({ ...settings, WHATSAPP_STORE_MEDIA: String(storeMedia) });
  expect(() => refuseUnreadStoring(routes, config)).not.toThrow();
});
