import { u8, u32 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { handshakeJa4, helloServerName, type OpenedInitial } from './quic-crypto.ts';
import {
  longHeaderEnd,
  longHeaderType,
  longPacketEnd,
  packetNumberAt,
  quicInitial,
  quicNegotiation,
  quicTypeNames,
  quicVersionName,
} from './quic-packet.ts';
import { hex, hexNumber } from './text.ts';
import type { Tree } from './tree.ts';

/** The field tree of the QUIC packets in [at, end). What was decrypted is nowhere in the packet: it gets the range it came from. */
export function growQuicPackets(
  p: Packet,
  tree: Tree,
  at: number,
  end: number,
  opened: OpenedInitial | undefined,
): void {
  const { bytes } = p;
  tree.layer('QUIC', at, end);
  let next = at;
  while (next < end && u8(bytes, next) >= 0x80) {
    const headerEnd = longHeaderEnd(bytes, next, end);
    const packetEnd = longPacketEnd(bytes, next, end);
    if (headerEnd < 0 || packetEnd < next) break;
    const type = longHeaderType(bytes, next);
    const version = u32(bytes, next + 1);
    const destination = u8(bytes, next + 5);
    const source = next + 6 + destination;
    tree.open('Packet', quicTypeNames[type] ?? '', next, packetEnd - next);
    tree.field('Header byte', hexNumber(u8(bytes, next), 2), next, 1);
    tree.field('Version', `${quicVersionName(version)} (${hexNumber(version, 8)})`, next + 1, 4);
    tree.field('Destination connection id', hex(bytes, next + 6, source), next + 5, 1 + destination);
    tree.field('Source connection id', hex(bytes, source + 1, headerEnd), source, headerEnd - source);
    if (type === quicNegotiation) {
      for (let entry = headerEnd; entry + 4 <= end; entry += 4) {
        tree.field('Supported version', quicVersionName(u32(bytes, entry)), entry, 4);
      }
    } else {
      const payload = packetNumberAt(bytes, next, end);
      const from = payload < 0 ? headerEnd : payload;
      tree.field('Protected payload', `${packetEnd - from} bytes`, from, packetEnd - from);
      if (type === quicInitial && opened !== undefined) growOpened(tree, from, packetEnd, opened);
    }
    tree.close();
    if (packetEnd === next) break;
    next = packetEnd;
  }
  if (next < end) tree.field('Remaining bytes', `${end - next} bytes`, next, end - next);
}

function growOpened(tree: Tree, at: number, end: number, opened: OpenedInitial): void {
  const { handshake } = opened;
  tree.open('Decrypted', opened.frames.join(', '), at, end - at);
  tree.field('Packet numbers', opened.packetNumbers.join(' '), at, end - at);
  const name = helloServerName(handshake);
  if (name !== '') tree.field('Server name', name, at, end - at, 'sni');
  const fingerprint = handshakeJa4(handshake);
  if (fingerprint !== '') tree.field('JA4', fingerprint, at, end - at);
  tree.close();
}
