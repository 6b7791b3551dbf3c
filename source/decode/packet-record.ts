import { formatIpv4, formatIpv6 } from './address.ts';
import { i32, u8, u16, u32 } from './bytes.ts';
import { ipProtocolName } from './ip-protocols.ts';
import { addressIpv4, addressIpv6, type Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { formatTcpFlags } from './tcp.ts';

/**
 * A packet of which only a description survives: one record of a packet-json file. `capture/packet-json.ts`
 * writes these 40 bytes; no packet bytes are invented to carry them, so that nothing is shown that nobody saw.
 *
 *   0 address family, 4 or 6 · 1 IP protocol, 255 unknown · 2 TCP flags, 0xffff none · 4 destination port + 1,
 *   0 unknown · 8 source address (16) · 24 destination address (16); IPv4 in the last four bytes of each
 */
export const packetRecordBytes = 40;

/** From the numbers set aside for private use. */
export const packetRecordLinkType = 162;

export const unknownIpProtocol = 255;
export const noTcpFlags = 0xffff;
const largestPort = 65_535;

const unknownId = protocolId('Record', 'record');
/** Shown as what they describe; what is not in here is shown as a record. */
// biome-ignore format: a table
const protocolIds: Readonly<Record<number, number>> = {
  1: protocolId('ICMP'), 2: protocolId('IGMP'), 6: protocolId('TCP'), 17: protocolId('UDP'), 58: protocolId('ICMPv6'),
  132: protocolId('SCTP'),
};
const tcpNumber = 6;

export const packetRecord: Protocol = {
  name: 'packet record',
  linkTypes: [packetRecordLinkType],
  layer: decodePacketRecord,
};

function decodePacketRecord(p: Packet, at: number, end: number): void {
  p.protocol = unknownId;
  const { bytes } = p;
  if (at + packetRecordBytes > end) {
    p.tooShort('packet record cut short');
    if (p.wantsInfo) p.info = 'packet record cut short';
    return;
  }
  const ipProtocol = u8(bytes, at + 1);
  const flags = u16(bytes, at + 2);
  p.networkLayers = 1;
  p.addressKind = u8(bytes, at) === addressIpv6 ? addressIpv6 : addressIpv4;
  p.src0 = i32(bytes, at + 8);
  p.src1 = i32(bytes, at + 12);
  p.src2 = i32(bytes, at + 16);
  p.src3 = i32(bytes, at + 20);
  p.dst0 = i32(bytes, at + 24);
  p.dst1 = i32(bytes, at + 28);
  p.dst2 = i32(bytes, at + 32);
  p.dst3 = i32(bytes, at + 36);
  const port = i32(bytes, at + 4);
  if (port > 0 && port <= largestPort + 1) p.dstPort = port - 1;
  if (ipProtocol !== unknownIpProtocol) {
    p.ipProtocol = ipProtocol;
    p.protocol = protocolIds[ipProtocol] ?? unknownId;
  }
  if (ipProtocol === tcpNumber && flags !== noTcpFlags) p.tcpFlags = flags;
  if (p.wantsInfo) p.info = summarize(p);
  if (p.tree) growTree(p, at);
}

function summarize(p: Packet): string {
  const protocol = p.ipProtocol < 0 ? 'unknown protocol' : ipProtocolName(p.ipProtocol);
  const port = p.dstPort < 0 ? '' : ` to port ${p.dstPort}`;
  const flags = p.tcpFlags < 0 ? '' : ` [${formatTcpFlags(p.tcpFlags)}]`;
  return `record of ${protocol}${port}${flags}, ${p.length} bytes`;
}

function growTree(p: Packet, at: number): void {
  const { bytes, tree } = p;
  if (!tree) return;
  tree.layer('Packet record (no packet bytes were kept)', at, at + packetRecordBytes);
  tree.field('Protocol', p.ipProtocol < 0 ? 'unknown' : ipProtocolName(p.ipProtocol), at + 1, 1);
  tree.field('TCP flags', p.tcpFlags < 0 ? 'none' : formatTcpFlags(p.tcpFlags), at + 2, 2);
  tree.field('Destination port', p.dstPort < 0 ? 'unknown' : p.dstPort, at + 4, 4, 'port');
  for (const [label, start, filter] of [
    ['Source', at + 8, 'ip.src'],
    ['Destination', at + 24, 'ip.dst'],
  ] as const) {
    const text =
      p.addressKind === addressIpv4
        ? formatIpv4(u32(bytes, start + 12))
        : formatIpv6(u32(bytes, start), u32(bytes, start + 4), u32(bytes, start + 8), u32(bytes, start + 12));
    tree.field(label, text, start, 16, filter);
  }
}
