/** Frames of IPv6 neighbour discovery, as liars send them. */
import { fixTransport } from '../checksums.ts';

const ethernetBytes = 14;
const ipv6Bytes = 40;
const etherType6 = 0x86dd;
const icmpv6 = 58;
/** Only neighbours can have sent it. */
const hopLimit = 255;
const routerAdvertisementType = 134;
const neighbourAdvertisementType = 136;
/** Router, solicited, override. */
const advertisementFlags = 0xe0;
const highPreference = 0x08;
const announcedHopLimit = 64;
const optionSource = 1;
const optionTarget = 2;
const optionNameServers = 25;

export const allNodes = { mac: '33:33:00:00:00:01', address: 'ff02::1' } as const;

export type Ends = {
  readonly sourceMac: string;
  readonly source: string;
  readonly destinationMac: string;
  readonly destination: string;
};

/** "I am a router, and the better one"; 0 seconds: not any more. */
export function routerAdvertisement(ends: Ends, lifetimeSeconds: number, nameServer: string): Uint8Array {
  const body = Buffer.alloc(16 + 8 + 24);
  body[0] = routerAdvertisementType;
  body[4] = announcedHopLimit;
  body[5] = lifetimeSeconds === 0 ? 0 : highPreference;
  body.writeUInt16BE(lifetimeSeconds, 6);
  body.set([optionSource, 1, ...macBytes(ends.sourceMac)], 16);
  body.set([optionNameServers, 3], 24);
  body.writeUInt32BE(lifetimeSeconds, 28);
  body.set(addressBytes(nameServer), 32);
  return frame(ends, body);
}

/** "This address is mine": it is at `mac`. */
export function neighbourAdvertisement(ends: Ends, address: string, mac: string): Uint8Array {
  const body = Buffer.alloc(24 + 8);
  body[0] = neighbourAdvertisementType;
  body[4] = advertisementFlags;
  body.set(addressBytes(address), 8);
  body.set([optionTarget, 1, ...macBytes(mac)], 24);
  return frame(ends, body);
}

function frame(ends: Ends, body: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(ethernetBytes + ipv6Bytes + body.length);
  bytes.set(macBytes(ends.destinationMac), 0);
  bytes.set(macBytes(ends.sourceMac), 6);
  bytes.writeUInt16BE(etherType6, 12);
  bytes[ethernetBytes] = 0x60;
  bytes.writeUInt16BE(body.length, ethernetBytes + 4);
  bytes[ethernetBytes + 6] = icmpv6;
  bytes[ethernetBytes + 7] = hopLimit;
  bytes.set(addressBytes(ends.source), ethernetBytes + 8);
  bytes.set(addressBytes(ends.destination), ethernetBytes + 24);
  bytes.set(body, ethernetBytes + ipv6Bytes);
  fixTransport(bytes, ethernetBytes, false, icmpv6);
  return bytes;
}

function macBytes(text: string): number[] {
  return text.split(':').map(part => Number.parseInt(part, 16));
}

/** Of an address as the lab writes it: with one `::` at most. */
export function addressBytes(text: string): number[] {
  const [head = '', tail] = text.split('::');
  const groups = (part: string): number[] =>
    part === '' ? [] : part.split(':').map(group => Number.parseInt(group, 16));
  const first = groups(head);
  const last = tail === undefined ? [] : groups(tail);
  const middle = new Array<number>(8 - first.length - last.length).fill(0);
  return [...first, ...middle, ...last].flatMap(group => [group >> 8, group & 0xff]);
}
