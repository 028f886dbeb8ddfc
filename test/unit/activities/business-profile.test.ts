import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../../src/emulator/index.js';
import { GraphClient } from '../../../src/graph/client.js';
import { png } from '../../helpers/png.js';
import { inWorkflow, token, World } from './world.js';

let emulator: GraphEmulator;
let client: GraphClient;
let world: World;
beforeEach(async () => {
  emulator = await GraphEmulator.start({ accessToken: token });
  client = new GraphClient({ baseUrl: emulator.info.graphUrl });
  world = await World.start({}, { graph: client });
});
afterEach(async () => {
  // The world closes the client that it did not make, too.
  client.close();
  await world.stop();
  await emulator.stop();
});

const number = () => ({ phoneNumberId: emulator.info.phoneNumberId });
const picture = (name: string, bytes: Buffer) => ({ appId: emulator.info.appId, media: world.file(name, bytes) });

describe('a business profile', () => {
  test('is changed and read back, with a picture from a media URI', async () => {
    const profile = { about: 'Open till ten', websites: ['https://example.com'], vertical: 'RESTAURANT' };
    await expect(
      world.run('updateWhatsAppBusinessProfile', { ...number(), profile, picture: picture('logo.png', png()) }),
    ).resolves.toEqual({ success: true });
    const read = await world.run('getWhatsAppBusinessProfile', number());
    expect(read).toEqual({ ...profile, messaging_product: 'whatsapp', profile_picture_url: expect.any(String) });
    const [handle] = emulator.requests.flatMap(({ body }) => {
      const { profile_picture_handle: given } = (body ?? {}) as { profile_picture_handle?: string };
      return given === undefined ? [] : [given];
    });
    expect(emulator.uploadedFile(String(handle))).toMatchObject({ mimeType: 'image/png', filename: 'logo.png' });
    await expect(world.run('getWhatsAppBusinessProfile', { ...number(), fields: ['vertical'] })).resolves.toEqual({
      vertical: 'RESTAURANT',
      messaging_product: 'whatsapp',
    });
  });

  test('has no picture where the upload breaks off, and goes on with it', async () => {
    const bytes = Buffer.concat([png(), Buffer.alloc(1_000_000)]);
    const input = { ...number(), picture: picture('logo.png', bytes) };
    emulator.addFault({ match: { path: /^\/upload:/ }, breakAt: 400_000 });
    expect(await world.failure('updateWhatsAppBusinessProfile', input)).toMatchObject({ nonRetryable: false });
    expect(await world.run('getWhatsAppBusinessProfile', number())).not.toHaveProperty('profile_picture_url');
    const second = { ...inWorkflow, attempt: 2, heartbeatDetails: world.heartbeats.at(-1) };
    await world.run('updateWhatsAppBusinessProfile', input, second);
    expect(await world.run('getWhatsAppBusinessProfile', number())).toHaveProperty('profile_picture_url');
    expect(emulator.requests.filter(({ path }) => path.endsWith('/uploads'))).toHaveLength(1);
  });

  test.each([
    ['nothing to change', {}, /something to change/],
    ['a text that is too long', { profile: { about: 'a'.repeat(140) } }, /about/],
    ['an address of no website', { profile: { websites: ['example.com'] } }, /must begin with http/],
    ['an app that is none', { picture: { appId: 'x', media: 'file:///a.png' } }, /id of an app/],
  ])('with %s is refused before any request', async (_, change, message) => {
    const failure = await world.failure('updateWhatsAppBusinessProfile', { ...number(), ...change });
    expect(failure).toMatchObject({ type: 'WhatsApp.InvalidInput', message: expect.stringMatching(message) });
    expect(emulator.requests).toEqual([]);
  });

  test('takes no picture that is a document', async () => {
    const input = { ...number(), picture: picture('logo.pdf', Buffer.from('%PDF-1.7\n')) };
    expect(await world.failure('updateWhatsAppBusinessProfile', input)).toMatchObject({
      type: 'WhatsApp.Media',
      message: expect.stringMatching(/is application\/pdf; it has to be image\/jpeg or image\/png/),
    });
    expect(emulator.requests).toEqual([]);
  });
});
