import { describe, expect, test } from '@jest/globals';
import { transform } from 'esbuild';
import { testScript } from '../../../../src/emulator/phone/model/recording/test-script.js';
import { ada, played, sentText, wrote, wroteText } from '../../../helpers/phone-page.js';
import { everything, record, recordedScript, scriptContext } from '../../../helpers/recorded-page.js';

describe('what was recorded', () => {
  const script = recordedScript();

  test('is a line for each thing that was done and seen', () => {
    expect(script.slice(script.indexOf('test('))).toMatchInlineSnapshot(`
     "test("Ada's order", async () => {
       const ada = kit.phone('+16505551234');
       const message1 = await ada.says("I'm hungry");
       const message2 = await ada.sees('Which size?');
       await ada.taps('Small');
       await ada.picks('Basil');
       await ada.fills({ seats: 2 });
       await ada.taps('Yes');
       await ada.sends({ location: { latitude: 52.5, longitude: 13.4 } });
       await ada.sends({ image: { bytes: await readFile('./image'), mimeType: 'image/png', caption: 'Oven' } });
       await ada.sends({ contacts: [{ name: { formatted_name: 'Bo' } }] });
       const message3 = await ada.says('this one', { quoting: 'Which size?' });
       await ada.sends({ reaction: { messageId: message2.id, emoji: '👍' } });
       await ada.edits('I am hungry', { of: message1 });
       await ada.revokes({ of: message3 });
       await ada.sees('basket_kept');
       kit.emulator.addFault({ drop: 'after', match: { path: '/messages' } });
       await kit.waits('1 day');
       kit.emulator.closeWindow(ada.user);
       await ada.sees(/^Which/);
     });
     "
    `);
  });

  test('is nothing as long as nobody records', () => {
    expect(played(...everything).steps).toEqual([]);
  });

  test('a message that comes again, with its statuses, is seen once', () => {
    expect(played(record, sentText('m1', 'a'), sentText('m1', 'a')).steps).toHaveLength(1);
  });

  test('what refers to an older message says so', () => {
    const old = wrote('m2', { type: 'revoke', revoke: { original_message_id: 'm0' } });
    expect(testScript(played(record, old).steps, scriptContext)).toContain('the message is older than the recording');
  });

  test('is a program, whatever a user is called and a business writes', async () => {
    const names = ['Null', 'This', 'Class', 'Delete', 'Kit', 'Arguments', 'Package', 'eval', '`', "'", '//', '*/'];
    const texts = ['a\rb', 'a\u2028b', 'a\u2029b', '\\', '\\\'"', '`${x}`', '*/', `${'👍'.repeat(121)}`, '/\\/\n'];
    for (const [name, text] of names.flatMap((one) => texts.map((other) => [one, other] as const))) {
      const { steps } = played(record, wroteText('m1', text), sentText('m2', text));
      const users = { [ada.userId]: { ...ada, name } };
      const script = testScript(steps, { users, title: name, conversation: text });
      await expect(transform(script, { loader: 'ts' }).then(() => [name, text])).resolves.toEqual([name, text]);
      expect(Buffer.from(script).toString()).toBe(script);
    }
  });
});
