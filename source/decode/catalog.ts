import { arp } from './arp.ts';
import { industrialCatalog } from './catalog-industrial.ts';
import { linkCatalog } from './catalog-links.ts';
import { serviceCatalog } from './catalog-services.ts';
import { webByPortCatalog, webCatalog } from './catalog-web.ts';
import { dns } from './dns.ts';
import { ethernet } from './ethernet.ts';
import { icmp } from './icmp.ts';
import { ipv4 } from './ipv4.ts';
import { ipv6 } from './ipv6.ts';
import { nullLoopback, rawIp } from './link-raw.ts';
import { packetRecord } from './packet-record.ts';
import type { Protocol } from './protocol.ts';
import { tcp } from './tcp.ts';
import { udp } from './udp.ts';
import { vlan } from './vlan.ts';

/**
 * Every protocol Oddwire knows. To add one: write its file, export a `Protocol`, name it here. Order
 * matters only among guesses: earlier ones are asked first, so strict ones go first.
 */
export const catalog: readonly Protocol[] = [
  // Links
  ethernet,
  nullLoopback,
  rawIp,
  packetRecord,
  vlan,
  ...linkCatalog,
  // Network and transport
  arp,
  ipv4,
  ipv6,
  icmp,
  tcp,
  udp,
  // Applications
  dns,
  ...webCatalog,
  ...serviceCatalog,
  ...industrialCatalog,
  // Last: look at little more than the port.
  ...webByPortCatalog,
];
