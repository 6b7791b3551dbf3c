/** Packets of RTP and its reports, as phones and cameras send them. */

export type RtpHeader = {
  readonly payloadType: number;
  readonly sequence: number;
  readonly timestamp: number;
  readonly source: number;
  readonly marker?: boolean;
};

const headerBytes = 12;
const version = 0x80;
const markerBit = 0x80;
const senderReport = 200;
const receiverReport = 201;
/** Seconds between 1900, where RTP's clock begins, and 1970. */
const secondsTo1970 = 2_208_988_800;

export function rtpPacket(header: RtpHeader, payload: Uint8Array): Buffer {
  const packet = Buffer.alloc(headerBytes + payload.length);
  packet[0] = version;
  packet[1] = header.payloadType | (header.marker === true ? markerBit : 0);
  packet.writeUInt16BE(header.sequence & 0xffff, 2);
  packet.writeUInt32BE(header.timestamp >>> 0, 4);
  packet.writeUInt32BE(header.source >>> 0, 8);
  packet.set(payload, headerBytes);
  return packet;
}

export type Sent = { readonly packets: number; readonly bytes: number; readonly timestamp: number };

export function senderReportPacket(source: number, sent: Sent, now = Date.now() / 1000): Buffer {
  const packet = Buffer.alloc(28);
  packet[0] = version;
  packet[1] = senderReport;
  packet.writeUInt16BE(packet.length / 4 - 1, 2);
  packet.writeUInt32BE(source >>> 0, 4);
  packet.writeUInt32BE((Math.floor(now) + secondsTo1970) >>> 0, 8);
  packet.writeUInt32BE(Math.floor((now % 1) * 2 ** 32) >>> 0, 12);
  packet.writeUInt32BE(sent.timestamp >>> 0, 16);
  packet.writeUInt32BE(sent.packets >>> 0, 20);
  packet.writeUInt32BE(sent.bytes >>> 0, 24);
  return packet;
}

/** What a receiver heard of one source. */
export function receiverReportPacket(source: number, heard: number, lastSequence: number): Buffer {
  const packet = Buffer.alloc(32);
  packet[0] = version | 1;
  packet[1] = receiverReport;
  packet.writeUInt16BE(packet.length / 4 - 1, 2);
  packet.writeUInt32BE(source >>> 0, 4);
  packet.writeUInt32BE(heard >>> 0, 8);
  packet.writeUInt32BE(lastSequence >>> 0, 16);
  return packet;
}
