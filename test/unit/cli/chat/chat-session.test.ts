import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ChatSession } from '../../../../src/cli/chat/chat-session.js';
import type { WrittenMessage } from '../../../../src/cli/chat/emulator-link.js';
import { parseLine } from '../../../../src/cli/chat/parse-line.js';
import type { EmulatedMessage, EmulatorInfo, InboundRecord } from '../../../../src/emulator/index.js';
import { shortForms } from '../../../../src/emulator/outbound-webhooks/users/inbound-content.js';
import { buttons, list, template, text, type OutboundMessage } from '../../../../src/messages.js';

const user = '+49 170 1234567';
const phoneNumberId = '106540352242922';

/** A phone whose emulator is a few lists. */
function phone() {
  const screen: EmulatedMessage[] = [];
  const received: InboundRecord[] = [];
  const written: object[] = [];
  const lines: string[] = [];
  let answer: WrittenMessage = { messageId: 'wamid.1' };
  const link = {
    screen: async () => screen,
    received: async () => received,
    templates: async () => [{ name: 'kept', components: [{ type: 'BODY', text: 'We keep it, {{1}}.' }] }],
    write: async (message: object) => {
      written.push(message);
      return answer;
    },
  };
  const session = new ChatSession({
    link,
    info: {} as EmulatorInfo,
    user,
    phoneNumberId,
    show: (line) => void lines.push(line),
  });
  const sends = (message: OutboundMessage, more: Partial<EmulatedMessage> = {}): void => {
    const id = `wamid.b${screen.length + 1}`;
    screen.push({
      id,
      phoneNumberId,
      recipientType: 'individual',
      type: message.type,
      body: { ...message },
      acceptedAtMs: screen.length,
      isShown: true,
      statuses: [],
      posts: [],
      ...more,
    });
  };
  const types = async (line: string): Promise<unknown> => {
    const action = parseLine(line);
    if (action === undefined || action.kind === 'quit') throw new Error(`${line} is no action`);
    return session.act(action);
  };
  return { session, sends, types, received, written, lines, answers: (next: WrittenMessage) => void (answer = next) };
}

const question = buttons('Which size?', { s: 'Small', l: 'Large' });

test('messages are shown once, with their numbers, options and parameters', async () => {
  const { session, sends, lines } = phone();
  sends(text('Hello\nand welcome'));
  sends(question);
  const rows = [
    { id: 'a', title: 'Hours', description: 'and days' },
    { id: 'b', title: 'Delivery' },
  ];
  const action = { button: 'Topics', sections: [{ rows }] };
  sends({ type: 'interactive', interactive: { type: 'list', body: { text: 'Which topic?' }, action } });
  sends(template('kept', 'en', [{ type: 'body', parameters: [{ type: 'text', text: 'Ann' }] }]));
  sends(text('for another number'), { phoneNumberId: '1' });
  await session.look();
  await session.look();
  expect(lines).toEqual([
    '#1 Hello',
    '   and welcome',
    '#2 Which size?',
    '   [1 Small]  [2 Large]',
    '   tap one with /tap 1',
    '#3 Which topic?',
    '   1 Hours: and days',
    '   2 Delivery',
    '   pick one with /list 1',
    '#4 We keep it, Ann.',
  ]);
});

test('what a business sends does not command the terminal', async () => {
  const { session, sends, lines } = phone();
  sends(text('\u001b[2Jgone'));
  sends({ type: 'image', image: { id: '1', caption: 'a \u0007 bell' } });
  await session.look();
  expect(lines).toEqual(['#1 \\u001b[2Jgone', '#2 [image] a \\u0007 bell']);
});

test('a tap is that of the latest question, or of the one that is named', async () => {
  const { session, sends, types, written } = phone();
  sends(question);
  sends(list('Which topic?', 'Topics', { a: 'Hours', b: 'Delivery' }));
  sends(text('Take your time.'));
  await session.look();
  await types('/list 2');
  await types('/tap 1 on 1');
  expect(written).toMatchObject([
    { from: user, phoneNumberId, listReply: { id: 'b', title: 'Delivery' }, context: { messageId: 'wamid.b2' } },
    { from: user, phoneNumberId, buttonReply: { id: 's', title: 'Small' }, context: { messageId: 'wamid.b1' } },
  ]);
});

test('texts, replies, reactions, places and images are what the emulator takes', async () => {
  const { session, sends, types, written } = phone();
  sends(question);
  await session.look();
  const folder = await mkdtemp(join(tmpdir(), 'temporal-whatsapp-chat-'));
  const image = join(folder, 'a picture.png');
  await writeFile(image, 'bytes');
  for (const line of ['hi', '/reply 1 both', '/react 1 👍', '/location 52.5,13.4', `/image ${image}`])
    await types(line);
  await rm(folder, { recursive: true });
  expect(written.map((message) => ({ ...message, from: undefined, phoneNumberId: undefined }))).toEqual([
    { text: 'hi' },
    { text: 'both', context: { messageId: 'wamid.b1' } },
    { reaction: { messageId: 'wamid.b1', emoji: '👍' } },
    { location: { latitude: 52.5, longitude: 13.4 } },
    { image: { bytes: Buffer.from('bytes').toString('base64'), mimeType: 'image/png' } },
  ]);
});

test.each([
  ['photo.jpg', ' A photo', { image: { mimeType: 'image/jpeg', caption: 'A photo' } }],
  ['film.mp4', ' A film', { video: { mimeType: 'video/mp4', caption: 'A film' } }],
  ['song.m4a', '', { audio: { mimeType: 'audio/mp4' } }],
  ['smile.webp', '', { sticker: { mimeType: 'image/webp' } }],
  ['bill.pdf', ' My bill', { document: { mimeType: 'application/pdf', caption: 'My bill', filename: 'bill.pdf' } }],
  ['noext', '', { document: { mimeType: 'application/octet-stream', filename: 'noext' } }],
])('/file %s%s goes by its type', async (name, caption, expected) => {
  const { types, written } = phone();
  const folder = await mkdtemp(join(tmpdir(), 'temporal-whatsapp-chat-'));
  await writeFile(join(folder, name), 'bytes');
  await types(`/file ${join(folder, name)}${caption}`);
  await rm(folder, { recursive: true });
  const [kind = ''] = Object.keys(expected);
  expect(written).toMatchObject([expected]);
  expect(shortForms.safeParse(written[0])).toMatchObject({ data: { [kind]: { bytes: Buffer.from('bytes') } } });
});

test.each([
  ['/tap 3', 'Message #1 has no option 3: it has 2.'],
  ['/reply 7 yes', 'There is no message #7: the latest one is #1.'],
  ['/image notes.txt', 'notes.txt is no image: its name must end in .jpg or .png. /file sends any file.'],
  ['/image nowhere.png', /^nowhere\.png cannot be read: /],
  ['/file nowhere.pdf', /^nowhere\.pdf cannot be read: /],
  ['/file voice.ogg Hear', 'voice.ogg goes as audio, which has no caption.'],
  ['/dance', /^There is no command/],
])('%s says what is wrong, and sends nothing', async (line, problem) => {
  const { session, sends, types, written } = phone();
  sends(question);
  await session.look();
  await expect(types(line)).rejects.toThrow(problem);
  expect(written).toEqual([]);
});

test('a message that the business has read, and that it types after, is told once', async () => {
  const { session, types, received, lines } = phone();
  await types('hi');
  const arrived = { phoneNumberId, message: {}, receivedAtMs: 0, readAtMs: 1 };
  received.push({ ...arrived, id: 'wamid.other', from: '1' });
  received.push({ ...arrived, id: 'wamid.1', from: '491701234567', typingAtMs: 2 });
  await session.look();
  await session.look();
  expect(lines).toEqual(['  ✓✓ read', '  typing…']);
});

test('a receiver that does not take a message is shown', async () => {
  const { types, answers, lines } = phone();
  answers({ messageId: 'wamid.1', refusal: '503' });
  await types('hi');
  expect(lines).toEqual(['  (not delivered yet, the receiver says: 503)']);
});
