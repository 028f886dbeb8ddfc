import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { ApplicationFailure } from '@temporalio/common';
import { credentialsFrom } from '../../../src/graph/credential-functions.js';
import type { CredentialProvider } from '../../../src/graph/credentials.js';
import { JsonFileCredentialProvider } from '../../../src/graph/json-file-credentials.js';
import { json, type Answer } from '../graph/loopback.js';
import { inWorkflow, phoneNumberId, refusal, standalone, World } from './world.js';

let world: World;
afterEach(() => world.stop());

const otherNumber = '209876543210987';
const input = { phoneNumberId, to: '+16505551234', message: { type: 'text', text: { body: 'hi' } } };
const attempt = (number: number, info = inWorkflow): typeof inWorkflow => ({ ...info, attempt: number });

/** Takes these tokens only, like Meta after an expiry. */
const takes =
  (...tokens: string[]): Answer =>
  (received, response) => {
    const token = received.headers.authorization?.replace('Bearer ', '') ?? '';
    if (tokens.includes(token)) return json(response, 200, { success: true, messages: [{ id: 'wamid.1' }] });
    const error = { message: `Error validating access token ${token}`, type: 'OAuthException', code: 190 };
    json(response, 401, { error: { ...error, error_subcode: 463 } });
  };

/**
 * Keeps what it has read until it is asked to read again, as providers in front of a vault do; one for each process.
 */
class CachedTokens {
  readonly reads: string[] = [];
  readonly #cache = new Map<string, string>();
  readonly provider: CredentialProvider;

  constructor(vault: Record<string, string>) {
    this.provider = credentialsFrom(async (reference, { reread }) => {
      if (vault[reference] === undefined) return undefined;
      if (reread || !this.#cache.has(reference)) this.#cache.set(reference, vault[reference]);
      if (reread) this.reads.push(reference);
      return { accessToken: this.#cache.get(reference) as string };
    });
  }
}

const tokensSeen = (): unknown[] => world.requests.map(({ headers }) => headers.authorization?.replace('Bearer ', ''));

function expectWaiting(failure: ApplicationFailure): void {
  expect(failure).toMatchObject({ type: 'WhatsApp.Authentication', nonRetryable: false });
  expect(Number(failure.nextRetryDelay)).toBeGreaterThanOrEqual(15_000);
  expect(Number(failure.nextRetryDelay)).toBeLessThanOrEqual(18_750);
}

describe('a send whose token Meta refuses', () => {
  test.each([
    ['in a workflow', inWorkflow],
    ['standalone', standalone],
  ])('waits for another one, %s', async (_, info) => {
    const tokens = new CachedTokens({ default: 'old-token' });
    world = await World.start(takes('new-token'), { credentials: tokens.provider });
    const failure = await world.failure('sendWhatsAppMessage', { ...input, sendKey: 'k' }, info);
    expectWaiting(failure);
    expect(failure.details?.[0]).toMatchObject({ code: 190, subcode: 463, httpStatus: 401 });
    expect(failure.details?.[0]).not.toHaveProperty('outcome');
    expect(failure.message).toMatch(/valid access token.*until its deadline/);
    expect(failure.message).not.toContain('old-token');
    expect(tokens.reads).toEqual(['default']);
    expect(world.requests).toHaveLength(1);
  });

  test('waits as long at every attempt, until the token is replaced, and then is sent once', async () => {
    const vault = { default: 'old-token' };
    world = await World.start(takes('new-token'), { credentials: new CachedTokens(vault).provider });
    for (const number of [1, 2, 3, 7, 50]) {
      expectWaiting(await world.failure('sendWhatsAppMessage', input, attempt(number)));
    }
    vault.default = 'new-token';
    expect((await world.run('sendWhatsAppMessage', input, attempt(51))).messageId).toBe('wamid.1');
    expect(tokensSeen()).toEqual(['old-token', 'old-token', 'old-token', 'old-token', 'old-token', 'new-token']);
  });

  test('is sent after a second when the token was replaced meanwhile', async () => {
    const vault = { default: 'old-token' };
    const { provider } = new CachedTokens(vault);
    await provider.getCredential('default');
    vault.default = 'new-token';
    world = await World.start(takes('new-token'), { credentials: provider });
    const failure = await world.failure('sendWhatsAppMessage', input);
    expect(failure).toMatchObject({ type: 'WhatsApp.Authentication', nonRetryable: false, nextRetryDelay: 1_000 });
    expect(failure.message).toContain('the token was replaced');
    expect((await world.run('sendWhatsAppMessage', input, attempt(2))).messageId).toBe('wamid.1');
  });

  test('counts a new app secret as a replacement', async () => {
    const credentials = credentialsFrom(async (_, { reread }) => ({
      accessToken: 'same',
      appSecret: reread ? 'b' : 'a',
    }));
    world = await World.start(refusal(400, 104), { credentials });
    expect((await world.failure('sendWhatsAppMessage', input)).nextRetryDelay).toBe(1_000);
  });

  test('does not trust the cache of another process that tries again', async () => {
    const vault = { default: 'old-token' };
    const elsewhere = new CachedTokens(vault);
    await elsewhere.provider.getCredential('default');
    vault.default = 'new-token';
    world = await World.start(takes('new-token'), { credentials: elsewhere.provider });
    expect((await world.run('sendWhatsAppMessage', input, attempt(2))).messageId).toBe('wamid.1');
    expect(tokensSeen()).toEqual(['new-token']);
  });

  test.each([
    ['code 0', refusal(401, 0)],
    [
      'code 190 with another status and Retry-After',
      refusal(400, 190, { is_transient: false }, { 'retry-after': '3600' }),
    ],
    ['HTTP 401 without Graph', ((_, response) => response.writeHead(401).end()) satisfies Answer],
  ])('waits alike for %s', async (_, answer) => {
    world = await World.start(answer);
    expectWaiting(await world.failure('sendWhatsAppMessage', input));
  });

  test('leaves the note that lets a careless retry policy try again', async () => {
    world = await World.start(refusal(401, 190));
    expectWaiting(await world.failure('sendWhatsAppMessage', input, { ...inWorkflow, retryPolicy: {} }));
    expect(world.heartbeats).toEqual([{ refusedAttempt: 1 }]);
  });
});

describe('other tenants of the worker', () => {
  test('go on sending, and their credentials are not read again', async () => {
    const tokens = new CachedTokens({ [phoneNumberId]: 'expired', [otherNumber]: 'good', default: 'good' });
    world = await World.start(takes('good'), { credentials: tokens.provider });
    const other = { ...input, phoneNumberId: otherNumber };
    const sends = [input, other, input, other].map((each) =>
      world.run('sendWhatsAppMessage', each).then(
        () => 'sent',
        (error: ApplicationFailure) => error.type,
      ),
    );
    expect(await Promise.all(sends)).toEqual(['WhatsApp.Authentication', 'sent', 'WhatsApp.Authentication', 'sent']);
    expect(tokens.reads).toEqual([phoneNumberId, phoneNumberId]);
    await world.failure('sendWhatsAppMessage', input, attempt(2));
    expect(new Set(tokens.reads)).toEqual(new Set([phoneNumberId]));
  });
});

describe('while the token is being replaced', () => {
  const credentialsFile = (accessToken: string): string =>
    JSON.stringify({ credentials: { default: { accessToken } } });

  test('a waiting send reads the changed file, and outlives one that is half written', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'credentials-')), 'credentials.json');
    const replace = (text: string): void => writeFileSync(path, text);
    replace(credentialsFile('old-token'));
    world = await World.start(takes('new-token'), { credentials: new JsonFileCredentialProvider(path) });
    expectWaiting(await world.failure('sendWhatsAppMessage', input));
    replace(credentialsFile('new-token').slice(0, 20));
    const broken = await world.failure('sendWhatsAppMessage', input, attempt(2));
    expect(broken).toMatchObject({ type: 'WhatsApp.Configuration', nonRetryable: false });
    replace(credentialsFile('new-token'));
    expect((await world.run('sendWhatsAppMessage', input, attempt(3))).messageId).toBe('wamid.1');
    expect(tokensSeen()).toEqual(['old-token', 'new-token']);
    rmSync(dirname(path), { recursive: true });
  });

  test('a send that waits outlives a credential that is missing for a moment; a first attempt fails at once', async () => {
    world = await World.start(takes('x'), { credentials: credentialsFrom(async () => undefined) });
    const waiting = await world.failure('sendWhatsAppMessage', input, attempt(2));
    expect(waiting).toMatchObject({ type: 'WhatsApp.Configuration', nonRetryable: false });
    const first = await world.failure('sendWhatsAppMessage', input);
    expect(first).toMatchObject({ type: 'WhatsApp.Configuration', nonRetryable: true });
    const read = await world.failure('markWhatsAppMessageRead', { phoneNumberId, messageId: 'wamid.in' }, attempt(2));
    expect(read).toMatchObject({ type: 'WhatsApp.Configuration', nonRetryable: true });
    expect(world.requests).toHaveLength(0);
  });
});

describe('a provider that hangs', () => {
  const hanging = (when: (reread: boolean) => boolean): CredentialProvider =>
    credentialsFrom(async (_, { reread = false }) =>
      when(reread) ? new Promise(() => undefined) : { accessToken: 'old' },
    );
  const short = { ...inWorkflow, startToCloseTimeoutMs: 400 };

  test('before the request is a fault of the provider, never an unknown outcome', async () => {
    world = await World.start(takes('new'), { credentials: hanging(() => true) });
    const failure = await world.failure('sendWhatsAppMessage', input, short);
    expect(failure).toMatchObject({ type: 'WhatsApp.Configuration', nonRetryable: false });
    expect(failure.message).toMatch(/no answer for "\d+" within \d+ ms/);
    expect(world.requests).toHaveLength(0);
  });

  test("after Meta's refusal leaves the refusal as it is", async () => {
    world = await World.start(takes('new'), { credentials: hanging((reread) => reread) });
    expectWaiting(await world.failure('sendWhatsAppMessage', input, short));
  });
});

describe('a call that is no send', () => {
  const read = { phoneNumberId, messageId: 'wamid.in' };
  const rawSend = {
    method: 'POST',
    path: `/${phoneNumberId}/messages`,
    retryOnAllErrors: false,
    data: { messaging_product: 'whatsapp', to: '+16505551234', type: 'text', text: { body: 'hi' } },
  };

  test.each([
    ['markWhatsAppMessageRead', read],
    ['graphRequest', { path: `/${phoneNumberId}` }],
    ['graphRequest', rawSend],
  ] as const)('%s fails at once: somebody has to act', async (name, given) => {
    world = await World.start(takes('new-token'), { credentials: new CachedTokens({ default: 'old-token' }).provider });
    const failure = await world.failure(name, given);
    expect(failure).toMatchObject({ type: 'WhatsApp.Authentication', nonRetryable: true });
    expect(failure.nextRetryDelay).toBeUndefined();
  });

  test('is tried again when the token was replaced meanwhile, with the new one also elsewhere', async () => {
    const vault = { default: 'old-token' };
    const { provider } = new CachedTokens(vault);
    await provider.getCredential('default');
    const elsewhere = new CachedTokens(vault);
    await elsewhere.provider.getCredential('default');
    vault.default = 'new-token';
    world = await World.start(takes('new-token'), { credentials: provider });
    const failure = await world.failure('markWhatsAppMessageRead', read);
    expect(failure).toMatchObject({ type: 'WhatsApp.Authentication', nonRetryable: false, nextRetryDelay: 1_000 });
    await world.stop();
    world = await World.start(takes('new-token'), { credentials: elsewhere.provider });
    expect(await world.run('markWhatsAppMessageRead', read, attempt(2))).toEqual({ success: true });
  });
});
