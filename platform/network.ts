import ipaddr from 'ipaddr.js';

/** IPv6 addresses come to customers by 64 bits at once, that is four of eight groups (RFC 6177). */
const NETWORK_GROUPS = 4;

/** Returns an address without the port and the brackets that some proxies write: `192.0.2.1:443`, `[2001:db8::1]:443`. The result may be invalid. */
export const withoutPort = (address: string): string =>
  /^\[([^\]]+)\](?::\d+)?$/.exec(address)?.[1] ?? /^([\d.]+):\d+$/.exec(address)?.[1] ?? address;

/** Returns what an address is counted as: itself for IPv4; its /64 network for IPv6, since one client has all of it. Other texts are returned unchanged. */
export function networkOf(address: string): string {
  const bare = withoutPort(address);
  if (!ipaddr.isValid(bare)) return bare;
  const parsed = ipaddr.process(bare);
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  const network = parsed.parts.slice(0, NETWORK_GROUPS).map((group) => group.toString(16));
  return `${network.join(':')}::/64`;
}
