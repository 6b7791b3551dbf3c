import { BlockList, isIPv6 } from 'node:net';

/** What is nowhere, after IANA's registries; written down apart from the program's own table. */
const special = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  special.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  ['2001:db8::', 32],
  ['2001:10::', 28],
  ['3fff::', 20],
] as const)
  special.addSubnet(network, prefix, 'ipv6');
const assigned = new BlockList();
assigned.addSubnet('2000::', 3, 'ipv6');

/** No country can be told of it: private, reserved, multicast … */
export function isNowhere(address: string): boolean {
  if (!isIPv6(address)) return special.check(address, 'ipv4');
  return !assigned.check(address, 'ipv6') || special.check(address, 'ipv6');
}
