import { expect, test } from '@jest/globals';
import { Admission } from '../../../../src/webhook/request/admission.js';
import { logWithRequestId, chooseRequestId } from '../../../../src/webhook/request/request-id.js';
import { recordingOptions } from '../recording-client.js';

test('says what stands in the way, and that nothing does when one has left', () => {
  const changes: number[] = [];
  const admission = new Admission(2, (inFlight) => changes.push(inFlight));
  admission.enter();
  expect(admission.obstacle).toBeUndefined();
  admission.enter();
  expect(admission.obstacle).toBe('overloaded');
  admission.leave();
  expect(admission.obstacle).toBeUndefined();
  expect(changes).toEqual([1, 2, 1]);
  admission.close();
  expect(admission.obstacle).toBe('closing');
});

test('takes the id of a request from its proxy only when it is one', () => {
  for (const id of ['edge-17', 'Root=1-67891233-abcdef012345678912345678', 'x'.repeat(128)]) {
    expect(chooseRequestId({ 'x-request-id': id })).toBe(id);
  }
  const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
  for (const id of [undefined, '', 'a b', 'a\nb', '{"a":1}', 'ä', 'x'.repeat(129), ['a', 'b']]) {
    expect(chooseRequestId({ 'x-request-id': id })).toMatch(uuid);
  }
  expect(chooseRequestId({})).not.toBe(chooseRequestId({}));
});

test('writes the id of the request into each line, at each level', () => {
  const { log } = recordingOptions();
  const own = logWithRequestId(log, 'edge-17');
  own.info({ events: 1 }, 'one');
  own.warn({}, 'two');
  own.error({}, 'three');
  expect(log.lines).toEqual([
    { level: 'info', fields: { requestId: 'edge-17', events: 1 }, message: 'one' },
    { level: 'warn', fields: { requestId: 'edge-17' }, message: 'two' },
    { level: 'error', fields: { requestId: 'edge-17' }, message: 'three' },
  ]);
});
