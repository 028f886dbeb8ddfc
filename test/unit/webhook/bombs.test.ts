/** Signed bodies that are made to hurt a parser: harmless, and nothing of them is lost. */
import { describe, expect, test } from '@jest/globals';
import { post, receiver, webhookBody } from './recording-client.js';

const megabytes = 1024 * 1024;
const withMessages = (messages: string): string =>
  webhookBody({ messages: ['MESSAGES'] }).replace('["MESSAGES"]', messages);
const inMessage = (json: string): string =>
  withMessages(`[{"id":"deep","from":"1","more":${json}},{"id":"ok","from":"1"}]`);

async function send(body: string | Uint8Array, options: Parameters<typeof receiver>[0] = {}) {
  const { handle, client, log } = receiver(options);
  const { status } = await handle(post(body));
  const [letter] = client.letters.values();
  const text = letter && [letter.args[0].text, ...letter.parts.map((part) => part.text)].join('');
  const delivered = client.accepted.flatMap(({ events }) => events);
  return { status, delivered, letters: [...client.letters.values()], letter: letter?.args[0], text, log };
}

describe('a body nested 100,000 levels deep', () => {
  const lists = '['.repeat(100_000) + ']'.repeat(100_000);
  const objects = '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000);

  test.each([
    ['lists', lists],
    ['objects', objects],
    ['entries', `{"entry":${lists}}`],
  ])('as a whole is kept as text: %s', async (_what, body) => {
    const { status, letter, text } = await send(body);
    expect(status).toBe(200);
    expect(letter).toMatchObject({ reason: 'malformed' });
    expect(text?.includes(body.slice(10, -10))).toBe(true);
  });

  test.each([
    ['lists', lists],
    ['objects', objects],
  ])('in one message keeps this message, and the other one is delivered: %s', async (_what, json) => {
    const { status, delivered, letters, letter, text } = await send(inMessage(json));
    expect(status).toBe(200);
    expect(delivered).toMatchObject([{ messageId: 'ok' }]);
    expect(letters).toHaveLength(1);
    expect(letter).toMatchObject({ reason: 'too-deep', messageId: 'deep' });
    expect(text?.includes(json)).toBe(true);
    expect(text?.includes('"ok"')).toBe(false);
  });

  test('in a field of tomorrow is kept, also when the fallback takes it', async () => {
    const body = `{"entry":[{"changes":[{"field":"tomorrow","value":{"a":${lists}}}]}]}`;
    const fallback = () => ({ workflowId: 'mine', workflowType: 'w' });
    for (const options of [{}, { fallback }]) {
      const { status, text } = await send(body, options);
      expect(status).toBe(200);
      expect(text?.includes(lists)).toBe(true);
    }
  });
});

describe('a body as large as may be', () => {
  test.each<[string, (size: number) => string]>([
    ['opening brackets', (size) => '['.repeat(size)],
    ['lists in a list', (size) => `[${'[],'.repeat(size / 3 - 10)}[]]`],
    ['one text of quotes', (size) => JSON.stringify('"'.repeat(size / 2 - 10))],
  ])('of %s is kept whole', async (_what, make) => {
    const body = make(3 * megabytes);
    const { status, letters, letter, text } = await send(body);
    expect(status).toBe(200);
    expect(letters).toHaveLength(1);
    expect(['malformed', 'not-json']).toContain(letter?.reason);
    expect(text === body || text === `{"body":${body}}`).toBe(true);
  });

  test('of one number is kept with all its digits', async () => {
    const number = '9'.repeat(3 * megabytes);
    const { status, letter, text } = await send(number);
    expect(status).toBe(200);
    expect(letter).toMatchObject({ reason: 'malformed' });
    expect(text === `{"body":"${number}"}`).toBe(true);
  });

  test.each<[string, string]>([
    ['entries', `{"entry":[${'[],'.repeat(50_000)}7]}`],
    ['changes', `{"entry":[{"changes":[${'{},'.repeat(50_000)}7]}]}`],
    ['messages', withMessages(`[${'1,'.repeat(50_000)}{"id":"ok","from":"1"}]`)],
  ])(
    'of tens of thousands of %s that are none is a dead letter for a thousand of them, and one for the rest',
    async (what, body) => {
      const { status, delivered, letters, log } = await send(body);
      expect(status).toBe(200);
      expect(letters.map(({ memo }) => memo.deadLetter.items)).toEqual([1_000, undefined]);
      expect(JSON.stringify(letters[1]?.args[0].webhook) === body).toBe(true);
      expect(delivered).toHaveLength(what === 'messages' ? 1 : 0);
      expect(JSON.stringify(log.lines).length).toBeLessThan(3_000);
    },
  );

  test.each([
    ['contacts', `"contacts":[${'{"wa_id":"7"},'.repeat(100_000)}{}]`],
    ['one contact', `"contacts":[{"user_id":"US.1","note":"${'x'.repeat(2 * megabytes)}"}]`],
    ['metadata', `"metadata":{"note":"${'x'.repeat(2 * megabytes)}"}`],
  ])(
    'of megabytes of %s around a thousand items that are kept writes them a few times, not a thousand',
    async (_what, around) => {
      const messages = Array.from({ length: 1_000 }, (_, index) => ({
        id: String(index),
        from_user_id: `US.${index}`,
      }));
      const value = `{${around},"messages":${JSON.stringify(messages)}}`;
      const { status, letters } = await send(`{"entry":[{"changes":[{"field":"messages","value":${value}}]}]}`);
      expect(status).toBe(200);
      expect(letters.length).toBeLessThan(10);
      expect(letters.reduce((sum, { memo }) => sum + (memo.deadLetter.items ?? 1), 0)).toBe(1_000);
    },
  );

  test('delivers what a signal can hold, and keeps what it cannot', async () => {
    const large = (id: string, size: number): string => JSON.stringify({ id, from: '1', text: 'x'.repeat(size) });
    const body = withMessages(`[${large('a', 1_950_000)},${large('b', 900_000)}]`);
    const { status, delivered, letter, text } = await send(body);
    expect(status).toBe(200);
    expect(delivered).toMatchObject([{ messageId: 'b' }]);
    expect(letter).toMatchObject({ reason: 'too-large', messageId: 'a' });
    expect(JSON.parse(text ?? '')).toMatchObject({ entry: [{ changes: [{ value: { messages: [{ id: 'a' }] } }] }] });
  });
});

describe('JSON with a trap', () => {
  test('in duplicate keys is read as JSON.parse reads it', async () => {
    const { status, delivered } = await send(withMessages('[{"id":"a","id":"b","from":"1","from":"2"}]'));
    expect(status).toBe(200);
    expect(delivered).toMatchObject([{ messageId: 'b', user: { phone: '2' } }]);
  });

  test('in __proto__ and constructor changes no prototype', async () => {
    const trap = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"id":"a","from":"1"}';
    const everywhere = `{"__proto__":{"polluted":1},"object":"x","entry":[{"__proto__":{"id":"9"},"changes":[{"field":"messages","value":{"__proto__":{"polluted":1},"messages":[${trap}]}}]}]}`;
    const { status, letters } = await send(everywhere);
    expect(status).toBe(200);
    expect(letters.map(({ args }) => args[0].reason)).toEqual(['phone-number-id-missing', 'no-route']);
    expect(JSON.stringify(letters)).toContain('"__proto__":{"polluted":1},"constructor"');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('in huge numbers delivers them as far as they are numbers, and whole ones with all their digits', async () => {
    const { status, delivered } = await send(
      withMessages('[{"id":"a","from":"1","n":1e400,"m":-1e400,"o":123456789012345678901234567890}]'),
    );
    expect(status).toBe(200);
    expect(delivered).toMatchObject([
      { messageId: 'a', raw: { n: Infinity, m: -Infinity, o: '123456789012345678901234567890' } },
    ]);
  });

  test('in a number for every id is still delivered', async () => {
    const { status, delivered } = await send(withMessages('[{"id":1e400,"from":15550100001,"timestamp":0}]'));
    expect(status).toBe(200);
    expect(delivered).toMatchObject([{ kind: 'message', timestamp: '0', user: { phone: '15550100001' } }]);
  });
});

describe('a signed body that is no JSON is kept', () => {
  test.each<[string, string | Uint8Array, string | undefined, string]>([
    ['as text', '{"entry":[ grün', undefined, '{"entry":[ grün'],
    ['when it is empty', '', undefined, ''],
    ['in base64 when it is no UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'base64', 'Iv8i'],
  ])('%s', async (_how, body, encoding, text) => {
    const { status, letter, log } = await send(body);
    expect(status).toBe(200);
    expect(letter).toMatchObject({ reason: 'not-json', text, parts: 1 });
    expect(letter?.encoding).toBe(encoding);
    expect(log.lines).toMatchObject([
      { level: 'warn', fields: { deadLetters: [{ reason: 'not-json', isNew: true }] } },
      { level: 'info', fields: { deadLetters: { 'not-json': 1 } } },
    ]);
  });

  test.each(['null', '"text"', '[]', '{"entry":{}}', '{"entry":[{"changes":[7]}]}'])(
    'and so is JSON that is no webhook: %s',
    async (body) => {
      const { status, letter } = await send(body);
      expect(status).toBe(200);
      expect(letter).toMatchObject({ reason: 'malformed', kind: 'unknown' });
    },
  );
});
