import { u8 } from './bytes.ts';
import { growHeader } from './header-fields.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';

const asfId = protocolId('ASF');
const ipmiId = protocolId('IPMB', 'ipmi');
const version = 6;
const classAsf = 6;
const classIpmi = 7;

/** Remote management of servers that may be switched off: ASF pings and IPMI. */
export const rmcp: Protocol = {
  name: 'RMCP',
  udpPorts: [623],
  application: decodeRmcp,
};

const asfTypes: Readonly<Record<number, string>> = {
  64: 'Presence Pong',
  128: 'Presence Ping',
  129: 'Capabilities Request',
};

function decodeRmcp(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + 4 > end || u8(bytes, at) !== version) return false;
  const kind = u8(bytes, at + 3) & 0x1f;
  if (kind !== classAsf && kind !== classIpmi) return false;
  p.protocol = kind === classAsf ? asfId : ipmiId;
  const type = at + 8;
  if (p.wantsInfo)
    p.info = kind === classIpmi ? 'IPMI' : type < end ? (asfTypes[u8(bytes, type)] ?? 'ASF') : 'ASF';
  if (p.tree) {
    p.tree.layer('Remote Management Control Protocol', at, end);
    growHeader(p.tree, bytes, at, end, [
      ['Version', 0, 1],
      ['Sequence', 2, 1],
      ['Class', 3, 1, 'hex'],
    ]);
    if (kind === classIpmi) {
      growHeader(p.tree, bytes, at, end, [
        ['Authentication type', 4, 1],
        ['Session sequence', 5, 4, 'littleHex'],
        ['Session id', 9, 4, 'littleHex'],
      ]);
    }
  }
  return true;
}
