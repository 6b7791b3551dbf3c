import { ipv4At } from './address.ts';
import { u8, u16, u32 } from './bytes.ts';
import { growHeader, type NameTable } from './header-fields.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';

const natPmpId = protocolId('NAT-PMP');
const pcpId = protocolId('PCP');
const responseBit = 0x80;

const mappings: NameTable = { 0: 'External Address', 1: 'Map UDP', 2: 'Map TCP' };
const controls: NameTable = { 0: 'Announce', 1: 'Map', 2: 'Peer' };

/** Asking a home router for a port: NAT-PMP is version 0, Port Control Protocol version 2. */
export const natPmp: Protocol = {
  name: 'NAT-PMP',
  udpPorts: [5350, 5351],
  application: decodeNatPmp,
};

function decodeNatPmp(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + 2 > end) return false;
  const version = u8(bytes, at);
  const code = u8(bytes, at + 1);
  const name = version === 0 ? mappings[code & 0x7f] : version === 2 ? controls[code & 0x7f] : undefined;
  if (name === undefined) return false;
  p.protocol = version === 0 ? natPmpId : pcpId;
  const isResponse = code >= responseBit;
  if (p.wantsInfo) {
    p.info = `${name} ${isResponse ? 'Response' : 'Request'}`;
    if (version === 0 && code === responseBit && at + 12 <= end) p.info += ` ${ipv4At(bytes, at + 8)}`;
    else if (version === 0 && !isResponse && at + 12 <= end) {
      p.info += `, internal port ${u16(bytes, at + 4)}, external ${u16(bytes, at + 6)}, ${u32(bytes, at + 8)} s`;
    }
  }
  if (p.tree) {
    p.tree.layer(version === 0 ? 'NAT Port Mapping Protocol' : 'Port Control Protocol', at, end);
    p.tree.field('Version', version, at, 1);
    p.tree.field('Operation', `${name} ${isResponse ? 'response' : 'request'}`, at + 1, 1);
    if (version === 0 && isResponse)
      growHeader(p.tree, bytes, at, end, [
        ['Result', 2, 2],
        ['Seconds since start', 4, 4],
      ]);
    else if (version === 2) growHeader(p.tree, bytes, at, end, [['Lifetime', 4, 4]]);
    if (version === 0 && code === responseBit)
      growHeader(p.tree, bytes, at, end, [['External address', 8, 4, 'ipv4']]);
  }
  return true;
}
