/** Which hosts may see an access token. */

/**
 * Meta's hosts: the API, and the media hosts that its download URLs name.
 *
 * @see "Media" https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media (read 2026-11)
 */
const metaHosts = /^(graph\.facebook\.com|([a-z0-9-]+\.)*(fbsbx\.com|fbcdn\.net|whatsapp\.net))$/;

/**
 * Whether a URL that somebody handed in may be requested with the token: of Meta's hosts by https, or of origins that
 * the worker names.
 *
 * @param origins The base URL's own, and those of media.
 */
export function mayReceiveToken(url: URL, origins: readonly string[]): boolean {
  if (url.username || url.password) return false;
  if (origins.includes(url.origin)) return true;
  return url.protocol === 'https:' && url.port === '' && metaHosts.test(url.hostname);
}

/** The token was about to go to a host that is not Meta's. Nothing was sent. */
export class UntrustedHostError extends Error {
  /** `UntrustedHostError` */
  override readonly name = 'UntrustedHostError';

  /** @param url The refused URL, of which the message shows the origin only. */
  constructor(url: URL) {
    super(`the access token must not go to ${url.origin}: only Meta's hosts and the base URL's own host get it`);
  }
}
