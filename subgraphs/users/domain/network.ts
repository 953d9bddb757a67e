/** IPv6 addresses come to customers by 64 bits at once, that is four of eight groups (RFC 6177). */
const NETWORK_GROUPS = 4;
const GROUPS = 8;

/**
 * Who an address is counted as: itself for IPv4, its /64 network for IPv6, since whoever has one address of it has them all. Expects an
 * address that is valid.
 */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.toLowerCase().replace(/%.*$/, '').split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(GROUPS - front.length - back.length, 0) }, () => '0');
  const groups = tail === undefined ? front : [...front, ...zeros, ...back];
  const network = groups.slice(0, NETWORK_GROUPS).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}
