import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { EmulatorLink } from '../../../../src/cli/chat/emulator-link.js';
import { GraphEmulator } from '../../../../src/emulator/index.js';
import { runCommand } from '../../../helpers/run-command.js';

let emulator: GraphEmulator;
let link: EmulatorLink;
let refusing: Server;

beforeAll(async () => {
  refusing = createServer((_request, response) => void response.writeHead(503).end());
  refusing.listen(0, '127.0.0.1');
  await once(refusing, 'listening');
  emulator = await GraphEmulator.start({ timeScale: 0.001 });
  link = new EmulatorLink(`${emulator.info.graphUrl}/`);
});
afterAll(async () => {
  await emulator.stop();
  refusing.close();
});

test('a message is written without a receiver, and before one that refuses it', async () => {
  const message = { from: '+49 170 1234567', text: 'Hi' };
  const { messageId, refusal } = await link.write(message);
  expect(refusal).toBeUndefined();
  expect((await link.received()).map(({ message: received }) => received['id'])).toEqual([messageId]);

  emulator.setWebhookUrl(`http://127.0.0.1:${(refusing.address() as AddressInfo).port}/webhook`);
  expect(await link.write(message)).toMatchObject({ refusal: '503' });
});

test('a wrong message is refused in the emulator’s words', async () => {
  await expect(link.write({ from: '+49 170 1234567' })).rejects.toThrow(/input/);
  await expect(link.write({ from: '+49 170 1234567', text: 'Hi', phoneNumberId: '12345' })).rejects.toThrow(
    'no phone number with id 12345',
  );
});

test('a chat is with a user, and a group is refused with the names of those in it', async () => {
  const { graphUrl, accessToken, phoneNumberId } = emulator.info;
  await fetch(`${graphUrl}/v25.0/${phoneNumberId}/groups`, {
    method: 'POST',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ messaging_product: 'whatsapp', subject: 'Family' }),
  });
  const [group] = emulator.groups.list();
  await emulator.groups.join({ group: group?.id ?? '', from: '491701234567' });
  const { error } = await runCommand(['chat', '--emulator', graphUrl, '--user', group?.id ?? ''], {});
  expect(String(error)).toContain(`${group?.id} is a group, and no user; in it: 491701234567.`);
  await link.checkUser('+49 170 1234567');
});

test('what is no emulator is told, whatever it answers', async () => {
  const { port } = refusing.address() as AddressInfo;
  await expect(new EmulatorLink(`http://127.0.0.1:${port}`).info()).rejects.toThrow('answers 503');
  await expect(new EmulatorLink('http://127.0.0.1:9').info()).rejects.toThrow('Start "temporal-whatsapp dev"');

  for (const answer of ['null', '[]', '"x"', '{}', '{"phoneNumberId":5}', '<html>']) {
    const other = createServer((_request, response) => void response.end(answer));
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    await expect(new EmulatorLink(url).info()).rejects.toThrow(`${url} is no emulator`);
    other.close();
  }
});

test.each(['', '  ', '12', '+', '+49', 'a b', '+49 170 1234567x', 'hello'])('the user %j is none', async (user) => {
  const { error } = await runCommand(['chat', '--user', user, '--emulator', 'http://127.0.0.1:9']);
  expect(String(error)).toContain('must be a phone number with country code, or a business-scoped user id');
});

test.each(['+49 170 1234567', '(49) 170-1234567', 'DE.1', '49170123'])('the user %j may be one', async (user) => {
  const { error } = await runCommand(['chat', '--user', user, '--emulator', 'http://127.0.0.1:9']);
  expect(String(error)).toContain('No emulator answers');
});
