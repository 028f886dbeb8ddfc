import { isIP } from 'node:net';
import { PassThrough, type Readable } from 'node:stream';
import { got, RequestError, type Request } from 'got';
import { defined } from '../common/schema/defined.js';
import { isPrivateAddress, PrivateAddressError, publicLookup } from './private-networks.js';
import { filenameFromUri, MediaError, shownUri, type MediaSink, type MediaSource, type MediaStore } from './store.js';

/** What a {@link HttpsMediaStore} may read, and how long it waits. */
export interface HttpsMediaStoreOptions {
  /**
   * Also reads `http:` URLs, and hosts on private, loopback and link-local addresses. Only for trusted callers: with
   * it, whoever names a URL can make the worker read anything that its network offers. @default false
   */
  allowPrivateNetworks?: boolean;
  /** How long to wait from the request to the first bytes of the answer, in milliseconds. @default 10000 */
  responseTimeoutMs?: number;
}

const maxRedirects = 5;

/** Limits of the phases before the request, in milliseconds. */
const connectTimeouts = { lookup: 5_000, connect: 5_000, secureConnect: 5_000 };

/** A connection on which nothing moves for so long is given up, in milliseconds. */
const idleTimeoutMs = 30_000;

/**
 * A store of `https:` URLs, for reading only. Names and redirects that lead to addresses which are not public are
 * refused.
 */
export class HttpsMediaStore implements MediaStore {
  readonly #allowPrivate: boolean;
  readonly #responseTimeoutMs: number;

  /** Opens no connection yet. */
  constructor(options: HttpsMediaStoreOptions = {}) {
    this.#allowPrivate = options.allowPrivateNetworks ?? false;
    this.#responseTimeoutMs = options.responseTimeoutMs ?? 10_000;
  }

  /** Requests the URL and follows up to 5 redirects. The connection may be silent for 30 seconds. */
  async open(uri: string, signal?: AbortSignal): Promise<MediaSource> {
    let url = this.#checked(uri, uri);
    for (let redirects = 0; redirects <= maxRedirects; redirects++) {
      const answer = await this.#get(url, uri, signal);
      if (answer.location === undefined) return toSource(uri, answer);
      answer.content.destroy();
      url = this.#checked(new URL(answer.location, url).href, uri);
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
    if (this.#allowPrivate) return url;
    if (url.protocol !== 'https:') {
      throw new MediaError('configuration', `${shownUri(text)} is refused: only https: is read from public servers`);
    }
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (isIP(host) !== 0 && isPrivateAddress(host)) throw refusedAddress(uri, host);
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
      timeout: { ...connectTimeouts, response: this.#responseTimeoutMs, socket: idleTimeoutMs },
      ...(!this.#allowPrivate && { dnsLookup: publicLookup as never }),
      ...(signal && { signal }),
    });
    try {
      return await readAnswer(stream, uri);
    } catch (error) {
      throw toMediaError(error, uri);
    }
  }
}

interface Answer {
  content: Readable;
  status: number;
  location: string | undefined;
  size: number | undefined;
  mimeType: string | undefined;
}

function readAnswer(stream: Request, uri: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const content = new PassThrough();
    stream.on('error', (error: Error) => {
      content.destroy(toMediaError(error, uri));
      reject(error);
    });
    content.once('close', () => stream.destroy()).on('error', () => undefined);
    stream.pipe(content);
    stream.once('response', (response: { statusCode: number; headers: Record<string, string | undefined> }) => {
      const { statusCode: status, headers } = response;
      const length = headers['content-length'];
      resolve({
        content,
        status,
        location: status >= 300 && status < 400 ? headers['location'] : undefined,
        size: length === undefined ? undefined : Number(length),
        mimeType: headers['content-type'],
      });
    });
  });
}

function toSource(uri: string, { content, status, size, mimeType }: Answer): MediaSource {
  if (status !== 200 || size === 0) {
    content.destroy();
    throw refusedAnswer(uri, status);
  }
  return {
    content,
    filename: filenameFromUri(uri),
    ...defined({ size: Number.isFinite(size) ? size : undefined, mimeType }),
  };
}

function refusedAnswer(uri: string, status: number): MediaError {
  const shown = shownUri(uri);
  if (status === 200) return new MediaError('unreadable', `${shown} is empty; WhatsApp takes no empty files`);
  if (status === 404 || status === 410) return new MediaError('missing', `${shown} answered HTTP ${status}`);
  const later = status >= 500 || status === 429 || status === 408;
  return new MediaError(later ? 'unavailable' : 'unreadable', `${shown} answered HTTP ${status} instead of a file`);
}

function refusedAddress(uri: string, host: string): MediaError {
  return new MediaError(
    'configuration',
    `${shownUri(uri)} is refused: ${host} is not a public address; if it is meant, set allowPrivateNetworks on the media store`,
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

function parseUrl(text: string, uri: string): URL {
  if (!URL.canParse(text)) throw new MediaError('unreadable', `${shownUri(uri)} is not a valid URL`);
  const url = new URL(text);
  if (url.protocol === 'https:' || url.protocol === 'http:') return url;
  throw new MediaError('unreadable', `${shownUri(uri)} leads to ${url.protocol}, which is not read`);
}
