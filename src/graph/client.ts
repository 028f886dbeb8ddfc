import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Readable } from 'node:stream';
import { got, type Got, type OptionsOfTextResponseBody } from 'got';
import { defaultGraphVersion } from '../common/graph-version.js';
import { GraphApiError, GraphTransportError } from './errors.js';
import { Exchange } from './exchange.js';
import { createProxyAgents, type ProxySetting } from './proxy.js';
import { createFormBody, rawBody, type StreamedBody } from './form.js';
import { createRedactor, secretParameters, secretsIn } from './redact.js';
import type { GraphRequest, GraphResponse, GraphTimeouts } from './request.js';
import { appSecretProof, buildUrl } from './url.js';

const defaultGraphBaseUrl = 'https://graph.facebook.com';

/** How long one request may take unless another time is set, in milliseconds. */
export const defaultRequestTimeoutMs = 30_000;

const defaultTimeouts: GraphTimeouts = {
  lookup: 5_000,
  connect: 5_000,
  secureConnect: 5_000,
  request: defaultRequestTimeoutMs,
};

/**
 * An idle connection is closed before a server closes it, which many do after 5 seconds. A request that meets the
 * closing gets no answer, which for a send is an unknown outcome. Requests that are under way are not touched.
 */
const keepAlive = { keepAlive: true, timeout: 4_000 };

/** How a {@link GraphClient} makes its requests. */
export interface GraphClientOptions {
  /** Scheme, host and perhaps a path, without the version. @default 'https://graph.facebook.com' */
  baseUrl?: string;
  /** The Graph version of requests that do not name their own, such as `v25.0`. @default {@link defaultGraphVersion} */
  version?: string;
  /**
   * More origins for media URLs, beside Meta's hosts and the base URL's own: `http://localhost:4010`. They get the
   * access token. An emulator, or a gateway of yours, can have its media elsewhere.
   *
   * @default []
   */
  mediaOrigins?: readonly string[];
  /** Time limits that replace single defaults. */
  timeouts?: GraphTimeouts;
  /**
   * The User-Agent header. Meta's media host refuses some clients that do not name themselves.
   *
   * @default 'temporal-whatsapp'
   */
  userAgent?: string;
  /**
   * The proxy through which all requests go: its URL, or `environment` for that of `HTTPS_PROXY` and its like.
   *
   * @default none
   */
  proxy?: ProxySetting;
  /** Agents of yours, which make the connections instead. They stay yours to close. @default ones of the client's */
  agent?: {
    /** Makes the connections of `http:` URLs. */
    http?: HttpAgent;
    /** Makes the connections of `https:` URLs. */
    https?: HttpsAgent;
  };
}

/** Graph over HTTP, one request per call: nothing is retried and no redirect is followed. Keeps connections open. */
export class GraphClient {
  /** Scheme, host and perhaps a path, without the version. */
  readonly baseUrl: URL;
  /** The Graph version of requests that do not name their own. */
  readonly version: string;
  /** The origins that get the token, beside Meta's hosts: that of the base URL, and those of media. */
  readonly trustedOrigins: readonly string[];
  /** The time limits of every request that does not set its own. */
  readonly timeouts: Readonly<GraphTimeouts>;
  readonly #http: Got;
  readonly #agents: { http: HttpAgent; https: HttpsAgent };

  /** Opens no connection yet. @throws TypeError when `baseUrl`, `proxy` or one of `mediaOrigins` is not a URL */
  constructor(options: GraphClientOptions = {}) {
    this.#agents =
      options.proxy === undefined
        ? { http: new HttpAgent(keepAlive), https: new HttpsAgent(keepAlive) }
        : createProxyAgents(options.proxy, keepAlive);
    this.baseUrl = new URL(options.baseUrl ?? defaultGraphBaseUrl);
    this.version = options.version ?? defaultGraphVersion;
    this.trustedOrigins = [this.baseUrl, ...(options.mediaOrigins ?? [])].map((url) => new URL(url).origin);
    this.timeouts = { ...defaultTimeouts, ...options.timeouts };
    this.#http = got.extend({
      retry: { limit: 0 },
      throwHttpErrors: false,
      followRedirect: false,
      agent: { ...this.#agents, ...options.agent },
      headers: { 'user-agent': options.userAgent ?? 'temporal-whatsapp' },
    });
  }

  /**
   * Sends one request and hands over the answer's bytes.
   *
   * @throws GraphApiError when the answer is an error or is not 2xx.
   * @throws GraphTransportError when there is no answer; its `phase` says whether the request may have arrived.
   * @throws UntrustedHostError before sending, when `path` is a URL of a host that must not see the token.
   */
  request(request: GraphRequest & { responseType: 'stream' }): Promise<GraphResponse<Readable>>;
  /**
   * Sends one request and reads the answer, as JSON unless text is asked for.
   *
   * @throws GraphApiError when the answer is an error, is not 2xx, or is not JSON although JSON was asked for.
   * @throws GraphTransportError when there is no complete answer; its `phase` says whether the request may have
   * arrived.
   * @throws UntrustedHostError before sending, when `path` is a URL of a host that must not see the token.
   */
  request(request: GraphRequest): Promise<GraphResponse>;
  async request(request: GraphRequest): Promise<GraphResponse> {
    const url = buildUrl(request, this);
    throwIfBroken(request);
    const form = request.form && createFormBody(request.form);
    const streamed = form ?? (request.body && rawBody(request.body));
    const exchange = new Exchange(this.#http, {
      url,
      options: this.#options(request, streamed),
      // The redactor is made when something goes wrong only: most requests succeed.
      redact: (text) => createRedactor(requestSecrets(request))(text),
    });
    try {
      const { responseType = 'json' } = request;
      const response = await (responseType === 'stream' ? exchange.stream() : exchange.read(responseType));
      throwUnlessSent(streamed, response);
      return response;
    } catch (error) {
      throw exchange.toClientError(error);
    } finally {
      streamed?.discard();
    }
  }

  /** Closes the connections that are kept open. */
  close(): void {
    this.#agents.http.destroy();
    this.#agents.https.destroy();
  }

  #options(request: GraphRequest, streamed: StreamedBody | undefined): OptionsOfTextResponseBody {
    const { method, json, headers, signal, credential, timeouts, authorization = 'Bearer' } = request;
    const body = streamed?.body ?? (json === undefined ? undefined : JSON.stringify(json));
    return {
      method,
      timeout: { ...this.timeouts, ...timeouts },
      headers: {
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...(request.body && streamed?.headers),
        ...(headers && lowerCaseNames(headers)),
        ...(request.form && streamed?.headers),
        authorization: `${authorization} ${credential.accessToken}`,
      },
      ...(body !== undefined && { body }),
      ...(signal && { signal }),
    };
  }
}

/**
 * Refuses a file that broke off before the request began. Such a stream emits nothing any more, and the request would
 * wait for it.
 */
function throwIfBroken(request: GraphRequest): void {
  const sources = [...(request.form?.files ?? []), ...(request.body ? [request.body] : [])];
  const error = sources.map(({ content }) => content.errored).find((found) => found !== null);
  if (!error) return;
  const redact = createRedactor(requestSecrets(request));
  throw new GraphTransportError(`a file cannot be read: ${redact(error.message)}`, { phase: 'connect' });
}

/** Refuses a success that came before the body was read: it is not about these files. */
function throwUnlessSent(streamed: StreamedBody | undefined, { status, body }: GraphResponse): void {
  if (streamed === undefined || streamed.isSent()) return;
  if (body instanceof Readable) body.destroy();
  const title = 'the answer came before the whole body was sent';
  throw new GraphApiError({ httpStatus: status, fromGraph: false, title });
}

/** Everything in a request that an answer or an error must not show. */
function requestSecrets({ path, credential, json, form, query, headers }: GraphRequest): string[] {
  const { accessToken, appSecret } = credential;
  const isSecret = secretParameters(path);
  const parameters = [json, form?.fields, query].flatMap((values) => secretsIn(values, isSecret));
  const secrets = [accessToken, ...parameters, ...secretsIn(headers)];
  return appSecret === undefined ? secrets : [...secrets, appSecret, appSecretProof({ accessToken, appSecret })];
}

function lowerCaseNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
