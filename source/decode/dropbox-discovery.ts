import { startsWith, u8 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { escapeBytes, safeText } from './text.ts';

const jsonId = protocolId('DB-LSP-DISC/JSON', 'dropbox');
const plainId = protocolId('DB-LSP-DISC', 'dropbox');
const openingBrace = 0x7b;
const summaryBytes = 160;

/** Dropbox announcing itself to other Dropbox installations on the local network. */
export const dropboxDiscovery: Protocol = {
  name: 'DB-LSP-DISC',
  udpPorts: [17500],
  application: decodeDropboxDiscovery,
};

function decodeDropboxDiscovery(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  const isJson = u8(bytes, at) === openingBrace && startsWith(bytes, at, end, '{"');
  p.protocol = isJson ? jsonId : plainId;
  if (p.wantsInfo) {
    const text = escapeBytes(bytes, at, Math.min(end, at + summaryBytes));
    p.info = isJson
      ? `Dropbox LAN sync Discovery Protocol ${text}`
      : `Dropbox LAN sync port, not its usual JSON, ${end - at} bytes`;
  }
  if (p.tree) {
    p.tree.layer('Dropbox LAN sync discovery', at, end);
    p.tree.field(isJson ? 'Announcement' : 'Data', safeText(bytes, at, end), at, end - at);
  }
  return true;
}
