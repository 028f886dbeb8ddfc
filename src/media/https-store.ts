import type { Agent as HttpAgent } from 'node:http';
import type { Agent } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';
import { got, RequestError, type Request } from 'got';
import { mediaLimits } from '../common/limits.js';
import { defined } from '../common/schema/defined.js';
import { createProxyAgents, type ProxySetting } from '../graph/proxy.js';
import { filenameFromDisposition } from './content-disposition.js';
import { LimitedBytes } from './limited-bytes.js';
import { AddressGuard, PrivateAddressError } from './private-networks.js';
import { filenameFromUri, MediaError, shownUri, type MediaSink, type MediaSource, type MediaStore } from './store.js';

/** What a {@link HttpsMediaStore} may read, and how long it waits. */
export interface HttpsMediaStoreOptions {
  /**
   * Also reads `http:` URLs, and hosts on private, loopback and link-local addresses. Only for trusted callers: with
   * it, whoever names a URL can make the worker read anything that its network offers. @default false
   */
  allowPrivateNetworks?: boolean;
  /**
   * Networks that are read although they are not public: `['10.20.0.0/16', 'fd00:1::/64']`. Every other one stays
   * refused, also after a redirect.
   *
   * @default []
   */
  allowedNetworks?: readonly string[];
  /** The largest file, in bytes. @default 104857600, the largest that WhatsApp takes */
  maxBytes?: number;
  /** How long a file may take from the request to its last byte, in milliseconds. @default 600000 */
  timeoutMs?: number;
  /** How long to wait from the request to the first bytes of the answer, in milliseconds. @default 10000 */
  responseTimeoutMs?: number;
  /** Makes the connections of `https:`, and stays yours to close. @default Node's own */
  agent?: Agent;
  /** Certificates in PEM that are trusted instead of Node's own, for servers of your network. @default Node's own */
  certificateAuthority?: string | string[];
  /**
   * The proxy through which all requests go: its URL, or `environment` for that of `HTTPS_PROXY` and its like. Names
   * are still looked up here, and the proxy is told the address that was checked.
   *
   * @default none
   */
  proxy?: ProxySetting;
  /** Resolves host names. The addresses that it gives are checked, and connected to. @default `dns.lookup` */
  lookup?: LookupFunction;
}

const maxRedirects = 5;

/** How much of a broken Location an error shows, in characters. */
const maxShownLocation = 200;

/** Limits of the phases before the request, in milliseconds. */
const connectTimeouts = { lookup: 5_000, connect: 5_000, secureConnect: 5_000 };

/** A connection on which nothing moves for so long is given up, in milliseconds. */
const idleTimeoutMs = 30_000;

/**
 * A store of `https:` URLs, for reading only. Names and redirects that lead to addresses which are not public are
 * refused. So are URLs with a user name or password, which histories would keep.
 *
 * The name of a file is that of its Content-Disposition, else the last part of its path.
 */
export class HttpsMediaStore implements MediaStore {
  readonly #allowPrivate: boolean;
  readonly #guard: AddressGuard;
  readonly #maxBytes: number;
  readonly #timeouts: { request: number; response: number };
  readonly #lookup: LookupFunction | undefined;
  readonly #certificateAuthority: string | string[] | undefined;
  readonly #agents: { http?: HttpAgent; https?: Agent };

  /** Opens no connection yet. @throws TypeError for a network or a proxy that is none */
  constructor(options: HttpsMediaStoreOptions = {}) {
    const { responseTimeoutMs: response = 10_000, timeoutMs: request = 600_000 } = options;
    this.#allowPrivate = options.allowPrivateNetworks ?? false;
    this.#guard = new AddressGuard(options.allowedNetworks ?? [], options.lookup);
    this.#maxBytes = options.maxBytes ?? mediaLimits.document.maxBytes;
    this.#timeouts = { request, response };
    this.#certificateAuthority = options.certificateAuthority;
    this.#agents = {
      ...(options.proxy !== undefined && createProxyAgents(options.proxy)),
      ...(options.agent && { https: options.agent }),
    };
    this.#lookup = this.#allowPrivate ? options.lookup : this.#guard.lookup;
  }

  /** Requests the URL and follows up to 5 redirects. The connection may be silent for 30 seconds. */
  async open(uri: string, signal?: AbortSignal): Promise<MediaSource> {
    let url = this.#checked(uri, uri);
    for (let redirects = 0; redirects <= maxRedirects; redirects++) {
      const answer = await this.#get(url, uri, signal);
      if (answer.location === undefined) return this.#toSource(uri, answer);
      answer.content.destroy();
      url = this.#checked(redirected(answer.location, url, uri), uri);
    }
    throw new MediaError('unreadable', `${shownUri(uri)} redirects more than ${maxRedirects} times`);
  }

  /** Refuses: nothing can be written. */
  create(target: string | undefined): Promise<MediaSink> {
    const shown = shownUri(target ?? 'https:');
    return Promise.reject(new MediaError('configuration', `${shown} cannot be written: https: is for reading only`));
  }

  /** A redirect's URL is checked like the first one: otherwise any public page could lead inside. */
  #checked(text: string, uri: string): URL {
    const url = parseUrl(text, uri);
    if (url.username !== '' || url.password !== '') {
      const message = 'is refused: it has a user name or password, which histories would keep';
      throw new MediaError('configuration', `${shownUri(uri)} ${message}; use a URL without`);
    }
    if (this.#allowPrivate) return url;
    if (url.protocol !== 'https:') {
      throw new MediaError('configuration', `${shownUri(text)} is refused: only https: is read from public servers`);
    }
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (isIP(host) !== 0 && !this.#guard.allows(host)) throw refusedAddress(uri, host);
    return url;
  }

  async #get(url: URL, uri: string, signal?: AbortSignal): Promise<Answer> {
    const stream = got.stream(url, {
      retry: { limit: 0 },
      throwHttpErrors: false,
      followRedirect: false,
      // What is counted and hashed is what the server sent.
      decompress: false,
      headers: { 'user-agent': 'temporal-whatsapp', accept: '*/*', 'accept-encoding': 'identity' },
      timeout: { ...connectTimeouts, ...this.#timeouts, socket: idleTimeoutMs },
      agent: this.#agents,
      https: defined({ certificateAuthority: this.#certificateAuthority }),
      ...(this.#lookup && { dnsLookup: this.#lookup as never }),
      ...(signal && { signal }),
    });
    try {
      return await readAnswer(stream, { uri, maxBytes: this.#maxBytes });
    } catch (error) {
      throw toMediaError(error, uri);
    }
  }

  #toSource(uri: string, answer: Answer): MediaSource {
    const { content, size, mimeType, filename, version } = answer;
    const refusal = this.#refusal(uri, answer);
    if (refusal) {
      content.destroy();
      throw refusal;
    }
    return { content, filename: filename ?? filenameFromUri(uri), ...defined({ size, mimeType, version }) };
  }

  #refusal(uri: string, { status, size, encoding }: Answer): MediaError | undefined {
    const shown = shownUri(uri);
    if (status !== 200) return refusedAnswer(shown, status);
    if (size === 0) return new MediaError('unreadable', `${shown} is empty; WhatsApp takes no empty files`);
    if (encoding !== undefined && encoding !== 'identity') {
      // Its bytes are not those of the file.
      return new MediaError('unreadable', `${shown} came in the encoding ${encoding}, which was not asked for`);
    }
    return size !== undefined && size > this.#maxBytes ? tooLarge(uri, size, this.#maxBytes) : undefined;
  }
}

interface Answer {
  content: Readable;
  status: number;
  location: string | undefined;
  size: number | undefined;
  mimeType: string | undefined;
  version: string | undefined;
  filename: string | undefined;
  encoding: string | undefined;
}

function readAnswer(stream: Request, { uri, maxBytes }: { uri: string; maxBytes: number }): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const content = new LimitedBytes(maxBytes, (bytes) => tooLarge(uri, bytes, maxBytes));
    stream.on('error', (error: Error) => {
      content.destroy(toMediaError(error, uri));
      reject(error);
    });
    content.once('close', () => stream.destroy()).on('error', () => undefined);
    stream.pipe(content);
    stream.once('response', (response: { statusCode: number; headers: Record<string, string | undefined> }) => {
      const { statusCode: status, headers } = response;
      const length = Number(headers['content-length'] ?? NaN);
      resolve({
        content,
        status,
        location: status >= 300 && status < 400 ? headers['location'] : undefined,
        size: Number.isFinite(length) ? length : undefined,
        mimeType: headers['content-type'],
        version: strongTag(headers['etag']),
        filename: filenameFromDisposition(headers['content-disposition']),
        encoding: headers['content-encoding'],
      });
    });
  });
}

/** A weak tag stays the same for bytes that differ. */
function strongTag(tag: string | undefined): string | undefined {
  return tag?.startsWith('"') ? tag : undefined;
}

function refusedAnswer(shown: string, status: number): MediaError {
  if (status === 404 || status === 410) return new MediaError('missing', `${shown} answered HTTP ${status}`);
  const later = status >= 500 || status === 429 || status === 408;
  return new MediaError(later ? 'unavailable' : 'unreadable', `${shown} answered HTTP ${status} instead of a file`);
}

function tooLarge(uri: string, bytes: number, maxBytes: number): MediaError {
  return new MediaError(
    'unreadable',
    `${shownUri(uri)} has at least ${bytes} bytes; this store reads at most ${maxBytes}`,
  );
}

function refusedAddress(uri: string, host: string): MediaError {
  return new MediaError(
    'configuration',
    `${shownUri(uri)} is refused: ${host} is not a public address; if it is meant, add it to allowedNetworks of the media store, or set allowPrivateNetworks`,
  );
}

function toMediaError(error: unknown, uri: string): MediaError {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof PrivateAddressError || (error as { code?: string }).code === 'EPRIVATE') {
    return refusedAddress(uri, new URL(uri).hostname);
  }
  const code = error instanceof RequestError ? error.code : String(error);
  return new MediaError('unavailable', `${shownUri(uri)} cannot be reached: ${code}`);
}

function redirected(location: string, from: URL, uri: string): string {
  if (URL.canParse(location, from.href)) return new URL(location, from).href;
  const shown = shownUri(location).slice(0, maxShownLocation);
  throw new MediaError('unreadable', `${shownUri(uri)} redirects to "${shown}", which is not a valid URL`);
}

function parseUrl(text: string, uri: string): URL {
  if (!URL.canParse(text)) throw new MediaError('unreadable', `${shownUri(uri)} is not a valid URL`);
  const url = new URL(text);
  if (url.protocol === 'https:' || url.protocol === 'http:') return url;
  throw new MediaError('unreadable', `${shownUri(uri)} leads to ${url.protocol}, which is not read`);
}
