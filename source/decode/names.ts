import { dnsNameText } from './dns-name.ts';
import {
  nameBanner,
  nameDnsQuery,
  nameHttpHost,
  nameQuicInitial,
  nameTlsServer,
  type Packet,
} from './packet.ts';
import { quicServerName } from './quic-crypto.ts';
import { safeText } from './text.ts';

/** Bytes from the start of a DNS message to its first question name. */
const dnsHeaderBytes = 12;

/** The name found in the packet just decoded, as safe text; '' without one. Allocates: not for the hot path. */
export function readName(p: Packet): string {
  const at = p.start + p.nameStart;
  if (p.nameKind === nameDnsQuery) return dnsNameText(p.bytes, at - dnsHeaderBytes, at, p.end);
  if (p.nameKind === nameTlsServer || p.nameKind === nameHttpHost || p.nameKind === nameBanner) {
    return safeText(p.bytes, at, Math.min(p.end, at + p.nameLength));
  }
  if (p.nameKind === nameQuicInitial) {
    return quicServerName(p.bytes, at, Math.min(p.end, at + p.nameLength));
  }
  return '';
}
