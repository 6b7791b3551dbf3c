import { ipv4At } from './address.ts';
import { i32, u8, u16 } from './bytes.ts';
import { data, decodeIpProtocol } from './dispatch.ts';
import { ipProtocolName } from './ip-protocols.ts';
import { addressIpv4, fragmentFirst, fragmentLater, type Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hex, hexNumber } from './text.ts';

const ipv4Id = protocolId('IPv4', 'ip');
const leastHeaderBytes = 20;

export const ipv4: Protocol = {
  name: 'IPv4',
  /** 228: raw IPv4. */
  linkTypes: [228],
  etherTypes: [0x0800],
  ipProtocols: [4],
  pppProtocols: [0x0021],
  llcSaps: [0x06],
  layer: decodeIpv4,
};

export function decodeIpv4(p: Packet, at: number, end: number): void {
  p.protocol = ipv4Id;
  const { bytes } = p;
  if (at + leastHeaderBytes > end) return broken(p, at, end, 'IPv4 header cut short', p.isCutShort);
  const headerBytes = (u8(bytes, at) & 15) * 4;
  if (u8(bytes, at) >> 4 !== 4) return broken(p, at, end, 'IP version is not 4');
  if (headerBytes < leastHeaderBytes) return broken(p, at, end, 'IPv4 header length below 20');

  const totalLength = u16(bytes, at + 2);
  const fragmentField = u16(bytes, at + 6);
  const fragmentOffset = (fragmentField & 0x1fff) * 8;
  const moreFragments = (fragmentField & 0x2000) !== 0;
  const protocol = u8(bytes, at + 9);
  p.networkLayers += 1;
  if (p.networkLayers === 1) {
    p.addressKind = addressIpv4;
    p.src3 = i32(bytes, at + 12);
    p.dst3 = i32(bytes, at + 16);
    p.ipProtocol = protocol;
    p.ttl = u8(bytes, at + 8);
    p.networkStart = at - p.start;
    if (fragmentOffset > 0) p.fragment = fragmentLater;
    else if (moreFragments) p.fragment = fragmentFirst;
  }
  if (p.tree) growTree(p, at, end, headerBytes);
  if (at + headerBytes > end) return broken(p, at, end, 'IPv4 options cut short', p.isCutShort);

  // Length 0 is what segmentation offload leaves behind: the frame's own length counts then.
  let contentEnd = end;
  if (totalLength !== 0) {
    if (totalLength < headerBytes) return broken(p, at, end, 'IPv4 total length below header length');
    const wireEnd = at + totalLength;
    if (wireEnd < p.wireEnd) p.wireEnd = wireEnd;
    else if (wireEnd > p.wireEnd) p.fail('IPv4 total length exceeds the packet');
    if (wireEnd < end) contentEnd = wireEnd;
  }

  const content = at + headerBytes;
  if (fragmentOffset > 0) {
    if (p.wantsInfo) {
      p.info = `fragment of ${ipProtocolName(protocol)} ${ipv4At(bytes, at + 12)} → ${ipv4At(bytes, at + 16)}, offset ${fragmentOffset}, id ${hexNumber(u16(bytes, at + 4))}`;
    }
    data(p, content, contentEnd);
    return;
  }
  if (p.wantsInfo) p.info = `${ipProtocolName(protocol)}, ${p.wireEnd - content} bytes`;
  if (!decodeIpProtocol(p, protocol, content, contentEnd)) data(p, content, contentEnd);
  if (moreFragments && p.wantsInfo && p.networkLayers === 1) {
    p.info += ` [first fragment, id ${hexNumber(u16(bytes, at + 4))}]`;
  }
}

function broken(p: Packet, at: number, end: number, reason: string, excused = false): void {
  if (!excused) p.fail(reason);
  if (p.wantsInfo) p.info = reason;
  data(p, at, end);
}

function growTree(p: Packet, at: number, end: number, headerBytes: number): void {
  const { bytes, tree } = p;
  if (!tree) return;
  const service = u8(bytes, at + 1);
  const fragmentField = u16(bytes, at + 6);
  tree.layer(
    `Internet Protocol version 4, ${ipv4At(bytes, at + 12)} → ${ipv4At(bytes, at + 16)}`,
    at,
    Math.min(end, at + headerBytes),
  );
  tree.field('Header length', `${headerBytes} bytes`, at, 1);
  tree.field('Differentiated services', hexNumber(service, 2), at + 1, 1);
  tree.field('Total length', u16(bytes, at + 2), at + 2, 2);
  tree.field('Identification', hexNumber(u16(bytes, at + 4)), at + 4, 2);
  tree.open('Flags', hexNumber(fragmentField >> 13, 1), at + 6, 1);
  tree.field('Reserved', (fragmentField >> 15) & 1, at + 6, 1);
  tree.field("Don't fragment", (fragmentField >> 14) & 1, at + 6, 1);
  tree.field('More fragments', (fragmentField >> 13) & 1, at + 6, 1);
  tree.close();
  tree.field('Fragment offset', (fragmentField & 0x1fff) * 8, at + 6, 2);
  tree.field('Time to live', u8(bytes, at + 8), at + 8, 1, 'ttl');
  tree.field('Protocol', `${ipProtocolName(u8(bytes, at + 9))} (${u8(bytes, at + 9)})`, at + 9, 1);
  const sum = headerChecksum(p, at, Math.min(end, at + headerBytes));
  const verdict =
    at + headerBytes > end ? '' : sum === 0xffff ? ' (correct)' : ' (wrong, or left to the network card)';
  tree.field('Header checksum', hexNumber(u16(bytes, at + 10)) + verdict, at + 10, 2);
  tree.field('Source', ipv4At(bytes, at + 12), at + 12, 4, 'ip.src');
  tree.field('Destination', ipv4At(bytes, at + 16), at + 16, 4, 'ip.dst');
  growOptions(p, at + leastHeaderBytes, Math.min(end, at + headerBytes));
}

/** Ones' complement sum over the header: 0xffff when the checksum field is right. */
function headerChecksum(p: Packet, at: number, end: number): number {
  let sum = 0;
  for (let index = at; index + 1 < end; index += 2) sum += u16(p.bytes, index);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return sum;
}

const optionNames: Readonly<Record<number, string>> = {
  7: 'Record route',
  68: 'Timestamp',
  130: 'Security',
  131: 'Loose source route',
  136: 'Stream identifier',
  137: 'Strict source route',
  148: 'Router alert',
};

function growOptions(p: Packet, at: number, end: number): void {
  const { bytes, tree } = p;
  if (!tree || at >= end) return;
  tree.open('Options', `${end - at} bytes`, at, end - at);
  let next = at;
  while (next < end) {
    const type = u8(bytes, next);
    if (type === 0 || type === 1) {
      tree.field(type === 0 ? 'End of options' : 'No operation', '', next, 1);
      next += 1;
      if (type === 0) break;
      continue;
    }
    const length = next + 1 < end ? u8(bytes, next + 1) : 0;
    if (length < 2 || next + length > end) {
      tree.field('Option', `${type}, wrong length ${length}`, next, end - next);
      break;
    }
    tree.field(optionNames[type] ?? `Option ${type}`, hex(bytes, next + 2, next + length), next, length);
    next += length;
  }
  tree.close();
}
