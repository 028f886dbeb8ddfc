/**
 * The receiver's metrics for Prometheus. An entry of its own, as it needs prom-client, which the receiver does not:
 * `npm install prom-client`.
 *
 * @module
 */
import { Counter, Gauge, Histogram, register as defaultRegister, type Metric, type Registry } from 'prom-client';
import type { EventLabels, WebhookObserver } from './observer.js';

/** Options of `createWebhookMetrics`. */
export interface WebhookMetricsOptions {
  /** The register that keeps the metrics. Receivers may share one: their numbers add up. @default prom-client's own */
  register?: Registry;
  /** What the names of the metrics begin with. @default 'temporal_whatsapp_webhook_' */
  prefix?: string;
}

/** An observer that counts, and the register in which it does. */
export interface WebhookMetrics extends WebhookObserver {
  /** The register: what `GET /metrics` shows. */
  readonly register: Registry;
}

/**
 * Buckets in seconds. Meta asks for a median of at most 250 ms, and for less than 1 % above 1 s.
 *
 * @see "Throughput" https://developers.facebook.com/docs/whatsapp/cloud-api/overview#throughput (read 2026-11)
 */
const durationBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * Makes an observer that counts with prom-client. No label holds content, an id of a user or a secret.
 *
 * Names of fields and types are Meta's. Their combinations are bounded: those beyond the first 500 count as `other`.
 * The metrics, whose names get the prefix, with their labels:
 *
 * - `requests_total`: result, reason, status
 * - `request_duration_seconds` (histogram): result
 * - `requests_in_flight` (gauge): none
 * - `signature_matches_total`: secret (from 0, in the order of the options)
 * - `events_total`: field, kind, type
 * - `events_delivered_total`: target
 * - `events_ignored_total`: reason
 * - `dead_letters_total`: reason, new
 * - `temporal_failures_total`: call, code
 */
export function createWebhookMetrics(options: WebhookMetricsOptions = {}): WebhookMetrics {
  const { register = defaultRegister, prefix = 'temporal_whatsapp_webhook_' } = options;
  const { requests, durations, inFlight, ...counters } = createMetrics(register, prefix);
  const boundLabels = labelBound();
  let lastInFlight = 0;
  return {
    register,
    requestEnded: ({ result, reason = 'none', status, durationMs }) => {
      requests.inc({ result, reason, status });
      durations.observe({ result }, durationMs / 1000);
    },
    signatureMatched: ({ secretIndex }) => counters.signatures.inc({ secret: secretIndex }),
    eventRead: (event) => counters.events.inc(boundLabels(event)),
    eventsDelivered: ({ target, events }) => counters.delivered.inc({ target }, events),
    eventIgnored: ({ reason }) => counters.ignored.inc({ reason }),
    deadLettered: ({ reason, isNew }) => counters.deadLetters.inc({ reason, new: String(isNew) }),
    temporalFailed: ({ call, code }) => counters.failures.inc({ call, code }),
    // The gauge moves by the difference, as other receivers may count in the same one.
    inFlight: (count) => {
      inFlight.inc(count - lastInFlight);
      lastInFlight = count;
    },
  };
}

function createMetrics(register: Registry, prefix: string) {
  const registers = [register];
  const metric = getOrCreate(register, prefix);
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> =>
    metric(name, (full) => new Counter({ name: full, help, labelNames, registers }));
  const durationHelp = 'From the first byte of a request that the receiver saw to its answer';
  return {
    requests: counter('requests_total', 'Requests answered', ['result', 'reason', 'status']),
    signatures: counter('signature_matches_total', 'Signatures that matched, by app secret', ['secret']),
    events: counter('events_total', 'Events read', ['field', 'kind', 'type']),
    delivered: counter('events_delivered_total', 'Events that Temporal accepted', ['target']),
    ignored: counter('events_ignored_total', 'Events that go nowhere, which is normal', ['reason']),
    deadLetters: counter('dead_letters_total', 'Items kept; new is false for a redelivery', ['reason', 'new']),
    failures: counter('temporal_failures_total', 'Failed calls to Temporal', ['call', 'code']),
    durations: metric('request_duration_seconds', (name) => {
      return new Histogram({ name, help: durationHelp, labelNames: ['result'], buckets: durationBuckets, registers });
    }),
    inFlight: metric('requests_in_flight', (name) => new Gauge({ name, help: 'Verified POSTs under way', registers })),
  };
}

/** A register refuses a second metric of the same name, so that receivers that share it have to share the metric. */
function getOrCreate(register: Registry, prefix: string) {
  return <M extends Metric>(name: string, create: (fullName: string) => M): M =>
    (register.getSingleMetric(prefix + name) as M | undefined) ?? create(prefix + name);
}

/** Meta documents some 150 combinations of field, kind and type. */
const maxCombinations = 500;

/** Keeps a sender that makes up names from making time series without end. */
function labelBound(): (labels: EventLabels) => EventLabels {
  const seen = new Set<string>();
  return (labels) => {
    const { field, kind, type } = labels;
    const combination = JSON.stringify([field, kind, type]);
    if (!seen.has(combination) && seen.size >= maxCombinations) return { field: 'other', kind: 'other', type: 'other' };
    seen.add(combination);
    return { field: field || 'none', kind, type: type || 'none' };
  };
}
