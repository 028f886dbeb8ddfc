/** The receiver's metrics for Prometheus. */
import type { Counter, Metric, Registry } from 'prom-client';
import { boundedLabel } from './metrics-labels.js';
import type { WebhookObserver } from './observer.js';
import { loadPromClient } from './prom-client.js';

export interface WebhookMetricsOptions {
  /** Where the metrics are kept. Several receivers may share one: their numbers add up. @default prom-client's own */
  register?: Registry;
  /** @default 'temporal_whatsapp_webhook_' */
  prefix?: string;
}

/**
 * Seconds. Meta asks for a median of at most 250 ms, and for less than 1 % above 1 s.
 *
 * @see "Throughput" https://developers.facebook.com/docs/whatsapp/cloud-api/overview#throughput (read 2026-11)
 */
const durationBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * An observer that counts with prom-client. No label holds content, an id of a user or a secret, and no sender can make new
 * label values: what is unknown counts as `other`.
 *
 * | Metric (with the prefix) | Labels |
 * |---|---|
 * | `requests_total` | result, reason, status |
 * | `request_duration_seconds` (histogram) | result |
 * | `requests_in_flight` (gauge) | |
 * | `signature_matches_total` | secret (from 0, in the order of the options), form |
 * | `events_total` | field, kind, type |
 * | `events_delivered_total` | target |
 * | `events_ignored_total` | reason |
 * | `dead_letters_total` | reason, new |
 * | `temporal_failures_total` | call, code |
 */
export function createWebhookMetrics(options: WebhookMetricsOptions = {}): WebhookObserver {
  const prom = loadPromClient();
  const { register = prom.register, prefix = 'temporal_whatsapp_webhook_' } = options;
  const metric = getOrCreate(register, prefix);
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> =>
    metric(name, (full) => new prom.Counter({ name: full, help, labelNames, registers: [register] }));

  const requests = counter('requests_total', 'Requests answered', ['result', 'reason', 'status']);
  const signatures = counter('signature_matches_total', 'Signatures that matched, by app secret', ['secret', 'form']);
  const events = counter('events_total', 'Events read', ['field', 'kind', 'type']);
  const delivered = counter('events_delivered_total', 'Events that Temporal accepted', ['target']);
  const ignored = counter('events_ignored_total', 'Events that go nowhere, which is normal', ['reason']);
  const deadLetters = counter('dead_letters_total', 'Items kept; new is false for a redelivery', ['reason', 'new']);
  const failures = counter('temporal_failures_total', 'Failed calls to Temporal', ['call', 'code']);
  const durations = metric('request_duration_seconds', (name) => {
    const help = 'From the first byte of a request that the receiver saw to its answer';
    return new prom.Histogram({ name, help, labelNames: ['result'], buckets: durationBuckets, registers: [register] });
  });
  const inFlight = metric('requests_in_flight', (name) => {
    return new prom.Gauge({ name, help: 'Requests under way', registers: [register] });
  });
  let lastInFlight = 0;

  return {
    requestEnded: ({ result, reason = 'none', status, durationMs }) => {
      requests.inc({ result, reason, status });
      durations.observe({ result }, durationMs / 1000);
    },
    signatureMatched: ({ secretIndex, form }) => signatures.inc({ secret: secretIndex, form }),
    eventRead: ({ field, kind, type }) =>
      events.inc({ field: boundedLabel.field(field), kind: boundedLabel.kind(kind), type: boundedLabel.type(type) }),
    eventsDelivered: ({ target, events: count }) => delivered.inc({ target }, count),
    eventIgnored: ({ reason }) => ignored.inc({ reason }),
    deadLettered: ({ reason, isNew }) => deadLetters.inc({ reason, new: String(isNew) }),
    temporalFailed: ({ call, code }) => failures.inc({ call, code }),
    // By its difference, as other receivers may count in the same gauge.
    inFlight: (count) => {
      inFlight.inc(count - lastInFlight);
      lastInFlight = count;
    },
  };
}

/** A register refuses a second metric of the same name, so that receivers that share it have to share the metric. */
function getOrCreate(register: Registry, prefix: string) {
  return <M extends Metric>(name: string, create: (fullName: string) => M): M =>
    (register.getSingleMetric(prefix + name) as M | undefined) ?? create(prefix + name);
}
