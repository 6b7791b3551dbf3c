import { u8, u16 } from './bytes.ts';
import { growHeader, type NameTable } from './header-fields.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';

const hartId = protocolId('HART_IP');
const headerBytes = 8;

/** HART field instruments over IP. */
export const hartIp: Protocol = {
  name: 'HART_IP',
  tcpPorts: [5094],
  udpPorts: [5094],
  application: decodeHart,
  guess: { over: 'udp', firstBytes: [1], accepts: isWholeHart },
};

const messageTypes: NameTable = { 0: 'Request', 1: 'Response', 2: 'Publish', 3: 'Error', 15: 'NAK' };
const messageIds: NameTable = {
  0: 'Session Initiate',
  1: 'Session Close',
  2: 'Keep Alive',
  3: 'Pass Through',
  4: 'Direct PDU',
};

function isHart(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  return (
    at + headerBytes <= end &&
    (u8(bytes, at) === 1 || u8(bytes, at) === 2) &&
    messageTypes[u8(bytes, at + 1)] !== undefined &&
    messageIds[u8(bytes, at + 2)] !== undefined
  );
}

/** Replies come from another port than the request went to: their length must then be exact. */
function isWholeHart(p: Packet, at: number, end: number): boolean {
  return isHart(p, at, end) && u16(p.bytes, at + 6) === p.wireEnd - at && u8(p.bytes, at + 3) === 0;
}

function decodeHart(p: Packet, at: number, end: number): boolean {
  if (!isHart(p, at, end)) return false;
  p.protocol = hartId;
  const { bytes } = p;
  if (p.wantsInfo) {
    const type = messageTypes[u8(bytes, at + 1)];
    p.info = `${messageIds[u8(bytes, at + 2)]} ${type}, Sequence Number ${u16(bytes, at + 4)}`;
  }
  if (p.tree) {
    p.tree.layer('HART-IP', at, end);
    growHeader(p.tree, bytes, at, end, [
      ['Version', 0, 1],
      ['Message type', 1, 1, messageTypes],
      ['Message id', 2, 1, messageIds],
      ['Status', 3, 1],
      ['Sequence number', 4, 2],
      ['Length', 6, 2],
      ['Content', 8, Math.max(0, Math.min(64, end - at - 8)), 'bytes'],
    ]);
  }
  return true;
}
