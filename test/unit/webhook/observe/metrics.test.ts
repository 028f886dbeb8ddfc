import { Registry } from 'prom-client';
import { describe, expect, test } from '@jest/globals';
import { createWebhookMetrics } from '../../../../src/webhook/observe/metrics.js';
import { allObservers } from '../../../../src/webhook/observe/observer.js';

/** The lines of a register's text without comments and buckets, sorted. */
async function samples(register: Registry): Promise<string[]> {
  const text = await register.metrics();
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#') && !line.includes('_bucket'))
    .map((line) => line.replace('temporal_whatsapp_webhook_', ''))
    .sort();
}

function metrics() {
  const register = new Registry();
  return { register, observer: createWebhookMetrics({ register }) };
}

test('every call of an observer is counted with its labels', async () => {
  const { register, observer } = metrics();
  observer.requestEnded({ result: 'accepted', status: 200, durationMs: 300, bytes: 10 });
  observer.requestEnded({ result: 'refused', reason: 'signature-mismatch', status: 401, durationMs: 1, bytes: 10 });
  observer.signatureMatched({ secretIndex: 1 });
  observer.eventRead({ kind: 'message', field: 'messages', type: 'text' });
  observer.eventRead({ kind: 'message', field: 'messages', type: 'text' });
  observer.eventsDelivered({ target: 'conversation', events: 3 });
  observer.eventIgnored({ reason: 'status-foreign' });
  observer.deadLettered({ reason: 'malformed', isNew: true });
  observer.deadLettered({ reason: 'malformed', isNew: false });
  observer.temporalFailed({ call: 'signalWithStart', code: 'UNAVAILABLE' });
  observer.inFlight(2);
  observer.inFlight(1);
  expect(await samples(register)).toEqual([
    'dead_letters_total{reason="malformed",new="false"} 1',
    'dead_letters_total{reason="malformed",new="true"} 1',
    'events_delivered_total{target="conversation"} 3',
    'events_ignored_total{reason="status-foreign"} 1',
    'events_total{field="messages",kind="message",type="text"} 2',
    'request_duration_seconds_count{result="accepted"} 1',
    'request_duration_seconds_count{result="refused"} 1',
    'request_duration_seconds_sum{result="accepted"} 0.3',
    'request_duration_seconds_sum{result="refused"} 0.001',
    'requests_in_flight 1',
    'requests_total{result="accepted",reason="none",status="200"} 1',
    'requests_total{result="refused",reason="signature-mismatch",status="401"} 1',
    'signature_matches_total{secret="1"} 1',
    'temporal_failures_total{call="signalWithStart",code="UNAVAILABLE"} 1',
  ]);
});

test('the histogram has buckets at what Meta asks for: 250 ms and 1 s', async () => {
  const { register, observer } = metrics();
  observer.requestEnded({ result: 'accepted', status: 200, durationMs: 240, bytes: 0 });
  observer.requestEnded({ result: 'accepted', status: 200, durationMs: 999, bytes: 0 });
  const text = await register.metrics();
  expect(text).toContain('_duration_seconds_bucket{le="0.25",result="accepted"} 1');
  expect(text).toContain('_duration_seconds_bucket{le="1",result="accepted"} 2');
});

test('a sender who makes up fields and types makes no more than 500 time series', async () => {
  const { register, observer } = metrics();
  observer.eventRead({ kind: 'status', field: '', type: '' });
  for (let index = 0; index < 1_000; index += 1) {
    observer.eventRead({ kind: 'unknown', field: `field-${index}`, type: `type"${index}\n` });
  }
  observer.eventRead({ kind: 'status', field: '', type: '' });
  const series = (await samples(register)).filter((line) => line.startsWith('events_total'));
  expect(series).toHaveLength(501);
  expect(series).toContain('events_total{field="none",kind="status",type="none"} 2');
  expect(series).toContain('events_total{field="other",kind="other",type="other"} 501');
});

describe('receivers of one process', () => {
  test('share a register, and their numbers add up', async () => {
    const register = new Registry();
    const [one, two] = [createWebhookMetrics({ register }), createWebhookMetrics({ register })];
    one.inFlight(3);
    two.inFlight(2);
    one.inFlight(1);
    one.eventIgnored({ reason: 'status-foreign' });
    two.eventIgnored({ reason: 'status-foreign' });
    const lines = await samples(register);
    expect(lines).toContain('requests_in_flight 3');
    expect(lines).toContain('events_ignored_total{reason="status-foreign"} 2');
  });

  test('can have prefixes of their own', async () => {
    const register = new Registry();
    createWebhookMetrics({ register, prefix: 'shop_' }).inFlight(1);
    createWebhookMetrics({ register, prefix: 'bank_' }).inFlight(2);
    expect(await samples(register)).toEqual(['bank_requests_in_flight 2', 'shop_requests_in_flight 1']);
  });

  test('use the register of prom-client when none is given', async () => {
    const { register } = await import('prom-client');
    createWebhookMetrics().inFlight(1);
    expect(await samples(register)).toContain('requests_in_flight 1');
    register.clear();
  });
});

test('several observers are told the same', async () => {
  const [one, two] = [metrics(), metrics()];
  const both = allObservers([one.observer, two.observer]);
  both.requestEnded({ result: 'accepted', status: 200, durationMs: 1, bytes: 1 });
  both.signatureMatched({ secretIndex: 0 });
  both.eventRead({ kind: 'call', field: 'calls', type: 'connect' });
  both.eventsDelivered({ target: 'route', events: 1 });
  both.eventIgnored({ reason: 'route' });
  both.deadLettered({ reason: 'no-route', isNew: true });
  both.temporalFailed({ call: 'signal', code: 'DEADLINE' });
  both.inFlight(1);
  expect(await samples(one.register)).toHaveLength(10);
  expect(await samples(two.register)).toEqual(await samples(one.register));
});
