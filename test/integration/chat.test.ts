/** `temporal-whatsapp chat` as a process whose input and output are pipes, before an emulator and a business. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { text as readAll } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../src/emulator/index.js';
import { buttons, text, type OutboundMessage } from '../../src/messages.js';
import { eventually } from '../helpers/eventually.js';

const main = fileURLToPath(new URL('../../lib/cli/main.js', import.meta.url));
const user = '+49 170 1234567';

let emulator: GraphEmulator;
let business: Server;

/** A bot without a memory: it asks whoever writes, and confirms whatever they tap. */
beforeAll(async () => {
  emulator = await GraphEmulator.start();
  business = createServer((request, response) => {
    void readAll(request).then(async (body) => {
      response.end();
      const { entry } = JSON.parse(body) as WebhookBody;
      for (const { id, interactive } of entry.flatMap(({ changes }) => changes[0]?.value.messages ?? [])) {
        const tapped = interactive?.button_reply?.title;
        await post({ status: 'read', message_id: id, typing_indicator: { type: 'text' } });
        await send(tapped ? text(`${tapped} it is.`) : buttons('Which size?', { s: 'Small', l: 'Large' }));
      }
    });
  });
  business.listen(0, '127.0.0.1');
  await once(business, 'listening');
  emulator.setWebhookUrl(`http://127.0.0.1:${(business.address() as AddressInfo).port}/webhook`);
});
afterAll(async () => {
  await emulator.stop();
  business.close();
});

interface WebhookBody {
  entry: {
    changes: { value: { messages?: { id: string; interactive?: { button_reply?: { title: string } } }[] } }[];
  }[];
}

const send = (message: OutboundMessage): Promise<void> => post({ to: '491701234567', ...message });

async function post(body: object): Promise<void> {
  const { graphUrl, phoneNumberId, accessToken } = emulator.info;
  const answer = await fetch(`${graphUrl}/v25.0/${phoneNumberId}/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ messaging_product: 'whatsapp', ...body }),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

interface Chat {
  lines: string[];
  input: NodeJS.WritableStream;
  kill(signal: NodeJS.Signals): void;
  ended: Promise<number | null>;
}

function startChat(...args: string[]): Chat {
  const child = spawn(process.execPath, [main, 'chat', '--user', user, '--emulator', emulator.info.graphUrl, ...args]);
  const lines: string[] = [];
  const collect = (reader: Interface): void => void reader.on('line', (line) => lines.push(line));
  collect(createInterface({ input: child.stdout }));
  collect(createInterface({ input: child.stderr }));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { lines, input: child.stdin, kill: (signal) => void child.kill(signal), ended };
}

test('a program writes, taps, and reads what the business answers', async () => {
  const { lines, input, ended } = startChat();
  input.end('hi\n/tap 3\n/tap 2\n/react 2 👍\n/quit\nnever read\n');
  // There is no third option.
  expect(await ended).toBe(1);
  expect(lines.join('\n')).toContain('1 of the lines could not be carried out');
  const said = lines.filter((line) => !line.startsWith('  '));
  expect(said.slice(0, 7)).toEqual([
    '> hi',
    '#1 Which size?',
    '> /tap 3',
    '> /tap 2',
    '#2 Large it is.',
    '> /react 2 👍',
    '#3 Which size?',
  ]);
  expect(lines).toEqual(
    expect.arrayContaining([
      '   [1 Small]  [2 Large]',
      '  (Message #1 has no option 3: it has 2.)',
      '  ✓✓ read',
      '  typing…',
    ]),
  );
  expect(lines.join('\n')).not.toContain('never read');
}, 60_000);

test('it ends calmly on Ctrl+C, and shows what was said before it began', async () => {
  const { lines, kill, ended } = startChat();
  await eventually(
    () => lines,
    (shown) => shown.includes('#2 Large it is.'),
  );
  kill('SIGINT');
  expect(await ended).toBe(0);
}, 60_000);

test('lines that were all carried out and answered end it with 0', async () => {
  const { input, ended } = startChat();
  input.end('hi\n');
  expect(await ended).toBe(0);
}, 60_000);

test('without an emulator it says how to start one', async () => {
  const { lines, ended } = startChat('--emulator', 'http://127.0.0.1:9');
  expect(await ended).toBe(1);
  expect(lines.join('\n')).toMatch(/No emulator answers at http:\/\/127\.0\.0\.1:9\. Start "temporal-whatsapp dev"/);
}, 60_000);
