import { broken, cutShort } from './broken.ts';
import { u8, u16, u32 } from './bytes.ts';
import { data, decodeIpProtocol } from './dispatch.ts';
import { ipProtocolName } from './ip-protocols.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hex, hexNumber } from './text.ts';

/** IP security: authentication header (readable content), encapsulated payload and compression (not). */

const authenticationId = protocolId('AH');
const encapsulationId = protocolId('ESP');
const compressionId = protocolId('IPComp');
const fixedBytes = 12;

export const authenticationHeader: Protocol = { name: 'AH', ipProtocols: [51], layer: decodeAuthentication };
export const encapsulatingPayload: Protocol = { name: 'ESP', ipProtocols: [50], layer: decodeEncapsulation };
export const ipCompression: Protocol = { name: 'IPComp', ipProtocols: [108], layer: decodeCompression };

function decodeAuthentication(p: Packet, at: number, end: number): void {
  p.protocol = authenticationId;
  const { bytes } = p;
  if (at + fixedBytes > end) return cutShort(p, at, end, 'authentication header cut short');
  const next = u8(bytes, at);
  const length = (u8(bytes, at + 1) + 2) * 4;
  if (p.wantsInfo) p.info = `AH (SPI=${hexNumber(u32(bytes, at + 4), 8)})`;
  if (length < fixedBytes) return broken(p, at, end, 'authentication header length below 12');
  if (at + length > end) return cutShort(p, at, end, 'authentication header cut short');
  if (p.tree) {
    p.tree.layer('Authentication Header', at, at + length);
    p.tree.field('Next header', `${ipProtocolName(next)} (${next})`, at, 1);
    p.tree.field('Length', `${length} bytes`, at + 1, 1);
    p.tree.field('Security parameters index', hexNumber(u32(bytes, at + 4), 8), at + 4, 4);
    p.tree.field('Sequence number', u32(bytes, at + 8), at + 8, 4);
    p.tree.field(
      'Integrity check',
      hex(bytes, at + fixedBytes, at + length),
      at + fixedBytes,
      length - fixedBytes,
    );
  }
  if (p.isOutermost && p.addressKind === 6) p.ipProtocol = next;
  if (!decodeIpProtocol(p, next, at + length, end)) data(p, at + length, end);
}

function decodeEncapsulation(p: Packet, at: number, end: number): void {
  p.protocol = encapsulationId;
  const { bytes } = p;
  if (at + 8 > end) return cutShort(p, at, end, 'ESP header cut short');
  if (p.wantsInfo) p.info = `ESP (SPI=${hexNumber(u32(bytes, at), 8)})`;
  if (!p.tree) return;
  p.tree.layer('Encapsulating Security Payload', at, at + 8);
  p.tree.field('Security parameters index', hexNumber(u32(bytes, at), 8), at, 4);
  p.tree.field('Sequence number', u32(bytes, at + 4), at + 4, 4);
  data(p, at + 8, end);
}

function decodeCompression(p: Packet, at: number, end: number): void {
  p.protocol = compressionId;
  const { bytes } = p;
  if (at + 4 > end) return cutShort(p, at, end, 'IP compression header cut short');
  const next = u8(bytes, at);
  if (p.wantsInfo)
    p.info = `IPComp (CPI=${hexNumber(u16(bytes, at + 2))}), ${ipProtocolName(next)} compressed`;
  if (!p.tree) return;
  p.tree.layer('IP Payload Compression', at, at + 4);
  p.tree.field('Next header', `${ipProtocolName(next)} (${next})`, at, 1);
  p.tree.field('Compression parameter index', hexNumber(u16(bytes, at + 2)), at + 2, 2);
  data(p, at + 4, end);
}
