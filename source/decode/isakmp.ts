import { u8, u32 } from './bytes.ts';
import { decodeIpProtocol } from './dispatch.ts';
import { growHeader, numbered } from './header-fields.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hexNumber } from './text.ts';

const isakmpId = protocolId('ISAKMP');
const encapsulatedId = protocolId('UDPENCAP');
const headerBytes = 28;
const natPort = 4500;
/** On port 4500 four zeros, where an ESP header has its index, tell key exchange from traffic. */
const nonEspMarkerBytes = 4;
const keepAlive = 0xff;
const espProtocol = 50;
const maxPayloads = 32;

/** Key exchange for IPsec: IKE versions 1 and 2, and ESP in UDP. */
export const isakmp: Protocol = {
  name: 'ISAKMP',
  tcpPorts: [500],
  udpPorts: [500, natPort],
  application: decodeIsakmp,
};

// biome-ignore format: a table
const exchanges: Readonly<Record<number, string>> = {
  0: 'NONE', 1: 'Base', 2: 'Identity Protection (Main Mode)', 3: 'Authentication Only', 4: 'Aggressive',
  5: 'Informational', 6: 'Transaction (Config Mode)', 32: 'Quick Mode', 33: 'New Group Mode', 34: 'IKE_SA_INIT',
  35: 'IKE_AUTH', 36: 'CREATE_CHILD_SA', 37: 'INFORMATIONAL', 38: 'IKE_SESSION_RESUME',
};

// biome-ignore format: a table
const payloads: Readonly<Record<number, string>> = {
  0: 'None', 1: 'Security Association', 2: 'Proposal', 3: 'Transform', 4: 'Key Exchange', 5: 'Identification',
  6: 'Certificate', 7: 'Certificate Request', 8: 'Hash', 9: 'Signature', 10: 'Nonce', 11: 'Notification', 12: 'Delete',
  13: 'Vendor ID', 20: 'NAT Discovery', 33: 'Security Association', 34: 'Key Exchange', 35: 'Identification - Initiator',
  36: 'Identification - Responder', 37: 'Certificate', 38: 'Certificate Request', 39: 'Authentication', 40: 'Nonce',
  41: 'Notify', 42: 'Delete', 43: 'Vendor ID', 44: 'Traffic Selector - Initiator', 45: 'Traffic Selector - Responder',
  46: 'Encrypted and Authenticated', 47: 'Configuration', 48: 'Extensible Authentication', 53: 'Encrypted Fragment',
};

function decodeIsakmp(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (p.carrierSrcPort === natPort || p.carrierDstPort === natPort) {
    if (p.wireEnd - at === 1 && u8(bytes, at) === keepAlive) {
      p.protocol = encapsulatedId;
      if (p.wantsInfo) p.info = 'NAT-keepalive';
      p.tree?.layer('UDP encapsulation of IPsec, keep-alive', at, end);
      return true;
    }
    if (at + nonEspMarkerBytes > end) return false;
    if (u32(bytes, at) !== 0) return p.wireEnd - at >= 16 && decodeIpProtocol(p, espProtocol, at, end);
    return decodeMessage(p, at + nonEspMarkerBytes, end);
  }
  return decodeMessage(p, at, end);
}

function decodeMessage(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + 18 > end) return false;
  const version = u8(bytes, at + 17) >> 4;
  if (version > 2) return false;
  p.protocol = isakmpId;
  if (at + headerBytes > end) p.tooShort('ISAKMP header cut short');
  if (p.wantsInfo) p.info = summarize(p, at, end, version);
  if (p.tree) growTree(p, at, end, version);
  return true;
}

function summarize(p: Packet, at: number, end: number, version: number): string {
  const { bytes } = p;
  if (at + headerBytes > end) return 'ISAKMP';
  const exchange = u8(bytes, at + 18);
  const text = exchanges[exchange] ?? `exchange ${exchange}`;
  if (version !== 2) return text;
  const flags = u8(bytes, at + 19);
  const role = (flags & 0x08) !== 0 ? 'Initiator' : 'Responder';
  const id = u32(bytes, at + 20)
    .toString(16)
    .padStart(2, '0');
  return `${text} MID=${id} ${role} ${(flags & 0x20) !== 0 ? 'Response' : 'Request'}`;
}

function growTree(p: Packet, at: number, end: number, version: number): void {
  const { bytes, tree } = p;
  if (!tree) return;
  tree.layer(`Internet Key Exchange version ${version}`, at, end);
  growHeader(tree, bytes, at, end, [
    ['Initiator', 0, 8, 'hex'],
    ['Responder', 8, 8, 'hex'],
    ['Next payload', 16, 1, payloads],
    ['Version', 17, 1, 'hex'],
    ['Exchange type', 18, 1, exchanges],
    ['Flags', 19, 1, 'hex'],
    ['Message id', 20, 4, 'hex'],
    ['Length', 24, 4],
  ]);
  if (at + headerBytes > end) return;
  const isEncrypted = version === 1 && (u8(bytes, at + 19) & 1) !== 0;
  if (isEncrypted) {
    tree.field(
      'Encrypted payloads',
      `${end - at - headerBytes} bytes`,
      at + headerBytes,
      end - at - headerBytes,
    );
    return;
  }
  let kind = u8(bytes, at + 16);
  let next = at + headerBytes;
  for (let count = 0; count < maxPayloads && kind !== 0 && next + 4 <= end; count += 1) {
    const length = (u8(bytes, next + 2) << 8) | u8(bytes, next + 3);
    if (length < 4) {
      tree.field('Payload', `wrong length ${length}, ${hexNumber(kind, 2)}`, next, 4);
      return;
    }
    tree.field('Payload', `${numbered(payloads, kind)}, ${length} bytes`, next, Math.min(length, end - next));
    // What an encrypted payload names as next is inside it.
    if (kind === 46 || kind === 53) return;
    kind = u8(bytes, next);
    next += length;
  }
}
