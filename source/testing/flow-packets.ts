import { Packet } from '../decode/packet.ts';
import { protocolId } from '../decode/protocol.ts';

/** Decoded packets without bytes, for tests and benchmarks of what is made of columns alone. */

export type FlowPacket = {
  /** Last words of two IPv4 addresses. */
  readonly from?: number;
  readonly to?: number;
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly ipProtocol?: number;
  readonly flags?: number;
  readonly sequence?: number;
  readonly payload?: number;
  /** Packet time in seconds. */
  readonly at?: number;
  readonly length?: number;
  readonly protocol?: string;
};

export const client = 0x0a000001;
export const server = 0x5db8d822;

/** TCP from 10.0.0.1:40000 to 93.184.216.34:443 unless told otherwise. */
export function flowPacket(wanted: FlowPacket = {}, p = new Packet()): Packet {
  p.length = wanted.length ?? 100;
  p.seconds = Math.floor(wanted.at ?? 1000);
  p.nanoseconds = Math.round(((wanted.at ?? 1000) % 1) * 1e9);
  p.reset();
  p.addressKind = 4;
  p.src3 = (wanted.from ?? client) | 0;
  p.dst3 = (wanted.to ?? server) | 0;
  p.ipProtocol = wanted.ipProtocol ?? 6;
  const names: Readonly<Record<number, string>> = { 6: 'TCP', 17: 'UDP', 1: 'ICMP' };
  p.protocol = protocolId(wanted.protocol ?? names[p.ipProtocol] ?? 'IP');
  if (p.ipProtocol === 6 || p.ipProtocol === 17) {
    p.srcPort = wanted.fromPort ?? 40_000;
    p.dstPort = wanted.toPort ?? 443;
    p.payloadStart = 54;
  }
  if (p.ipProtocol === 6) p.tcpFlags = wanted.flags ?? 0x10;
  p.sequence = wanted.sequence ?? 0;
  p.payloadLength = wanted.payload ?? 0;
  return p;
}

/** The same packet the other way round. */
export function answerTo(wanted: FlowPacket, change: FlowPacket = {}): FlowPacket {
  return {
    ...wanted,
    from: wanted.to ?? server,
    to: wanted.from ?? client,
    fromPort: wanted.toPort ?? 443,
    toPort: wanted.fromPort ?? 40_000,
    ...change,
  };
}
