import { u16 } from './bytes.ts';
import { data, decodeApplication } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hexNumber } from './text.ts';

const udpId = protocolId('UDP');
const headerBytes = 8;

/** 136: UDP-Lite, whose length field means checksum coverage instead. */
const udpLite = 136;

export const udp: Protocol = {
  name: 'UDP',
  ipProtocols: [17, udpLite],
  layer: decodeUdp,
};

function decodeUdp(p: Packet, at: number, end: number): void {
  p.protocol = udpId;
  const { bytes } = p;
  if (at + headerBytes > end) {
    p.tooShort('UDP header cut short');
    if (p.wantsInfo) p.info = 'UDP header cut short';
    data(p, at, end);
    return;
  }
  const source = u16(bytes, at);
  const destination = u16(bytes, at + 2);
  const length = u16(bytes, at + 4);
  p.carrier = 17;
  p.carrierSrcPort = source;
  p.carrierDstPort = destination;
  if (p.tree) {
    p.tree.layer(`User Datagram Protocol, ${source} → ${destination}`, at, at + headerBytes);
    p.tree.field('Source port', source, at, 2, 'udp.srcport');
    p.tree.field('Destination port', destination, at + 2, 2, 'udp.dstport');
    p.tree.field('Length', length, at + 4, 2);
    p.tree.field('Checksum', hexNumber(u16(bytes, at + 6)), at + 6, 2);
  }
  // Length 0 is what segmentation offload and jumbograms leave; the packet's own end counts then.
  let payloadEnd = end;
  if (length >= headerBytes && p.ipProtocol !== udpLite) {
    const wireEnd = at + length;
    // A first fragment carries the length of the whole datagram, so exceeding the packet is normal there.
    if (wireEnd < p.wireEnd) p.wireEnd = wireEnd;
    else if (wireEnd > p.wireEnd && p.fragment === 0) p.fail('UDP length exceeds the packet');
    if (wireEnd < end) payloadEnd = wireEnd;
  } else if (length !== 0 && p.ipProtocol !== udpLite) p.fail('UDP length below 8');
  const payload = at + headerBytes;
  if (p.isOutermost) {
    p.srcPort = source;
    p.dstPort = destination;
    p.payloadStart = payload - p.start;
    p.payloadLength = Math.max(0, p.wireEnd - payload);
  }
  if (p.wantsInfo) p.info = `${source} → ${destination} Len=${Math.max(0, p.wireEnd - payload)}`;
  if (!decodeApplication(p, payload, payloadEnd)) data(p, payload, payloadEnd);
}
