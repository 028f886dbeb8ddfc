import { createHmac } from 'node:crypto';
import type { GraphCredential } from './credentials.js';
import { mayReceiveToken, UntrustedHostError } from './hosts.js';
import type { GraphRequest } from './request.js';

const leadingVersion = /^v\d+\.\d+(\/|$)/;

/**
 * Proves to Meta that whoever holds the token also holds the app secret: HMAC-SHA256 of the token, in hex.
 *
 * @see "Secure Graph API calls" https://developers.facebook.com/docs/graph-api/guides/secure-requests (read 2026-11)
 */
export function appSecretProof({ accessToken, appSecret }: GraphCredential & { appSecret: string }): string {
  return createHmac('sha256', appSecret).update(accessToken).digest('hex');
}

/** Where a client sends its requests. */
interface GraphPlace {
  baseUrl: URL;
  version: string;
  /** The origins that may see the token, beside Meta's hosts. */
  trustedOrigins: readonly string[];
}

/** The URL of a request. @throws UntrustedHostError for an absolute URL that must not see the token. */
export function buildUrl(request: GraphRequest, { baseUrl, version, trustedOrigins }: GraphPlace): URL {
  const url = /^https?:\/\//i.test(request.path)
    ? absoluteUrl(request.path, trustedOrigins)
    : apiUrl(request.path, baseUrl, request.version ?? version, request.credential);
  for (const [name, value] of Object.entries(request.query ?? {})) {
    for (const item of [value].flat()) url.searchParams.append(name, String(item));
  }
  return url;
}

/** Download URLs are signed as they are: nothing is added to them. */
function absoluteUrl(text: string, trustedOrigins: readonly string[]): URL {
  const url = new URL(text);
  if (!mayReceiveToken(url, trustedOrigins)) throw new UntrustedHostError(url);
  return url;
}

function apiUrl(path: string, baseUrl: URL, version: string, credential: GraphCredential): URL {
  const relative = path.replace(/^\/+/, '');
  const url = new URL(baseUrl);
  const parts = [baseUrl.pathname.replace(/\/+$/, ''), leadingVersion.test(relative) ? undefined : version, relative];
  url.pathname = parts.filter((part) => part !== undefined).join('/');
  const { accessToken, appSecret } = credential;
  if (appSecret !== undefined) url.searchParams.set('appsecret_proof', appSecretProof({ accessToken, appSecret }));
  return url;
}
