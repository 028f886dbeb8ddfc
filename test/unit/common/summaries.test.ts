import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { shorten, summaries, summaryFor } from '../../../src/common/summaries.js';
import { workflowNames } from '../../../src/common/ids/wire-names.js';
import { describeCall } from '../../../src/workflows/activities/activity-summary.js';
import { whatsAppActivityOptions } from '../../../src/workflows/activities/retry-table.js';
import * as definitions from '../../../src/workflows/definitions.js';

const bytes = (text: string): number => Buffer.byteLength(text);

/** Signals, queries and updates have a type beside their name. */
const handlerNames = Object.values(definitions).flatMap((one) => ('type' in one ? [String(one.name)] : []));

describe('the table of summaries', () => {
  test('has every activity, and every signal, query and update', () => {
    const activities = Object.keys(summaries.activities).map((name) => name.split('.')[0]);
    expect([...new Set(activities)].sort()).toEqual(Object.keys(whatsAppActivityOptions).sort());
    expect(Object.keys(summaries.handlers).sort()).toEqual([...handlerNames].sort());
    expect(Object.values(workflowNames)).toEqual(expect.arrayContaining(Object.keys(summaries.workflows)));
  });

  test('stands in docs/deployment.md, each row once', () => {
    const lines = readFileSync(new URL('../../../docs/deployment.md', import.meta.url), 'utf8').split('\n');
    const rows = lines.filter((line) => line.startsWith('| `')).map((line) => line.replace(/\s+/g, ' '));
    for (const [part, texts] of Object.entries(summaries)) {
      for (const [name, text] of Object.entries(texts)) {
        const shown =
          part === 'timers' ? `| \`${text}\` |` : `| \`${name.replace('.', '` with `')}\` | ${quote(text)} |`;
        expect({ shown, count: rows.filter((row) => row.startsWith(shown)).length }).toEqual({ shown, count: 1 });
      }
    }
  });
});

/** A placeholder would be taken for HTML. */
function quote(text: string): string {
  return text.replace(/<(\w+)>/g, '_$1_');
}

describe('the summary of a call', () => {
  test.each([
    ['sendWhatsAppMessage', { message: { type: 'image' }, to: '+491701234567' }, 'send a message: image'],
    ['sendWhatsAppMessage', { message: { text: { body: 'secret words' } } }, 'send a message: text'],
    ['uploadWhatsAppMedia', { media: 'https://files.example.com/a/menu.pdf?sig=abc' }, 'upload menu.pdf'],
    ['uploadWhatsAppMedia', { media: 'file:///x', filename: 'Menu\n2026.pdf' }, 'upload Menu 2026.pdf'],
    ['graphRequest', { path: '/1/messages?access_token=abc', method: 'POST' }, 'POST /1/messages'],
    ['requestWhatsAppVerificationCode', { codeMethod: 'SMS' }, 'have Meta send a code to the number, by SMS'],
    ['registerWhatsAppPhoneNumber', { checkOnly: true }, 'look whether the worker knows the PIN'],
    ['registerWhatsAppPhoneNumber', { pin: { secret: 'pin' } }, 'register the number'],
    ['markWhatsAppMessageRead', { typingIndicator: true }, 'mark it as read, and show "typing…"'],
    ['sendWhatsAppMessage', undefined, 'send a message:'],
    ['graphRequest', 'nonsense', 'GET'],
  ] as const)('%s of %j', (name, input, summary) => expect(describeCall(name, input)).toBe(summary));
});

describe('a summary', () => {
  test('has its values, and what is missing leaves nothing', () => {
    expect(summaryFor('timers', 'status', { status: 'read' })).toBe('wait until the message is read');
    expect(summaryFor('workflows', 'sendMessageWorkflow', { kind: 'text' })).toBe('send a message: text');
  });

  test('is one line of at most 200 bytes, and no character is cut', () => {
    expect(shorten(' a\n\tb ')).toBe('a b');
    expect(bytes(shorten('€'.repeat(100)))).toBe(198);
    expect(shorten('👋'.repeat(60))).toBe('👋'.repeat(50));
    expect(bytes(describeCall('uploadWhatsAppMedia', { filename: 'é'.repeat(500) }))).toBeLessThanOrEqual(200);
    for (const texts of Object.values(summaries)) {
      for (const text of Object.values(texts)) expect(shorten(text)).toBe(text);
    }
  });
});
