import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../../src/emulator/index.js';
import { describeUnusedFaults } from '../../../src/testing/unused-faults.js';
import { call } from '../emulator/graph-caller.js';

let emulator: GraphEmulator;
beforeAll(async () => {
  emulator = await GraphEmulator.start();
});
afterAll(() => emulator.stop());

test('a failure of a phone names faults that hit nothing, and no others', async () => {
  expect(describeUnusedFaults(emulator)).toEqual([]);
  emulator.addFault({ match: { path: '/media' }, code: 2 });
  emulator.addFault({ match: { path: /^\/me$/ }, code: 2, times: 3 });
  await call(emulator, 'GET', '/v25.0/me');
  expect(describeUnusedFaults(emulator)).toEqual([
    'No request has matched the fault {"id":1,"hits":0,"code":2,"match":{"path":"/media"}}: ' +
      'kit.emulator.requests has those that came.',
  ]);
});
