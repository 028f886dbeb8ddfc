/** Keeps a worker from being used to read what only its own network can see. */
import { lookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/**
 * Ranges that are not public, or whose addresses lead to an IPv4 address that may be any of them.
 *
 * @see "IANA IPv4 Special-Purpose Address Registry" https://www.iana.org/assignments/iana-ipv4-special-registry
 * (as of 2025)
 * @see "IANA IPv6 Special-Purpose Address Registry" https://www.iana.org/assignments/iana-ipv6-special-registry
 * (as of 2025)
 */
const ranges: readonly [string, number, 'ipv4' | 'ipv6'][] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  // Documentation.
  ['192.0.2.0', 24, 'ipv4'],
  // Relays to 6to4, which reach what IPv6 reaches.
  ['192.88.99.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 4, 'ipv4'],
  ['240.0.0.0', 4, 'ipv4'],
  // IPv4 inside of IPv6: compatible, translated (SIIT and NAT64), Teredo, and 6to4.
  ['::', 96, 'ipv6'],
  ['::ffff:0:0:0', 96, 'ipv6'],
  ['64:ff9b::', 96, 'ipv6'],
  ['64:ff9b:1::', 48, 'ipv6'],
  ['2001::', 32, 'ipv6'],
  ['2002::', 16, 'ipv6'],
  // Discarded, for benchmarks, for documentation, and of segment routing.
  ['100::', 64, 'ipv6'],
  ['2001:2::', 48, 'ipv6'],
  ['2001:db8::', 32, 'ipv6'],
  ['3fff::', 20, 'ipv6'],
  ['5f00::', 16, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['fec0::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
];

const blocked = new BlockList();
for (const [address, prefix, family] of ranges) blocked.addSubnet(address, prefix, family);

/** Whether an IP address is not a public one. IPv4 written as IPv6 (`::ffff:10.0.0.1`) counts as what it is. */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  return family === 0 || blocked.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/** The host of a URL is, or leads to, an address that is not public. */
export class PrivateAddressError extends Error {
  override readonly name = 'PrivateAddressError';
  readonly code = 'EPRIVATE';

  constructor(host: string) {
    super(`${host} is not a public address`);
  }
}

/**
 * A lookup that refuses names with a non-public address. It checks the very addresses that are connected to, so that a
 * name gains nothing by changing its answer after the check.
 */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, options, (error, address: string | LookupAddress[], family) => {
    const addresses = typeof address === 'string' ? [{ address }] : address;
    if (!error && addresses.some((found) => isPrivateAddress(found.address))) {
      callback(new PrivateAddressError(hostname), [], 0);
    } else {
      callback(error, address, family);
    }
  });
};
