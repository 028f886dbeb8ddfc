/** Published clients of Meta's Graph API, all their operations on the emulator, and how many of them are right. */
import { afterAll, describe, expect, test } from '@jest/globals';
import { ownFailures } from '../clients/own-failures.js';
import { publishedClients, type PublishedClient } from '../clients/published-clients.js';
import { installClients, runClient, type OperationResult } from '../helpers/published-clients.js';

const versionOf = ({ packages: [first = ''] }: PublishedClient): string => first.replace(/^.+(@|==)/, '');

const reasons = await installClients(publishedClients);
const table: string[][] = [['client', 'operations', 'right', 'failed', 'its own', 'missing']];

afterAll(() => {
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  process.stdout.write(`${lines.join('\n')}\n`);
});

describe('every operation is right, or fails for a reason of the client:', () => {
  for (const client of publishedClients) {
    const isInstalled = reasons.get(client.name) === undefined;
    (isInstalled ? test : test.skip)(
      client.name,
      async () => {
        const results = await runClient(client);
        const own = ownFailures[client.name] ?? {};
        const failed = results.filter(({ outcome }) => outcome === 'failed');
        const ours = failed.filter(({ operation }) => !(operation in own));
        const count = (outcome: OperationResult['outcome']): number =>
          results.filter((result) => result.outcome === outcome).length;
        const counts = [results.length, count('right'), ours.length, failed.length - ours.length, count('missing')];
        table.push([`${client.name} ${versionOf(client)}`, ...counts.map(String)]);
        expect(ours).toEqual([]);
        expect(failed.map(({ operation }) => operation)).toEqual(expect.arrayContaining(Object.keys(own)));
      },
      300_000,
    );
  }
});
