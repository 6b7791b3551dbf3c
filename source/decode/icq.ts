import { u16le } from './bytes.ts';
import { growHeader } from './header-fields.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';

const version2Id = protocolId('ICQv2', 'icq');
const version3Id = protocolId('ICQv3', 'icq');

/** The old ICQ protocols over UDP; version 5 hides behind a cipher and is not told apart. */
export const icq: Protocol = {
  name: 'ICQ',
  udpPorts: [4000],
  application: decodeIcq,
};

function decodeIcq(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + 10 > end) return false;
  const version = u16le(bytes, at);
  if (version !== 2 && version !== 3) return false;
  p.protocol = version === 2 ? version2Id : version3Id;
  if (p.wantsInfo) p.info = `ICQ Version ${version} protocol`;
  if (p.tree) {
    p.tree.layer(`ICQ version ${version}`, at, end);
    growHeader(p.tree, bytes, at, end, [
      ['Version', 0, 2, 'little'],
      ['Command', 2, 2, 'littleHex'],
      ['Sequence', 4, 2, 'little'],
    ]);
  }
  return true;
}
