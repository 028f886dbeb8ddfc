/** Options of the receiver as a server of its own. */
import { InvalidInputError, type InputProblem } from '../../common/failures.js';
import { defined } from '../../common/schema/defined.js';
import type { TemporalProbe, WebhookTemporalClient } from '../calls/temporal.js';
import { allObservers, type WebhookObserver } from '../observe/observer.js';
import {
  resolveWebhookOptions,
  wholeNumberProblems,
  type WebhookAdapterOptions,
  type WebhookSettings,
} from '../options.js';
import type { MetricsRegister } from './metrics-server.js';

/** Options of `startWebhookServer`. */
export interface WebhookServerOptions extends WebhookAdapterOptions {
  /** A `Client` of `@temporalio/client`. Not closed by the server. */
  client: WebhookTemporalClient & TemporalProbe;
  /** The port to listen on; 0 takes a free one. @default 3000 */
  port?: number;
  /** The address to listen on. @default '0.0.0.0' */
  host?: string;
  /**
   * The path that Meta posts to, as this process sees it: behind a proxy that keeps its prefix, with the prefix. It is
   * taken with and without a slash at its end.
   *
   * @default '/webhook'
   */
  path?: string;
  /** Counts, and serves `GET /metrics` on a port of its own. @default no metrics */
  metrics?: WebhookMetricsServerOptions;
  /**
   * How long a client may take to send the headers of a request, in milliseconds, also its first one. For the body
   * there is `bodyTimeoutMs`.
   *
   * @default 15,000
   */
  headersTimeoutMs?: number;
  /**
   * How long a connection without a request is kept, in milliseconds. It has to be longer than the proxy in front keeps
   * it, as the proxy else sends into a connection that ends.
   *
   * @default 75,000
   */
  keepAliveTimeoutMs?: number;
  /** How many connections may be open at the same time; more are closed at once. @default 1,000 */
  maxConnections?: number;
  /**
   * How long `close()` waits for requests under way before it cuts them off, and for the client's calls, in
   * milliseconds.
   *
   * @default 5,000 more than `deadlineMs`
   */
  closeTimeoutMs?: number;
}

/** The address at which `startWebhookServer` serves its metrics, and what counts them. */
export interface WebhookMetricsServerOptions {
  /** The port of `GET /metrics`; 0 takes a free one. */
  port: number;
  /** The address to listen on. @default the receiver's */
  host?: string;
  /** What counts: `createWebhookMetrics()` of `temporal-whatsapp/webhook/metrics`. */
  source: WebhookMetricsSource;
}

/** An observer and the register in which it counts. `createWebhookMetrics()` makes one with prom-client. */
export interface WebhookMetricsSource extends WebhookObserver {
  /** What `GET /metrics` shows; a register of prom-client. */
  readonly register: MetricsRegister;
}

/** Checked options, with the defaults. */
export interface ServerSettings extends WebhookSettings {
  port: number;
  host: string;
  path: string;
  metrics?: WebhookMetricsServerOptions;
  headersTimeoutMs: number;
  keepAliveTimeoutMs: number;
  maxConnections: number;
  closeTimeoutMs: number;
}

export const probePaths: readonly string[] = ['/healthz', '/readyz'];

/** @throws InvalidInputError that lists every problem of the receiver's options, else those of the server. */
export function resolveServerOptions(options: WebhookServerOptions): ServerSettings {
  const { port = 3000, host = '0.0.0.0', path = '/webhook', metrics } = options;
  const { headersTimeoutMs = 15_000, keepAliveTimeoutMs = 75_000, maxConnections = 1_000 } = options;
  const observers = [metrics?.source, options.observer].filter((observer) => observer !== undefined);
  const settings = resolveWebhookOptions({
    ...options,
    ...(observers.length > 0 && { observer: allObservers(observers) }),
  });
  const { closeTimeoutMs = settings.deadlineMs + 5_000 } = options;
  const numbers = { headersTimeoutMs, keepAliveTimeoutMs, maxConnections, closeTimeoutMs };
  const problems = [...wholeNumberProblems(numbers), ...pathProblems(path), ...metricsProblems(metrics)];
  if (problems.length > 0) throw new InvalidInputError('webhook server', problems);
  return { ...settings, ...numbers, port, host, path, ...defined({ metrics }) };
}

function pathProblems(path: string): InputProblem[] {
  const problem = (message: string): InputProblem[] => [{ path: 'path', message, value: path }];
  if (!path.startsWith('/')) return problem('must begin with "/"');
  if (/[\s?#]/.test(path)) return problem('must be a path alone');
  if (path.includes('+')) return problem('must have no "+": Meta turns it into a space, and posts to another path');
  return probePaths.includes(withoutSlash(path)) ? problem('must be another one: this one is for probes') : [];
}

/** Whoever has code for an older version gives no source. */
function metricsProblems(metrics: Partial<WebhookMetricsServerOptions> | undefined): InputProblem[] {
  if (!metrics || metrics.source) return [];
  const message = 'must be createWebhookMetrics() of "temporal-whatsapp/webhook/metrics", which needs prom-client';
  return [{ path: 'metrics.source', message }];
}

/** Makes the two forms of a path one. */
export function withoutSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path;
}
