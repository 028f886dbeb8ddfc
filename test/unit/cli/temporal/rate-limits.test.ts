import { CommanderError } from 'commander';
import { describe, expect, test } from '@jest/globals';
import { configVariables } from '../../../../src/environment/variables.js';
import { runCommand } from '../../../helpers/run-command.js';

const number = '106540352242922';

describe('the help', () => {
  test.each([[['rate-limits']], [['rate-limits', 'set']]])(
    'of %j explains limits, weights, partitions and what is needed',
    async (line) => {
      const { written, code } = await runCommand([...line, '--help']);
      expect(code).toBe('commander.helpDisplayed');
      for (const words of [
        'thousandth',
        '1000 numbers',
        'partitions',
        '1.29',
        'matching.enableFairness',
        'Examples:',
      ]) {
        expect(written.replaceAll('\n', ' ')).toContain(words);
      }
    },
  );

  test('says where it looks, with variables that are read', async () => {
    const { written } = await runCommand(['rate-limits', '--help']);
    const named = [...written.matchAll(/\b(?:TEMPORAL|WHATSAPP)_[A-Z_]+(?!…)/g)].map(([name]) => name);
    expect(named).toContain('WHATSAPP_TASK_QUEUE');
    expect(configVariables).toEqual(expect.arrayContaining(named.filter((name) => !name.endsWith('_'))));
  });

  test('of "rate-limits set" says the default', async () => {
    const { written } = await runCommand(['rate-limits', 'set', '--help']);
    expect(written).toContain('else 80');
  });
});

describe('a wrong command line is refused before anything is reached', () => {
  test.each([
    [['--default', '0'], 'must be messages a second above 0'],
    [['--default', '-1'], 'must be messages a second above 0'],
    [['--default', 'fast'], 'must be messages a second above 0'],
    [['--default', '1e3'], 'must be messages a second above 0'],
    [['--number', number], 'must be a phone number id, "=" and a rate'],
    [['--number', `${number}=20=30`], 'must be a phone number id, "=" and a rate'],
    [['--number', '+16505551234=20'], '"+16505551234" must be a phone number id: 5 to 20 digits'],
    [['--number', '=20'], '"" must be a phone number id'],
    [['--number', `${number}=`], 'must be messages a second above 0'],
    [['--number', `${number}=0`], 'must be messages a second above 0'],
    [['--number', `${number}=20`, '--number', `${number}=30`], `${number} is there twice`],
    [['--rate', '5'], "unknown option '--rate'"],
  ])('rate-limits set %j', async (line, message) => {
    const { written, error, printed } = await runCommand(['rate-limits', 'set', ...line]);
    expect(error).toBeInstanceOf(CommanderError);
    expect(written).toContain(message);
    expect(printed).toEqual([]);
  });

  test('rate-limits with something behind it that it does not know', async () => {
    const { error, written } = await runCommand(['rate-limits', 'sett']);
    expect(error).toBeInstanceOf(CommanderError);
    expect(written).toContain("unknown command 'sett' of 'temporal-whatsapp rate-limits': expected one of set");
  });

  test('a configuration that is wrong', async () => {
    const env = { WHATSAPP_TASK_QUEUE: 'q'.repeat(996) };
    const { error } = await runCommand(['rate-limits'], env);
    expect(String(error)).toContain('WHATSAPP_TASK_QUEUE must be at most 995 characters');
  });
});
