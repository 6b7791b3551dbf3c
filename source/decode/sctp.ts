import { cutShort } from './broken.ts';
import { u8, u16, u32 } from './bytes.ts';
import { data, decodeApplication } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { growSctpChunk, sctpChunkName } from './sctp-chunks.ts';
import { hexNumber } from './text.ts';

const sctpId = protocolId('SCTP');
const headerBytes = 12;
const carrierSctp = 132;
const maxChunks = 256;
const chunkData = 0;
const chunkInterleavedData = 64;
const flagFirst = 0x02;

export const sctp: Protocol = {
  name: 'SCTP',
  /** 248: SCTP as the link itself. */
  linkTypes: [248],
  ipProtocols: [carrierSctp],
  udpPorts: [9899],
  application: decodeSctpInUdp,
  layer: decodeSctp,
};

function decodeSctpInUdp(p: Packet, at: number, end: number): boolean {
  if (at + headerBytes > end) return false;
  decodeSctp(p, at, end);
  return true;
}

function decodeSctp(p: Packet, at: number, end: number): void {
  p.protocol = sctpId;
  const { bytes } = p;
  if (at + headerBytes > end) return cutShort(p, at, end, 'SCTP header cut short');
  const source = u16(bytes, at);
  const destination = u16(bytes, at + 2);
  p.carrier = carrierSctp;
  p.carrierSrcPort = source;
  p.carrierDstPort = destination;
  // Inside UDP the outer ports are the columns' business.
  if (p.isOutermost && p.srcPort < 0) {
    p.srcPort = source;
    p.dstPort = destination;
    p.payloadStart = at + headerBytes - p.start;
    p.payloadLength = Math.max(0, p.wireEnd - at - headerBytes);
  }
  if (p.tree) {
    p.tree.layer(`Stream Control Transmission Protocol, ${source} → ${destination}`, at, at + headerBytes);
    p.tree.field('Source port', source, at, 2, 'port.src');
    p.tree.field('Destination port', destination, at + 2, 2, 'port.dst');
    p.tree.field('Verification tag', hexNumber(u32(bytes, at + 4), 8), at + 4, 4);
    p.tree.field('Checksum', hexNumber(u32(bytes, at + 8), 8), at + 8, 4);
  }
  if (p.wantsInfo) p.info = `${source} → ${destination}`;
  decodeChunks(p, at + headerBytes, end);
}

/** Shows every chunk, then hands the content of the first one that carries any to its application. */
function decodeChunks(p: Packet, at: number, end: number): void {
  const { bytes } = p;
  let next = at;
  let userAt = -1;
  let userEnd = -1;
  for (let count = 0; next + 4 <= end && count < maxChunks; count += 1) {
    const type = u8(bytes, next);
    const length = u16(bytes, next + 2);
    if (length < 4) {
      p.fail('SCTP chunk length below 4');
      break;
    }
    const stop = Math.min(end, next + length);
    if (next + length > end) p.tooShort('SCTP chunk exceeds the packet');
    if (p.wantsInfo) p.info += `${count === 0 ? ' ' : ', '}${sctpChunkName(type)}`;
    if (p.tree) growSctpChunk(p, type, next, stop);
    const dataHeaderBytes = type === chunkData ? 16 : type === chunkInterleavedData ? 20 : 0;
    const isFirst = (u8(bytes, next + 1) & flagFirst) !== 0;
    if (userAt < 0 && dataHeaderBytes > 0 && isFirst && next + dataHeaderBytes < stop) {
      userAt = next + dataHeaderBytes;
      userEnd = stop;
    }
    // Chunks are padded to four bytes.
    next += (length + 3) & ~3;
  }
  if (userAt < 0) return;
  if (!decodeApplication(p, userAt, userEnd)) data(p, userAt, userEnd);
}
