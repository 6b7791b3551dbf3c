import { type Bytes, u8, u16 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { safePadded } from './text.ts';

const tftpId = protocolId('TFTP');
const tftpPort = 69;
const readRequest = 1;
const writeRequest = 2;
const dataPacket = 3;
const acknowledgement = 4;
const errorPacket = 5;
const optionAcknowledgement = 6;
/** Header and one block of the classic size. */
const fullBlockBytes = 516;

const operationNames: readonly string[] = [
  '',
  'Read Request',
  'Write Request',
  'Data Packet',
  'Acknowledgement',
  'Error Code',
  'Option Acknowledgement',
];
// biome-ignore format: a table
const errorNames: readonly string[] = [
  'Not defined', 'File not found', 'Access violation', 'Disk full', 'Illegal operation', 'Unknown transfer id',
  'File already exists', 'No such user', 'Option negotiation failed',
];

export const tftp: Protocol = {
  name: 'TFTP',
  udpPorts: [tftpPort],
  application: decodeTftp,
  guess: { over: 'udp', firstBytes: [0x00], accepts: isTransfer },
};

/** Transfers move to ports of their own: full blocks and acknowledgements have exact sizes. */
function isTransfer(p: Packet, at: number, end: number): boolean {
  if (at + 4 > end) return false;
  const operation = u16(p.bytes, at);
  const size = p.wireEnd - at;
  if (operation === dataPacket) return size === fullBlockBytes && u16(p.bytes, at + 2) > 0;
  return operation === acknowledgement && size === 4;
}

function decodeTftp(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + 4 > end) return false;
  const operation = u16(bytes, at);
  if (operation < readRequest || operation > optionAcknowledgement) return false;
  p.protocol = tftpId;
  if (!p.wantsInfo) return true;
  const name = operationNames[operation] ?? '';
  p.tree?.layer('Trivial File Transfer Protocol', at, end);
  p.tree?.field('Operation', `${name} (${operation})`, at, 2);
  if (operation === readRequest || operation === writeRequest) {
    const fileEnd = stringEnd(bytes, at + 2, end);
    const file = safePadded(bytes, at + 2, end);
    const mode = safePadded(bytes, Math.min(end, fileEnd + 1), end);
    p.info = `${name}, File: ${file}, Transfer type: ${mode}`;
    p.tree?.field('File', file, at + 2, fileEnd - at - 2);
    growOptions(p, Math.min(end, fileEnd + 1), end, true);
  } else if (operation === optionAcknowledgement) {
    p.info = name;
    growOptions(p, at + 2, end, false);
  } else if (operation === errorPacket) {
    const code = u16(bytes, at + 2);
    const text = safePadded(bytes, at + 4, end);
    p.info = `${name}, Code: ${errorNames[code] ?? code}, Message: ${text}`;
    p.tree?.field('Error code', errorNames[code] ?? code, at + 2, 2);
    p.tree?.field('Message', text, at + 4, end - at - 4);
  } else {
    const isLast = operation === dataPacket && p.wireEnd - at < fullBlockBytes;
    p.info = `${name}, Block: ${u16(bytes, at + 2)}${isLast ? ' (last)' : ''}`;
    p.tree?.field('Block', u16(bytes, at + 2), at + 2, 2);
    if (operation === dataPacket && at + 4 < end)
      p.tree?.field('Data', `${end - at - 4} bytes`, at + 4, end - at - 4);
  }
  return true;
}

function stringEnd(bytes: Bytes, at: number, end: number): number {
  let next = at;
  while (next < end && u8(bytes, next) !== 0) next += 1;
  return next;
}

/** Pairs of strings; a request has its transfer mode first. */
function growOptions(p: Packet, at: number, end: number, hasMode: boolean): void {
  const { bytes, tree } = p;
  if (!tree) return;
  let next = at;
  if (hasMode && next < end) {
    const stop = stringEnd(bytes, next, end);
    tree.field('Transfer type', safePadded(bytes, next, end), next, stop - next);
    next = stop + 1;
  }
  while (next < end) {
    const nameEnd = stringEnd(bytes, next, end);
    const valueAt = Math.min(end, nameEnd + 1);
    const valueStop = stringEnd(bytes, valueAt, end);
    tree.field(safePadded(bytes, next, end), safePadded(bytes, valueAt, end), next, valueStop - next);
    next = valueStop + 1;
  }
}
