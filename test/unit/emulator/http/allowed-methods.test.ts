import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../../../src/emulator/index.js';

let emulator: GraphEmulator;
beforeAll(async () => {
  emulator = await GraphEmulator.start();
});
afterAll(() => emulator.stop());

describe('OPTIONS on a path of the Graph API', () => {
  test.each([
    ['/v25.0/1/messages', 'POST'],
    ['/1/message_templates', 'GET, HEAD, POST, DELETE'],
    ['/v25.0/1/share_preverified_numbers/', 'POST'],
    ['/oauth/access_token', 'GET, HEAD, POST'],
  ])('%s says that it takes %s', async (path, allow) => {
    const response = await fetch(`${emulator.info.graphUrl}${path}`, { method: 'OPTIONS' });
    expect([response.status, response.headers.get('allow')]).toEqual([200, allow]);
    expect(emulator.requests.at(-1)).toMatchObject({ method: 'OPTIONS', answer: { status: 200 } });
  });

  test('is refused where there is nothing', async () => {
    const response = await fetch(`${emulator.info.graphUrl}/v25.0/1/2/3/4/5`, { method: 'OPTIONS' });
    expect([response.status, response.headers.get('allow')]).toEqual([401, null]);
  });
});
