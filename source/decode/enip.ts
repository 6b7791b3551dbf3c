import { type Bytes, u8, u16, u16le, u32le } from './bytes.ts';
import { growHeader, type NameTable } from './header-fields.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hexNumber } from './text.ts';

const enipId = protocolId('ENIP');
const cipId = protocolId('CIP');
const connectionManagerId = protocolId('CIP CM', 'cip');
const inputOutputId = protocolId('CIP I/O', 'cip');
const headerBytes = 24;
const enipPort = 44818;
const ioPort = 2222;
const sendRequestReply = 0x6f;
const sendUnitData = 0x70;
const connectedItem = 0xb1;
const unconnectedItem = 0xb2;
const responseBit = 0x80;

/** EtherNet/IP: the Common Industrial Protocol over TCP and UDP. */
export const enip: Protocol = {
  name: 'ENIP',
  tcpPorts: [enipPort],
  udpPorts: [enipPort, ioPort],
  application: decodeEnip,
};

const commands: NameTable = {
  0: 'NOP',
  1: 'List Targets',
  4: 'List Services',
  99: 'List Identity',
  100: 'List Interfaces',
  101: 'Register Session',
  102: 'Unregister Session',
  111: 'Send RR Data',
  112: 'Send Unit Data',
  114: 'Indicate Status',
  115: 'Cancel',
};

// biome-ignore format: a table
const services: Readonly<Record<number, string>> = {
  1: 'Get Attributes All', 2: 'Set Attributes All', 3: 'Get Attribute List', 4: 'Set Attribute List',
  5: 'Reset', 6: 'Start', 7: 'Stop', 8: 'Create', 9: 'Delete', 10: 'Multiple Service Packet',
  13: 'Apply Attributes', 14: 'Get Attribute Single', 16: 'Set Attribute Single', 75: 'Execute PCCC',
  76: 'Read Tag', 77: 'Write Tag', 78: 'Forward Close', 82: 'Unconnected Send', 84: 'Forward Open',
  91: 'Large Forward Open', 85: 'Get Instance Attribute List',
};

function decodeEnip(p: Packet, at: number, end: number): boolean {
  if (p.carrier === 17 && (p.carrierSrcPort === ioPort || p.carrierDstPort === ioPort))
    return decodeIo(p, at, end);
  const { bytes } = p;
  if (at + headerBytes > end) return false;
  const command = u16le(bytes, at);
  if (p.carrier === 6 && commands[command] === undefined) return false;
  p.protocol = enipId;
  const cip = commonPacketItem(p, at, end);
  if (cip >= 0) p.protocol = isConnectionManager(bytes, cip, end) ? connectionManagerId : cipId;
  if (p.wantsInfo) {
    const direction = p.carrierDstPort === enipPort ? 'Req' : 'Rsp';
    p.info =
      cip >= 0
        ? cipText(bytes, cip, end)
        : `${commands[command] ?? `Unknown Command (${hexNumber(command)})`} (${direction})`;
  }
  if (p.tree) growTree(p, at, end, cip);
  return true;
}

/** Where the CIP message inside a data command begins; -1 without one. */
function commonPacketItem(p: Packet, at: number, end: number): number {
  const { bytes } = p;
  const command = u16le(bytes, at);
  const list = at + headerBytes + 6;
  if ((command !== sendRequestReply && command !== sendUnitData) || list + 2 > end) return -1;
  const count = u16le(bytes, list);
  let next = list + 2;
  for (let index = 0; index < count && index < 8 && next + 4 <= end; index += 1) {
    const type = u16le(bytes, next);
    const content = next + 4;
    // Connected data begins with a sequence count.
    if (type === connectedItem && content + 2 < end) return content + 2;
    if (type === unconnectedItem && content < end) return content;
    next = content + u16le(bytes, next + 2);
  }
  return -1;
}

/** A request whose path is class 6, or the answer to a forward open or close. */
function isConnectionManager(bytes: Bytes, at: number, end: number): boolean {
  const service = u8(bytes, at) & 0x7f;
  if (service !== 0x54 && service !== 0x5b && service !== 0x4e && service !== 0x52) return false;
  if ((u8(bytes, at) & responseBit) !== 0) return service !== 0x4e || u8(bytes, at + 1) === 0;
  return at + 4 <= end && u16(bytes, at + 2) === 0x2006;
}

function cipText(bytes: Bytes, at: number, end: number): string {
  const service = u8(bytes, at) & 0x7f;
  const name = services[service] ?? `Service ${hexNumber(service, 2)}`;
  if ((u8(bytes, at) & responseBit) === 0) return name;
  const status = at + 2 < end ? u8(bytes, at + 2) : 0;
  return status === 0 ? `Success: ${name}` : `Error ${hexNumber(status, 2)}: ${name}`;
}

function growTree(p: Packet, at: number, end: number, cip: number): void {
  const { bytes, tree } = p;
  if (!tree) return;
  tree.layer('EtherNet/IP', at, cip >= 0 ? cip : end);
  tree.field('Command', `${commands[u16le(bytes, at)] ?? 'unknown'} (${hexNumber(u16le(bytes, at))})`, at, 2);
  growHeader(tree, bytes, at, end, [
    ['Length', 2, 2, 'little'],
    ['Session', 4, 4, 'littleHex'],
    ['Status', 8, 4, 'littleHex'],
    ['Sender context', 12, 8, 'hex'],
    ['Options', 20, 4, 'littleHex'],
  ]);
  if (cip < 0) return;
  tree.layer('Common Industrial Protocol', cip, end);
  tree.field('Service', cipText(bytes, cip, end), cip, 1);
  const isResponse = (u8(bytes, cip) & responseBit) !== 0;
  tree.field('Direction', isResponse ? 'response' : 'request', cip, 1);
  if (isResponse) growHeader(tree, bytes, cip, end, [['Status', 2, 1, 'hex']]);
  else growHeader(tree, bytes, cip, end, [['Path length (words)', 1, 1]]);
}

/** Implicit messages: two items, a sequenced address and the data. */
function decodeIo(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + 18 > end || u16le(bytes, at) !== 2 || u16le(bytes, at + 2) !== 0x8002) return false;
  p.protocol = inputOutputId;
  if (p.wantsInfo) {
    const sequence = String(u32le(bytes, at + 10)).padStart(10, '0');
    p.info = `Connection: ID=${hexNumber(u32le(bytes, at + 6), 8)}, SEQ=${sequence}`;
  }
  if (p.tree) {
    p.tree.layer('Common Industrial Protocol, I/O', at, end);
    growHeader(p.tree, bytes, at, end, [
      ['Items', 0, 2, 'little'],
      ['Connection id', 6, 4, 'littleHex'],
      ['Sequence number', 10, 4, 'little'],
      ['Data length', 16, 2, 'little'],
    ]);
  }
  return true;
}
