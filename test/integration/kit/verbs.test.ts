/** What users can do and see, in skipped time and in real time. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  createWhatsAppTest,
  type PhoneContent,
  type TestServer,
  type WhatsAppTest,
} from '../../../src/testing/index.js';
import { silenceRuntime } from '../../helpers/logger.js';
import { png } from '../../helpers/png.js';
import { tokenMarker } from '../../helpers/secrets.js';
import { testWorkflowBundle } from '../../helpers/stack.js';

const offer = {
  name: 'offer',
  components: [
    { type: 'BODY', text: 'An offer for you' },
    { type: 'BUTTONS', buttons: ['Gladly', 'No, thanks'].map((text) => ({ type: 'QUICK_REPLY', text })) },
  ],
};
const servers: [string, TestServer][] = [
  ['skipped time', 'time-skipping'],
  ['real time', 'real'],
];

let users = 0;
const newUser = (): string => `+49151${1_000_000 + ++users}`;

describe.each(servers)('in %s', (_name, server) => {
  let kit: WhatsAppTest;
  beforeAll(async () => {
    silenceRuntime();
    kit = await createWhatsAppTest({
      workflowBundle: await testWorkflowBundle(),
      server,
      conversation: 'concierge',
      templates: [offer, 'plain'],
      emulator: { accessToken: `${tokenMarker}kit`, flows: ['1234567'] },
    });
  });
  afterAll(() => kit.close());

  test('says, sees, and sees nothing', async () => {
    const ann = kit.phone(newUser());
    const id = await ann.says('hello');
    expect(id).toMatch(/^wamid\./);
    await kit.waits('1 second');
    const { text, options, type } = await ann.sees('hello');
    expect([text, options, type]).toEqual(['hello', [], 'text']);
    await ann.says('silence');
    await ann.seesNothing('1500 ms');
  });

  test('a phone is of a user, and sends what is a message', async () => {
    for (const user of ['hello', '', '+49', 'order 491701234567'])
      expect(() => kit.phone(user)).toThrow(/^phone: input must be a phone number with country code/);
    expect(kit.phone('(49) 151-77777')).toBe(kit.phone('+4915177777'));
    const wrong = { image: 'file.png' } as unknown as PhoneContent;
    await expect(kit.phone(newUser()).sends(wrong)).rejects.toThrow('image must be an object with bytes and mimeType');
  });

  test('a burst is one turn, with what was edited, and without what was revoked', async () => {
    const ann = kit.phone(newUser());
    await ann.says('one');
    await ann.says('tow');
    await ann.edits('two');
    await ann.says('three');
    await ann.revokes();
    const four = await ann.says('fore');
    await ann.says('five');
    await ann.edits('four', { of: four });
    await kit.waits('1 second');
    await ann.sees('one\ntwo\nfour\nfive');
  });

  test('taps by label and by key, also on an older message', async () => {
    const ann = kit.phone(newUser());
    await ann.says('size');
    await kit.waits('1 second');
    const question = await ann.sees('Which size?');
    expect(question.options).toMatchObject([
      { kind: 'button', key: 's', title: 'Small' },
      { kind: 'button', key: 'l', title: 'Large' },
    ]);
    await ann.taps('Small');
    await ann.sees('Size s');
    await ann.says('size');
    await kit.waits('1 second');
    await ann.sees(/which size/i);
    await ann.taps('Large', { on: question });
    await ann.sees('Large is over');
    await ann.taps('l');
    await ann.sees('Size l');
  });

  test('picks, fills, and sends', async () => {
    const ann = kit.phone(newUser());
    const asks = async (word: string) => {
      await ann.says(word);
      await kit.waits('1 second');
    };
    await asks('city');
    await ann.picks('Munich');
    await ann.sees('City m');
    await asks('form');
    await ann.fills({ seats: 2 });
    await ann.sees('{"flow_token":"table-1","seats":2}');
    await asks('where');
    await ann.sees('Where are you?');
    await ann.sends({ location: { latitude: 52.5, longitude: 13.4 } });
    await kit.waits('1 second');
    await ann.sees('You are at 52.5');
    await ann.sends({ image: { bytes: png(), mimeType: 'image/png', caption: 'my cat' } });
    await kit.waits('1 second');
    await ann.sees('a image: my cat');
    await ann.sends({ type: 'contacts', contacts: [{ name: { formatted_name: 'Bo' } }] });
    await kit.waits('1 second');
    await ann.sees('a card');
  });

  test('a template shows its text, and its quick replies can be tapped', async () => {
    const ann = kit.phone(newUser());
    await ann.says('offer');
    await kit.waits('1 second');
    await ann.sees('An offer for you');
    await ann.taps('No, thanks');
    await ann.sees('You say no');
  });

  test('quotes', async () => {
    const ann = kit.phone(newUser());
    await ann.says('hello');
    await kit.waits('1 second');
    await ann.says('so what', { quoting: 'hello' });
    await kit.waits('1 second');
    await ann.sees('so what (quoted)');
  });

  test('a workflow asks somebody who has not written, and who is known by another id', async () => {
    const user = newUser();
    const [, userId = ''] = kit.emulator.userIds(user);
    const { client, taskQueue, phoneNumberId } = kit;
    const handle = await client.workflow.start('confirmByTapWorkflow', {
      workflowId: `confirm-${user}`,
      taskQueue,
      args: [phoneNumberId, userId],
    });
    const ann = kit.phone(user);
    await ann.sees('offer');
    await ann.says('what is it?');
    await kit.waits('1 second');
    await ann.sees('Confirm?');
    await ann.taps('Yes');
    expect(await handle.result()).toBe('y');
  });
});
