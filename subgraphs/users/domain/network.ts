/** IPv6 addresses come to customers by 64 bits at once, that is four of eight groups (RFC 6177). */
const NETWORK_GROUPS = 4;
const GROUPS = 8;
/** The groups before an IPv4 address that is written as IPv6 (RFC 4291, section 2.5.5.2). */
const MAPPED = '0:0:0:0:0:65535';

/** Returns an address without the port and the brackets that some proxies write: `192.0.2.1:443`, `[2001:db8::1]:443`. It may still be none. */
export const withoutPort = (address: string): string =>
  /^\[([^\]]+)\](?::\d+)?$/.exec(address)?.[1] ?? /^([\d.]+):\d+$/.exec(address)?.[1] ?? address;

/**
 * Who an address is counted as: itself for IPv4, its /64 network for IPv6, since whoever has one address of it has them all. Expects an
 * address that is valid.
 */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.replace(/%.*$/, '').split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(GROUPS - front.length - back.length, 0) }, () => '0');
  const groups = (tail === undefined ? front : [...front, ...zeros, ...back]).map((group) => Number.parseInt(group, 16));
  if (groups.slice(0, -2).join(':') === MAPPED)
    return groups.slice(-2).flatMap((group) => [group >> 8, group & 0xff]).join('.');
  const network = groups.slice(0, NETWORK_GROUPS).map((group) => group.toString(16));
  return `${network.join(':')}::/64`;
}
