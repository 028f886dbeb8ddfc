import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ChangeFeed, type NumberedChange } from '../../../../src/emulator/changes/change-feed.js';
import { GraphEmulator } from '../../../../src/emulator/index.js';
import type { PhoneChange } from '../../../../src/emulator/phone-views.js';
import { send } from '../graph-caller.js';

const change = (name: string): PhoneChange => ({ type: 'user', user: { userId: name, name } });

describe('the feed', () => {
  test('describes nothing as long as nobody listens', () => {
    const feed = new ChangeFeed();
    let described = 0;
    feed.note(() => {
      described += 1;
      return change('a');
    });
    expect(described).toBe(0);
  });

  test('keeps what a listener missed, and knows when it does not', () => {
    const feed = new ChangeFeed();
    const heard: NumberedChange[] = [];
    const stop = feed.listen((one) => heard.push(one));
    feed.note(() => change('a'));
    stop();
    feed.note(() => change('b'));
    expect(heard).toHaveLength(1);
    expect(feed.since(heard[0]?.id ?? '')?.map(({ json }) => JSON.parse(json))).toEqual([change('b')]);
    expect(feed.since(feed.latestId)).toEqual([]);
    expect(feed.since('another.1')).toBeUndefined();
    for (let index = 0; index < 1_001; index++) feed.note(() => change('c'));
    expect(feed.since(heard[0]?.id ?? '')).toBeUndefined();
  });
});

describe('GET /_emulator/events', () => {
  let emulator: GraphEmulator;
  beforeEach(async () => {
    emulator = await GraphEmulator.start({ autoStatuses: [], enforceWindow: false });
  });
  afterEach(() => emulator.stop());

  const open = async (lastId?: string): Promise<AsyncGenerator<{ id: string; data: PhoneChange }>> => {
    const headers = lastId === undefined ? {} : { 'last-event-id': lastId };
    const response = await fetch(`${emulator.info.graphUrl}/_emulator/events`, { headers });
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    return readEvents(response);
  };

  test('sends everything, then each change; after a break only what was missed', async () => {
    const events = await open();
    expect((await events.next()).value).toMatchObject({ data: { type: 'snapshot', sent: [], hasTemporalSide: false } });
    await send(emulator);
    const user = await events.next();
    expect(user.value).toMatchObject({ data: { type: 'user' } });
    await events.return(undefined);
    emulator.closeWindow('+49 170 1234567');
    const again = await open((user.value as { id: string }).id);
    expect((await again.next()).value).toMatchObject({ data: { type: 'sent', message: { type: 'text' } } });
    expect((await again.next()).value).toMatchObject({ data: { type: 'window', window: { openUntilMs: null } } });
    await again.return(undefined);
    const unknown = await open('nothing.7');
    expect((await unknown.next()).value).toMatchObject({ data: { type: 'snapshot', sent: [{ type: 'text' }] } });
    await unknown.return(undefined);
  });

  test('tells of a send that was refused, and begins anew after a reset', async () => {
    emulator.addFault({ code: 131047 });
    const events = await open();
    await events.next();
    await send(emulator);
    const seen: string[] = [];
    for await (const { data } of events) {
      seen.push(data.type);
      if (data.type === 'failed-send') {
        expect(data.failedSend).toMatchObject({ code: 131047, status: 400, isFault: true });
        await emulator.reset();
      }
      if (data.type === 'snapshot') break;
    }
    expect(seen).toEqual(expect.arrayContaining(['faults', 'failed-send', 'snapshot']));
  });
});

describe('the page', () => {
  test('is served with a strict policy, its modules and lit; time and Temporal say why they are not there', async () => {
    const emulator = await GraphEmulator.start({ enforceWindow: false });
    const { graphUrl } = emulator.info;
    const page = await fetch(`${graphUrl}/_phone`);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect([page.status, policy.includes("default-src 'none'"), policy.includes('unsafe')]).toEqual([200, true, false]);
    const lit = await fetch(`${graphUrl}/_phone/lit/lit-html.js`);
    expect([lit.status, lit.headers.get('content-type')]).toEqual([200, expect.stringContaining('javascript')]);
    expect((await fetch(`${graphUrl}/_phone/media/1`)).status).toBe(404);
    expect((await fetch(`${graphUrl}/_phone/lit/..%2f..%2fpackage.json`)).status).toBe(404);
    expect((await fetch(`${graphUrl}/_phone/workflows/x`)).status).toBe(404);
    const headers = { 'content-type': 'application/json' };
    const pass = await fetch(`${graphUrl}/_emulator/time/pass`, { method: 'POST', headers, body: '{"ms":1000}' });
    expect([pass.status, await pass.json()]).toEqual([409, { error: expect.stringContaining('runs in real time') }]);
    expect((await fetch(`${graphUrl}/_emulator/temporal?user=1`)).status).toBe(409);
    await emulator.stop();
  });
});

async function* readEvents(response: Response): AsyncGenerator<{ id: string; data: PhoneChange }> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const [, id, data] = /^id: (.*)\ndata: (.*)$/.exec(text.slice(0, end)) ?? [];
      text = text.slice(end + 2);
      if (id !== undefined && data !== undefined) yield { id, data: JSON.parse(data) as PhoneChange };
    }
  }
}
