/** The host names by which an emulator may be reached, and how the name in a `Host` is read. */
import { isIPv6 } from 'node:net';

/** A name, and whether every name below it is meant, too. */
export interface AllowedHost {
  name: string;
  below: boolean;
}

/**
 * Reads an entry of `allowedHosts`, such as `emulator`, `emulator:4010` or `.example.com`. The port says nothing: it is
 * the name that a page can choose.
 *
 * @returns undefined for what is no name
 */
export function parseAllowedHost(entry: string): AllowedHost | undefined {
  const below = entry.startsWith('.');
  const name = entry.includes('*') ? undefined : hostName(urlHost(below ? entry.slice(1) : entry));
  return name === undefined ? undefined : { name, below };
}

/** Name of a `Host` without its port, in lower case and in the notation of URLs; undefined for what is no host. */
export function hostName(host: string): string | undefined {
  const isHost = !/[/?#@\\\s]/.test(host) && URL.canParse(`http://${host}`);
  return isHost ? new URL(`http://${host}`).hostname.replace(/\.$/, '') : undefined;
}

/** An address as a URL has it. A socket says `::ffff:10.0.0.1` of an IPv4 connection to an IPv6 socket. */
export function urlHost(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/, '');
  return isIPv6(plain) ? `[${plain}]` : plain;
}
