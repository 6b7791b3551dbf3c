import { type Bytes, i32, u8, u16, u16le, u32, u32le } from './bytes.ts';
import { growHeader, type NameTable } from './header-fields.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hex } from './text.ts';

const dcerpcId = protocolId('DCERPC');
const profinetId = protocolId('PNIO-CM', 'profinet');
const connectionHeaderBytes = 16;
const datagramHeaderBytes = 80;
const interfaceOffset = 24;

/** Distributed remote procedure calls: connection-oriented with version 5, datagrams with version 4. */
export const dcerpc: Protocol = {
  name: 'DCERPC',
  tcpPorts: [135],
  application: decodeConnection,
  guess: { over: 'tcp', firstBytes: [5], accepts: isConnection },
};

export const dcerpcDatagram: Protocol = {
  name: 'DCERPC datagram',
  udpPorts: [34964],
  application: decodeDatagram,
  guess: { over: 'udp', firstBytes: [4], accepts: isDatagram },
};

// biome-ignore format: a table
const packetTypes: NameTable = {
  0: 'Request', 1: 'Ping', 2: 'Response', 3: 'Fault', 4: 'Working', 5: 'Nocall', 6: 'Reject', 7: 'Ack', 8: 'Cl_cancel',
  9: 'Fack', 10: 'Cancel_ack', 11: 'Bind', 12: 'Bind_ack', 13: 'Bind_nak', 14: 'Alter_context',
  15: 'Alter_context_resp', 16: 'AUTH3', 17: 'Shutdown', 18: 'Co_cancel', 19: 'Orphaned',
};

/** The first bit of the representation says which end of a number comes first. */
function isLittle(bytes: Bytes, at: number): boolean {
  return (u8(bytes, at) & 0x10) !== 0;
}

function short(bytes: Bytes, at: number, little: boolean): number {
  return little ? u16le(bytes, at) : u16(bytes, at);
}

function isConnection(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + connectionHeaderBytes > end || u8(bytes, at) !== 5 || u8(bytes, at + 1) > 1) return false;
  // Representation: ASCII, IEEE, two reserved zeros.
  if ((u8(bytes, at + 4) & 0xef) !== 0 || u8(bytes, at + 5) !== 0 || u16(bytes, at + 6) !== 0) return false;
  return (
    packetTypes[u8(bytes, at + 2)] !== undefined &&
    short(bytes, at + 8, isLittle(bytes, at + 4)) >= connectionHeaderBytes
  );
}

function decodeConnection(p: Packet, at: number, end: number): boolean {
  if (!isConnection(p, at, end)) return false;
  p.protocol = dcerpcId;
  const { bytes } = p;
  if (!p.wantsInfo) return true;
  const little = isLittle(bytes, at + 4);
  const type = u8(bytes, at + 2);
  const call = little ? u32le(bytes, at + 12) : u32(bytes, at + 12);
  p.info = `${packetTypes[type]}: call_id: ${call}`;
  // Requests: allocation hint, context, operation.
  const operation = at + connectionHeaderBytes + 6;
  if (type === 0 && operation + 2 <= end) p.info += `, opnum: ${short(bytes, operation, little)}`;
  if (p.tree) {
    p.tree.layer('Distributed Computing Environment remote procedure call', at, end);
    growHeader(p.tree, bytes, at, end, [
      ['Version', 0, 1],
      ['Minor version', 1, 1],
      ['Packet type', 2, 1, packetTypes],
      ['Flags', 3, 1, 'hex'],
      ['Fragment length', 8, 2, little ? 'little' : 'number'],
      ['Authentication length', 10, 2, little ? 'little' : 'number'],
      ['Call id', 12, 4, little ? 'little' : 'number'],
    ]);
  }
  return true;
}

function isDatagram(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  return (
    at + datagramHeaderBytes <= end &&
    u8(bytes, at) === 4 &&
    u8(bytes, at + 1) <= 19 &&
    (u8(bytes, at + 4) & 0xef) === 0 &&
    u8(bytes, at + 5) === 0 &&
    short(bytes, at + 74, isLittle(bytes, at + 4)) <= p.wireEnd - at - datagramHeaderBytes
  );
}

/** Interfaces of PROFINET end alike: dea0….-6c97-11d1-8271-00a024 42df7d, only the first number differs. */
function isProfinet(bytes: Bytes, at: number, little: boolean): boolean {
  return i32(bytes, at + 4) === (little ? 0x976cd111 | 0 : 0x6c9711d1) && u16(bytes, at + 8) === 0x8271;
}

function decodeDatagram(p: Packet, at: number, end: number): boolean {
  if (!isDatagram(p, at, end)) return false;
  const { bytes } = p;
  const little = isLittle(bytes, at + 4);
  p.protocol = isProfinet(bytes, at + interfaceOffset, little) ? profinetId : dcerpcId;
  if (p.wantsInfo) {
    const operation = short(bytes, at + 68, little);
    const names = ['Connect', 'Release', 'Read', 'Write', 'Control', 'Read Implicit'];
    const name =
      p.protocol === profinetId ? (names[operation] ?? `operation ${operation}`) : `opnum: ${operation}`;
    p.info = `${packetTypes[u8(bytes, at + 1)]}: ${name}`;
  }
  if (p.tree) {
    p.tree.layer('Distributed Computing Environment remote procedure call, datagram', at, end);
    growHeader(p.tree, bytes, at, end, [
      ['Version', 0, 1],
      ['Packet type', 1, 1, packetTypes],
      ['Flags', 2, 2, 'hex'],
      ['Object', 8, 16, 'bytes'],
      ['Interface', interfaceOffset, 16, 'bytes'],
      ['Activity', 40, 16, 'bytes'],
      ['Sequence number', 64, 4, little ? 'little' : 'number'],
      ['Operation', 68, 2, little ? 'little' : 'number'],
      ['Length', 74, 2, little ? 'little' : 'number'],
    ]);
    if (at + datagramHeaderBytes < end) {
      const content = at + datagramHeaderBytes;
      p.tree.field('Body', hex(bytes, content, end), content, end - content);
    }
  }
  return true;
}
