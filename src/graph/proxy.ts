/** The way out of a network through a proxy: agents whose connections are tunnels (CONNECT). */
import { Agent as HttpAgent, type AgentOptions, type ClientRequestArgs } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { LookupAddress } from 'node:dns';
import { isIPv6, type LookupFunction } from 'node:net';
import type { Duplex } from 'node:stream';
import { HttpProxyAgent, HttpsProxyAgent } from 'hpagent';
import { getProxyForUrl } from 'proxy-from-env';

/**
 * The proxy of a client: its URL, `http://user:password@host:3128`, or `environment` for the one that `HTTPS_PROXY`,
 * `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` of the process name. This machine's own addresses are reached without it
 * then.
 */
export type ProxySetting = string;

/** The agents of a client, by the scheme of the URL. */
export interface ProxyAgents {
  http: HttpAgent;
  https: HttpsAgent;
}

/** Makes agents that go through a proxy. @throws TypeError for a setting that names none */
export function createProxyAgents(proxy: ProxySetting, options: AgentOptions = {}): ProxyAgents {
  const find = proxyFinder(proxy);
  const http = new HttpAgent(options);
  const https = new HttpsAgent(options);
  return {
    http: withTunnels(http, 'http:', (target) =>
      tunnel(find(target), (found) => new HttpProxyAgent({ ...options, proxy: found })),
    ),
    https: withTunnels(https, 'https:', (target) =>
      tunnel(find(target), (found) => new HttpsProxyAgent({ ...options, proxy: found })),
    ),
  };
}

interface Target extends ClientRequestArgs {
  host: string;
  port: number;
}

type OnConnection = (error: Error | null, socket?: Duplex) => void;

/** What Node documents of an agent and the types of one version leave out. */
interface Connecting {
  createConnection(target: Target, done: OnConnection): Duplex | undefined;
}

/** Has the agent make its connections through the tunnel that is found for the URL; without one as it did. */
function withTunnels<Agent extends HttpAgent>(
  agent: Agent,
  scheme: string,
  findTunnel: (url: string) => Connecting | undefined,
): Agent {
  const direct = (agent as unknown as Connecting).createConnection.bind(agent);
  const createConnection: Connecting['createConnection'] = (target, done) => {
    const through = findTunnel(`${scheme}//${bracketed(target.host)}:${target.port}`);
    if (through === undefined) return direct(target, done);
    withAddress(target, (error, host) => {
      if (error) done(error);
      else
        through.createConnection({ ...target, host }, (failed, socket) => done(failed && tunnelError(failed), socket));
    });
    return undefined;
  };
  return Object.assign(agent, { createConnection });
}

function tunnel(proxy: string | undefined, make: (proxy: string) => HttpAgent): Connecting | undefined {
  return proxy === undefined ? undefined : (make(proxy) as unknown as Connecting);
}

/**
 * The host that the proxy is told. A request with a lookup of its own has checked the address. The proxy is told that
 * one, and does not look the name up again.
 */
function withAddress({ host, lookup }: Target, done: (error: Error | null, host: string) => void): void {
  if (lookup === undefined) return done(null, bracketed(host));
  (lookup as LookupFunction)(host, {}, (error, address: string | LookupAddress[]) => {
    const found = typeof address === 'string' ? address : address[0]?.address;
    done(error ?? (found === undefined ? new Error(`${host} has no address`) : null), bracketed(found ?? ''));
  });
}

function bracketed(host: string): string {
  return isIPv6(host) ? `[${host}]` : host;
}

/** The library's errors name a status only. Neither may show the password of the proxy. */
function tunnelError(error: Error): Error {
  const [, status] = /^Bad response: (\d+)$/.exec(error.message) ?? [];
  const code = (error as NodeJS.ErrnoException).code ?? 'EPROXY';
  const reason = status === undefined ? code : `it answered HTTP ${status}`;
  return Object.assign(new Error(`the proxy made no connection: ${reason}`), { code });
}

function proxyFinder(proxy: ProxySetting): (target: string) => string | undefined {
  if (proxy === 'environment')
    return (target) => (isThisMachine(target) ? undefined : getProxyForUrl(target) || undefined);
  const url = URL.canParse(proxy) ? new URL(proxy) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new TypeError('the proxy must be "environment" or a URL such as http://user:password@proxy.example:3128');
  }
  return () => proxy;
}

function isThisMachine(target: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(target).hostname);
}
