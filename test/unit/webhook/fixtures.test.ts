/** Bodies from other projects' public tests, which are beside this repository and not in it. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { parseWebhook } from '../../../src/common/events/parse.js';
import { letterEvents, eventIdentity, postToReceiver } from '../../helpers/any-webhook.js';

const folder = new URL('../../../../shared/fixtures/webhooks/', import.meta.url);
const expectedFile = new URL('expected.json', folder);
const isThere = existsSync(fileURLToPath(expectedFile));

interface Expected {
  messageIds: (string | null)[];
  statusIds: (string | null)[];
}

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
const expected: [string, Expected][] = isThere ? Object.entries(read('expected.json') as Record<string, Expected>) : [];

if (!isThere) console.warn(`SKIPPED: webhook fixtures through the receiver: ${fileURLToPath(folder)} is not there`);

const statuses: string[] = [];

describe('bodies that others have seen', () => {
  (isThere ? test : test.skip)('are all there', () => {
    expect(expected.length).toBeGreaterThanOrEqual(179);
  });

  (isThere ? test : test.skip)('lose nothing and double nothing in the receiver, each with its ids', async () => {
    for (const [name, { messageIds, statusIds }] of expected) {
      const body = read(name);
      const parsed = parseWebhook(body, 0).map(({ event }) => event);
      const { status, delivered, letters, log } = await postToReceiver(body);
      statuses.push(`${name} ${status}`);
      const kept = letters.flatMap(letterEvents);
      const [{ fields }] = log.slice(-1) as [{ fields: { ignored: Record<string, number> } }];
      const ignored = Object.values(fields.ignored).reduce((sum, count) => sum + count, 0);
      expect([name, delivered.length + kept.length + ignored]).toEqual([name, parsed.length]);

      const out = [...delivered, ...kept];
      const all = new Set(parsed.map(eventIdentity));
      expect([name, out.every((event) => all.has(eventIdentity(event)))]).toEqual([name, true]);
      const listIds = (kind: string, events: typeof out): unknown[] =>
        events.filter((event) => event.kind === kind).map((event) => ('messageId' in event && event.messageId) || null);
      expect([name, listIds('message', out).sort()]).toEqual([name, [...messageIds].sort()]);
      // Foreign statuses go nowhere, so they are looked for among those that were read.
      expect([name, listIds('status', parsed)]).toEqual([name, statusIds]);
    }
    expect(statuses.filter((line) => !line.endsWith(' 200'))).toEqual([]);
  });
});
