import { describe, expect, test } from '@jest/globals';
import { testScript } from '../../../../src/emulator/phone/model/recording/test-script.js';
import { played, sentText, wrote } from '../../../helpers/phone-page.js';
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
});
