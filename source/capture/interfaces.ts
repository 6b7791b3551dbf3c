/** Which network interfaces this machine has, what they are doing, and whether we may open them. */
import { readdirSync, readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { formatSix, type KnownInterface, listAddresses } from './address-list.ts';
import { captureObstacle } from './permission.ts';

export type InterfaceInformation = {
  readonly name: string;
  /** With prefix length, "192.0.2.7/24"; also of interfaces that are down, where the system tells them. */
  readonly addresses: readonly string[];
  /** Hardware address; undefined where there is none. */
  readonly mac: string | undefined;
  readonly up: boolean;
  readonly loopback: boolean;
  readonly kind: string;
  readonly mtu: number | undefined;
  /** Received and sent since the interface exists; undefined where the system does not tell. */
  readonly packets: number | undefined;
  /** Why it cannot be captured from by this process; undefined when it can. */
  readonly obstacle: string | undefined;
};

/** Interface flags of <linux/if.h>. */
const flagUp = 0x1;
const flagLoopback = 0x8;
const flagPointToPoint = 0x10;

/** ARPHRD_ numbers of <linux/if_arp.h>, as people call them. */
const kindNames: Readonly<Record<number, string>> = {
  1: 'ethernet',
  24: 'firewire',
  32: 'infiniband',
  280: 'can',
  512: 'ppp',
  768: 'ip-in-ip',
  769: 'ipv6-tunnel',
  772: 'loopback',
  776: 'sit',
  778: 'gre',
  801: '802.11',
  802: '802.11',
  803: '802.11 radiotap',
  823: 'gre6',
  824: 'netlink',
  65534: 'raw ip',
};

/** All interfaces: those that are up first, loopback last among them, by name within each group. */
export function listInterfaces(): InterfaceInformation[] {
  const found = process.platform === 'linux' ? linuxInterfaces() : portableInterfaces();
  const rank = (one: InterfaceInformation): number => (one.up ? 0 : 2) + (one.loopback ? 1 : 0);
  return found.sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, 'en', { numeric: true }));
}

/** The name of the one most people want: up, not loopback if that can be helped, most packets. */
export function busiestInterface(found: readonly InterfaceInformation[]): string | undefined {
  return found
    .filter(one => one.up)
    .sort((a, b) => Number(a.loopback) - Number(b.loopback) || (b.packets ?? 0) - (a.packets ?? 0))[0]?.name;
}

function linuxInterfaces(): InterfaceInformation[] {
  const packets = parseNetDev(read('/proc/net/dev') ?? '');
  const known = listAddresses() ?? guessFromFiles();
  const obstacle = captureObstacle();
  // /sys may show another network namespace than ours; then it is no witness.
  const inSys = new Set(directoryNames('/sys/class/net'));
  const trustSys = [...known.keys()].every(name => inSys.has(name));
  return [...known].map(([name, { flags, addresses, type, mac }]) => {
    const loopback = (flags & flagLoopback) !== 0;
    return {
      name,
      addresses,
      mac: hardwareAddress(mac),
      up: (flags & flagUp) !== 0,
      loopback,
      kind: kindOf(type, flags, loopback),
      mtu: trustSys ? wholeNumber(read(`/sys/class/net/${name}/mtu`)?.trim()) : undefined,
      packets: packets.get(name),
      obstacle,
    };
  });
}

/** Without koffi: what /sys and Node tell, which is nothing about IPv4 on interfaces that are down. */
function guessFromFiles(): Map<string, KnownInterface> {
  const fromNode = networkInterfaces();
  const six = parseIfInet6(read('/proc/net/if_inet6') ?? '');
  const found = new Map<string, KnownInterface>();
  for (const name of directoryNames('/sys/class/net')) {
    const detail = (file: string): string | undefined => read(`/sys/class/net/${name}/${file}`)?.trim();
    const addresses = new Set((fromNode[name] ?? []).map(one => one.cidr ?? one.address));
    for (const address of six.get(name) ?? []) addresses.add(address);
    found.set(name, {
      flags: Number(detail('flags') ?? 0),
      addresses: [...addresses],
      type: wholeNumber(detail('type')),
      mac: detail('address'),
    });
  }
  return found;
}

/** macOS and others: only what Node can tell; interfaces that are down do not appear. */
function portableInterfaces(): InterfaceInformation[] {
  const obstacle = captureObstacle();
  return Object.entries(networkInterfaces()).map(([name, known = []]) => {
    const loopback = known.some(one => one.internal);
    return {
      name,
      addresses: known.map(one => one.cidr ?? one.address),
      mac: hardwareAddress(known[0]?.mac),
      up: true,
      loopback,
      kind: loopback ? 'loopback' : 'unknown',
      mtu: undefined,
      packets: undefined,
      obstacle,
    };
  });
}

/** Packets received and sent, by interface, from the text of /proc/net/dev. */
export function parseNetDev(text: string): Map<string, number> {
  const receivedColumn = 1;
  const sentColumn = 9;
  const packets = new Map<string, number>();
  for (const line of text.split('\n').slice(2)) {
    const colon = line.lastIndexOf(':');
    if (colon === -1) continue;
    const counters = line
      .slice(colon + 1)
      .trim()
      .split(/\s+/)
      .map(Number);
    packets.set(line.slice(0, colon).trim(), (counters[receivedColumn] ?? 0) + (counters[sentColumn] ?? 0));
  }
  return packets;
}

/** IPv6 addresses with prefix length, by interface, from the text of /proc/net/if_inet6. */
export function parseIfInet6(text: string): Map<string, string[]> {
  const addresses = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [digits, , prefix, , , name] = line.trim().split(/\s+/);
    if (digits === undefined || prefix === undefined || name === undefined) continue;
    const host = formatSix(Buffer.from(digits, 'hex'));
    addresses.set(name, [...(addresses.get(name) ?? []), `${host}/${Number.parseInt(prefix, 16)}`]);
  }
  return addresses;
}

function kindOf(type: number | undefined, flags: number, loopback: boolean): string {
  if (loopback) return 'loopback';
  if (type === undefined) return 'unknown';
  return kindNames[type] ?? ((flags & flagPointToPoint) !== 0 ? 'point-to-point' : `type ${type}`);
}

function hardwareAddress(text: string | undefined): string | undefined {
  return text === undefined || /^(00:)*00$/.test(text) || text === '' ? undefined : text;
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

function directoryNames(path: string): string[] {
  try {
    // /sys/class/net also holds control files such as bonding_masters; those are not links.
    return readdirSync(path, { withFileTypes: true })
      .filter(entry => entry.isSymbolicLink())
      .map(entry => entry.name);
  } catch {
    return [];
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
