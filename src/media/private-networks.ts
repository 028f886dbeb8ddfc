/** Keeps a worker from being used to read what only its own network can see. */
import { lookup as systemLookup, type LookupAddress } from 'node:dns';
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
  return isIP(address) === 0 || isIn(blocked, address);
}

/** The host of a URL is, or leads to, an address that is not public. */
export class PrivateAddressError extends Error {
  override readonly name = 'PrivateAddressError';
  readonly code = 'EPRIVATE';

  constructor(host: string) {
    super(`${host} is not a public address`);
  }
}

/** Which addresses may be connected to. */
export class AddressGuard {
  readonly #allowed = new BlockList();
  readonly #lookup: LookupFunction;

  /**
   * @param networks Networks that are allowed although they are not public, such as `10.20.0.0/16`.
   * @param lookup Resolves names.
   * @throws TypeError for a network that is none
   */
  constructor(networks: readonly string[], lookup: LookupFunction = systemLookup) {
    this.#lookup = lookup;
    for (const network of networks) {
      const [address = '', prefix = isIP(address) === 6 ? '128' : '32', ...rest] = network.split('/');
      const family = isIP(address);
      const isPrefix = /^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 6 ? 128 : 32);
      if (family === 0 || !isPrefix || rest.length > 0) {
        throw new TypeError(`"${network}" is no network: expected an IP address with a prefix, such as "10.20.0.0/16"`);
      }
      this.#allowed.addSubnet(address, Number(prefix), family === 6 ? 'ipv6' : 'ipv4');
    }
  }

  /** Whether an IP address may be connected to. */
  allows(address: string): boolean {
    return !isPrivateAddress(address) || (isIP(address) !== 0 && isIn(this.#allowed, address));
  }

  /**
   * A lookup that refuses names with an address that is not allowed. It checks the very addresses that are connected
   * to, so that a name gains nothing by changing its answer after the check.
   */
  readonly lookup: LookupFunction = (hostname, options, callback) => {
    this.#lookup(hostname, options, (error, address: string | LookupAddress[], family) => {
      const addresses = typeof address === 'string' ? [{ address }] : address;
      if (!error && !addresses.every((found) => this.allows(found.address))) {
        callback(new PrivateAddressError(hostname), [], 0);
      } else {
        callback(error, address, family);
      }
    });
  };
}

function isIn(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
