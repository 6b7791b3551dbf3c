import { ipv6At } from './address.ts';
import { i32, u8, u16, u32 } from './bytes.ts';
import { data, decodeIpProtocol } from './dispatch.ts';
import { ipProtocolName } from './ip-protocols.ts';
import { addressIpv6, fragmentFirst, fragmentLater, type Packet } from './packet.ts';
import { type LayerDecoder, type Protocol, protocolId } from './protocol.ts';
import { hex, hexNumber } from './text.ts';

const ipv6Id = protocolId('IPv6');
const headerBytes = 40;
/** A chain longer than this is an attack on decoders, not traffic. */
const maxExtensionHeaders = 16;

const hopByHop = 0;
const routing = 43;
const fragmentHeader = 44;
const noNextHeader = 59;
const destinationOptions = 60;
const hostIdentity = 139;
const shim6 = 140;

export const ipv6: Protocol = {
  name: 'IPv6',
  /** 229: raw IPv6. */
  linkTypes: [229],
  etherTypes: [0x86dd],
  ipProtocols: [41],
  pppProtocols: [0x0057],
  layer: decodeIpv6,
};

/** Extension headers that follow something other than an IPv6 header: the authentication header. */
function extension(header: number): Protocol {
  const layer: LayerDecoder = (p, at, end) => decodeChain(p, header, at, end, p.isOutermost);
  return { name: ipProtocolName(header), ipProtocols: [header], layer };
}

export const ipv6Extensions: readonly Protocol[] = [
  extension(hopByHop),
  extension(routing),
  extension(fragmentHeader),
  extension(noNextHeader),
  extension(destinationOptions),
];

export function decodeIpv6(p: Packet, at: number, end: number): void {
  p.protocol = ipv6Id;
  const { bytes } = p;
  if (at + headerBytes > end) return broken(p, at, end, 'IPv6 header cut short', p.isCutShort);
  if (u8(bytes, at) >> 4 !== 6) return broken(p, at, end, 'IP version is not 6');
  const payloadLength = u16(bytes, at + 4);
  p.networkLayers += 1;
  const outermost = p.networkLayers === 1;
  if (outermost) {
    p.addressKind = addressIpv6;
    p.src0 = i32(bytes, at + 8);
    p.src1 = i32(bytes, at + 12);
    p.src2 = i32(bytes, at + 16);
    p.src3 = i32(bytes, at + 20);
    p.dst0 = i32(bytes, at + 24);
    p.dst1 = i32(bytes, at + 28);
    p.dst2 = i32(bytes, at + 32);
    p.dst3 = i32(bytes, at + 36);
    p.ttl = u8(bytes, at + 7);
    p.networkStart = at - p.start;
  }
  if (p.tree) growTree(p, at);

  // Payload length 0 with content is a jumbogram or offload: the frame's own length counts then.
  let contentEnd = end;
  if (payloadLength !== 0) {
    const wireEnd = at + headerBytes + payloadLength;
    if (wireEnd < p.wireEnd) p.wireEnd = wireEnd;
    else if (wireEnd > p.wireEnd) p.fail('IPv6 payload length exceeds the packet');
    if (wireEnd < end) contentEnd = wireEnd;
  }
  decodeChain(p, u8(bytes, at + 6), at + headerBytes, contentEnd, outermost);
}

/** Walks the extension headers, then hands on to the transport. */
function decodeChain(p: Packet, firstHeader: number, firstAt: number, end: number, outermost: boolean): void {
  const { bytes } = p;
  let header = firstHeader;
  let at = firstAt;
  let firstFragmentId = -1;
  for (let count = 0; isExtension(header); count += 1) {
    if (outermost) p.ipProtocol = header;
    if (count >= maxExtensionHeaders) return broken(p, at, end, 'too many IPv6 extension headers');
    if (at + 8 > end) return broken(p, at, end, 'IPv6 extension header cut short', p.isCutShort);
    const length = extensionBytes(header, u8(bytes, at + 1));
    if (at + length > end)
      return broken(p, at, end, 'IPv6 extension header exceeds the packet', p.isCutShort);
    if (p.tree) growExtension(p, header, at, length);
    const next = u8(bytes, at);
    if (header === fragmentHeader) {
      const offset = u16(bytes, at + 2) & 0xfff8;
      const more = (u16(bytes, at + 2) & 1) !== 0;
      if (offset > 0) {
        if (outermost) {
          p.fragment = fragmentLater;
          p.ipProtocol = next;
        }
        if (p.wantsInfo) {
          p.info = `fragment of ${ipProtocolName(next)}, offset ${offset}, id ${hexNumber(i32(bytes, at + 4), 8)}`;
        }
        data(p, at + length, end);
        return;
      }
      if (more) {
        if (outermost) p.fragment = fragmentFirst;
        firstFragmentId = i32(bytes, at + 4);
      }
    }
    header = next;
    at += length;
  }
  if (outermost) p.ipProtocol = header;
  if (p.wantsInfo) p.info = `${ipProtocolName(header)}, ${p.wireEnd - at} bytes`;
  if (header === noNextHeader) {
    if (p.wantsInfo) p.info = 'IPv6, no next header';
    data(p, at, end);
    return;
  }
  if (!decodeIpProtocol(p, header, at, end)) data(p, at, end);
  if (firstFragmentId !== -1 && p.wantsInfo && outermost) {
    p.info += ` [first fragment, id ${hexNumber(firstFragmentId, 8)}]`;
  }
}

function isExtension(header: number): boolean {
  return (
    header === hopByHop ||
    header === routing ||
    header === fragmentHeader ||
    header === destinationOptions ||
    header === hostIdentity ||
    header === shim6
  );
}

function extensionBytes(header: number, lengthField: number): number {
  return header === fragmentHeader ? 8 : (lengthField + 1) * 8;
}

function broken(p: Packet, at: number, end: number, reason: string, excused = false): void {
  if (!excused) p.fail(reason);
  if (p.wantsInfo) p.info = reason;
  data(p, at, end);
}

function growTree(p: Packet, at: number): void {
  const { bytes, tree } = p;
  if (!tree) return;
  tree.layer(
    `Internet Protocol version 6, ${ipv6At(bytes, at + 8)} → ${ipv6At(bytes, at + 24)}`,
    at,
    at + headerBytes,
  );
  tree.field('Traffic class', hexNumber((u16(bytes, at) >> 4) & 0xff, 2), at, 2);
  tree.field('Flow label', hexNumber(u32(bytes, at) & 0xfffff, 5), at + 1, 3);
  tree.field('Payload length', u16(bytes, at + 4), at + 4, 2);
  tree.field('Next header', `${ipProtocolName(u8(bytes, at + 6))} (${u8(bytes, at + 6)})`, at + 6, 1);
  tree.field('Hop limit', u8(bytes, at + 7), at + 7, 1, 'ttl');
  tree.field('Source', ipv6At(bytes, at + 8), at + 8, 16, 'ip.src');
  tree.field('Destination', ipv6At(bytes, at + 24), at + 24, 16, 'ip.dst');
}

function growExtension(p: Packet, header: number, at: number, length: number): void {
  const { bytes, tree } = p;
  if (!tree) return;
  tree.layer(`${ipProtocolName(header)} extension header`, at, at + length);
  tree.field('Next header', `${ipProtocolName(u8(bytes, at))} (${u8(bytes, at)})`, at, 1);
  if (header === fragmentHeader) {
    tree.field('Offset', u16(bytes, at + 2) & 0xfff8, at + 2, 2);
    tree.field('More fragments', u16(bytes, at + 2) & 1, at + 3, 1);
    tree.field('Identification', hexNumber(i32(bytes, at + 4), 8), at + 4, 4);
    return;
  }
  tree.field('Length', `${length} bytes`, at + 1, 1);
  if (header === routing) {
    tree.field('Routing type', u8(bytes, at + 2), at + 2, 1);
    tree.field('Segments left', u8(bytes, at + 3), at + 3, 1);
    for (let hop = at + 8; hop + 16 <= at + length; hop += 16) {
      tree.field('Address', ipv6At(bytes, hop), hop, 16);
    }
  } else if (header === hopByHop || header === destinationOptions) {
    growOptions(p, at + 2, at + length);
  } else {
    tree.field('Content', hex(bytes, at + 2, at + length), at + 2, length - 2);
  }
}

const optionNames: Readonly<Record<number, string>> = {
  1: 'Padding',
  5: 'Router alert',
  99: 'RPL option',
  194: 'Jumbo payload length',
  201: 'Home address',
};

function growOptions(p: Packet, at: number, end: number): void {
  let next = at;
  while (next < end) {
    const type = u8(p.bytes, next);
    if (type === 0) {
      p.tree?.field('Padding', '1 byte', next, 1);
      next += 1;
      continue;
    }
    const length = next + 1 < end ? u8(p.bytes, next + 1) : 0;
    if (next + 2 + length > end) {
      p.tree?.field('Option', `${type}, wrong length ${length}`, next, end - next);
      return;
    }
    p.tree?.field(
      optionNames[type] ?? `Option ${type}`,
      hex(p.bytes, next + 2, next + 2 + length),
      next,
      2 + length,
    );
    next += 2 + length;
  }
}
