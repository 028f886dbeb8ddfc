/**
 * Keeps web pages of others away from the emulator's own routes: the control API and the phone page. All their paths
 * begin with an underscore. On Graph routes, which answer under any name, such a page is told apart.
 *
 * A browser of this machine reaches loopback for any page that it shows. Such a page is told by its `Origin`, and by
 * what the browser says of the fetch. A name of the attacker's that leads to this machine (DNS rebinding) is told by
 * its `Host`.
 *
 * @see "Fetch Metadata" https://www.w3.org/TR/fetch-metadata/ (read 2026-11)
 */
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { hostName, parseAllowedHost, urlHost } from '../settings/allowed-hosts.js';

/** Answers are for the page of this very address only, and stay in no cache. */
const headers = {
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

export interface LocalAccess {
  /** The address that the emulator listens on. */
  host: string;
  /** More names that it may be reached by, as the option has them. */
  allowedHosts: readonly string[];
}

/** Middleware: refuses requests to the emulator's own routes that come through another page or another name. */
export function localAccess(access: LocalAccess): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    if (!request.path.startsWith('/_')) return next();
    response.set(headers);
    const problem = hostProblem(request, access) ?? originProblem(request);
    if (problem === undefined) return next();
    response.status(403).json({ error: problem });
  };
}

/** Whether a request comes through another page or another name. Clients that are no browsers send no `Origin`. */
export function isForeign(request: Request, access: LocalAccess): boolean {
  return (hostProblem(request, access) ?? originProblem(request)) !== undefined || isOfAnotherSite(request);
}

function hostProblem(request: Request, { host, allowedHosts }: LocalAccess): string | undefined {
  const own = [host, request.socket.localAddress];
  const given = hostsIn(request);
  const foreign = given.find((each) => {
    const name = hostName(each);
    return name === undefined || !isOwnName(name, own, allowedHosts);
  });
  if (given.length > 0 && foreign === undefined) return undefined;
  const shown = foreign === undefined ? 'without a Host' : `for the host "${foreign}"`;
  return (
    `The emulator answers ${request.path} to localhost only, not to a request ${shown}. ` +
    'Start it with the option allowedHosts (--allowed-host NAME) for another name.'
  );
}

/** Every host that a request names. Node takes the first of several headers, and ignores the one of a whole URL. */
function hostsIn({ headersDistinct, originalUrl }: Request): string[] {
  const [, target] = /^https?:\/\/([^/?#]*)/i.exec(originalUrl) ?? [];
  return [...(headersDistinct['host'] ?? []), ...(target === undefined ? [] : [target])];
}

function isOwnName(name: string, own: readonly (string | undefined)[], allowed: readonly string[]): boolean {
  if (isLoopback(name) || own.some((address) => address !== undefined && hostName(urlHost(address)) === name))
    return true;
  return allowed
    .map(parseAllowedHost)
    .some((host) => host?.name === name || (host?.below && name.endsWith(`.${host.name}`)));
}

/** Only this machine has these names, whatever a name server says. */
function isLoopback(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || /^127(\.\d{1,3}){3}$/.test(name);
}

function originProblem(request: Request): string | undefined {
  const { origin, host } = request.headers;
  if (origin !== undefined && !isSameOrigin(origin, host)) {
    return `The emulator answers ${request.path} to its own pages only, not to one of the origin "${origin}".`;
  }
  if (!isOfAnotherSite(request) || isNavigation(request)) return undefined;
  const site = String(request.headers['sec-fetch-site']);
  return `The emulator answers ${request.path} to its own pages only; the browser says that the request is ${site}.`;
}

function isOfAnotherSite({ headers: { 'sec-fetch-site': site } }: Request): boolean {
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

/** A proxy in front may add TLS, so the scheme does not count. */
function isSameOrigin(origin: string, host: string | undefined): boolean {
  const [, address] = /^https?:\/\/(.+)$/.exec(origin) ?? [];
  return address !== undefined && address.toLowerCase() === host?.toLowerCase();
}

/** A link that somebody followed: the page opens in a tab of its own, and the page with the link cannot read it. */
function isNavigation({ method, headers: { 'sec-fetch-mode': mode, 'sec-fetch-dest': dest } }: Request): boolean {
  return method === 'GET' && mode === 'navigate' && dest === 'document';
}
