import { startsWith, u8, u16 } from './bytes.ts';
import { growHeader } from './header-fields.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hexNumber } from './text.ts';

const omronId = protocolId('OMRON');
const commandBytes = 12;
const tcpHeaderBytes = 16;
const responseBit = 0x40;

/** Factory Interface Network Service of Omron's controllers. */
export const omronFins: Protocol = {
  name: 'OMRON',
  tcpPorts: [9600],
  udpPorts: [9600],
  application: decodeFins,
};

// biome-ignore format: a table
const commands: Readonly<Record<number, string>> = {
  257: 'Memory Area Read', 258: 'Memory Area Write', 259: 'Memory Area Fill',
  260: 'Multiple Memory Area Read', 261: 'Memory Area Transfer', 513: 'Parameter Area Read',
  514: 'Parameter Area Write', 515: 'Parameter Area Clear', 772: 'Program Area Protect',
  774: 'Program Area Read', 775: 'Program Area Write', 1025: 'Run', 1026: 'Stop',
  1281: 'Controller Data Read', 1282: 'Connection Data Read', 1537: 'Controller Status Read',
  1568: 'Cycle Time Read', 1793: 'Clock Read', 1794: 'Clock Write', 2049: 'Loop-Back Test',
  2336: 'Message Read', 3073: 'Access Right Acquire', 3074: 'Access Right Forced Acquire',
  3075: 'Access Right Release', 8449: 'Error Clear', 8450: 'Error Log Read', 8451: 'Error Log Clear',
  8705: 'File Name Read', 8706: 'File Read', 8707: 'File Write', 8961: 'Forced Set/Reset',
};

function decodeFins(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  const isFramed = startsWith(bytes, at, end, 'FINS');
  const message = isFramed ? at + tcpHeaderBytes : at;
  if (message + commandBytes > end) {
    if (!isFramed) return false;
    p.protocol = omronId;
    if (p.wantsInfo) p.info = 'FINS/TCP connection';
    return true;
  }
  // Information control: bits 5 to 1 are always 0; the byte after is reserved. A gateway count above 7 is none.
  const control = u8(bytes, message);
  const isHandshake = isFramed && u8(bytes, at + 11) !== 2;
  if (!isHandshake && ((control & 0x3e) !== 0 || u8(bytes, message + 1) !== 0 || u8(bytes, message + 2) > 7))
    return false;
  p.protocol = omronId;
  const code = u16(bytes, message + 10);
  const isResponse = (control & responseBit) !== 0;
  if (p.wantsInfo) {
    p.info = isHandshake
      ? 'FINS/TCP node address'
      : `${isResponse ? 'Response' : 'Command'} : ${commands[code] ?? hexNumber(code)}`;
  }
  if (p.tree) {
    p.tree.layer('OMRON FINS', at, end);
    if (isFramed)
      growHeader(p.tree, bytes, at, end, [
        ['Length', 4, 4],
        ['Command', 8, 4],
        ['Error', 12, 4, 'hex'],
      ]);
    if (isHandshake) return true;
    growHeader(p.tree, bytes, message, end, [
      ['Information control', 0, 1, 'hex'],
      ['Gateways left', 2, 1],
      ['Destination network', 3, 1],
      ['Destination node', 4, 1],
      ['Destination unit', 5, 1],
      ['Source network', 6, 1],
      ['Source node', 7, 1],
      ['Source unit', 8, 1],
      ['Service id', 9, 1],
      ['Command', 10, 2, commands],
      [isResponse ? 'Response code' : 'Parameters', 12, 2, 'hex'],
    ]);
  }
  return true;
}
