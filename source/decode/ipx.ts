import { cutShort } from './broken.ts';
import { u8, u16, u32 } from './bytes.ts';
import { data } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { nameServerMessage } from './smb-mailslot.ts';
import { hex, hexNumber, safePadded } from './text.ts';

/** Novell's IPX and what commonly rides on it. */

const ipxId = protocolId('IPX');
const routingId = protocolId('IPX RIP', 'ipx');
const advertisingId = protocolId('IPX SAP', 'ipx');
const netbiosId = protocolId('NBIPX');
const nameManagementId = protocolId('NMPI');
const spxId = protocolId('SPX');
const coreId = protocolId('NCP');
const headerBytes = 30;

export const ipx: Protocol = {
  name: 'IPX',
  llcSaps: [0xe0],
  etherTypes: [0x8137],
  pppProtocols: [0x002b],
  layer: decodeIpx,
};

const socketCore = 0x0451;
const socketAdvertising = 0x0452;
const socketRouting = 0x0453;
const socketNetbios = 0x0455;
const socketNameManagement = 0x0553;
const socketNameManagementReply = 0x0551;
/** NetBIOS names and mailslots stand behind the same 34 bytes as NetBIOS itself. */
const netbiosHeaderBytes = 34;
const nameManagementBytes = 36;
const sessionBytes = 0;
const socketServer = 0x0550;
const socketRedirector = 0x0552;
const typeSpx = 5;

function carried(p: Packet, at: number): number {
  const destination = u16(p.bytes, at + 16);
  const source = u16(p.bytes, at + 28);
  const type = u8(p.bytes, at + 5);
  if (destination === socketAdvertising || source === socketAdvertising) return advertisingId;
  if (destination === socketRouting || source === socketRouting) return routingId;
  if (destination === socketNetbios || source === socketNetbios) return netbiosId;
  if (destination === socketNameManagement || destination === socketNameManagementReply)
    return nameManagementId;
  if (destination === socketCore || source === socketCore) return coreId;
  return type === typeSpx ? spxId : ipxId;
}

function isServerSocket(p: Packet, at: number): boolean {
  const destination = u16(p.bytes, at + 16);
  return destination === socketServer || destination === socketRedirector;
}

/** 00000001.02000000002a */
function addressText(p: Packet, at: number): string {
  return `${hex(p.bytes, at, at + 4)}.${hex(p.bytes, at + 4, at + 10)}`;
}

function decodeIpx(p: Packet, at: number, end: number): void {
  p.protocol = ipxId;
  const { bytes } = p;
  if (at + headerBytes > end) return cutShort(p, at, end, 'IPX header cut short');
  const length = u16(bytes, at + 2);
  if (length < headerBytes) p.fail('IPX length below 30');
  else if (at + length < p.wireEnd) p.wireEnd = at + length;
  const body = at + headerBytes;
  const stop = length < headerBytes ? end : Math.min(end, at + length);
  p.protocol = carried(p, at);
  if (p.wantsInfo) p.info = summarize(p, body, stop, at);
  if (p.protocol === nameManagementId) nameServerMessage(p, body + nameManagementBytes, stop);
  else if (p.protocol === netbiosId) nameServerMessage(p, body + netbiosHeaderBytes, stop);
  else if (isServerSocket(p, at)) nameServerMessage(p, body + sessionBytes, stop);
  if (!p.tree) return;
  p.tree.layer(
    `Internetwork Packet Exchange, ${addressText(p, at + 18)} → ${addressText(p, at + 6)}`,
    at,
    body,
  );
  p.tree.field('Checksum', hexNumber(u16(bytes, at)), at, 2);
  p.tree.field('Length', length, at + 2, 2);
  p.tree.field('Hops', u8(bytes, at + 4), at + 4, 1);
  p.tree.field('Type', u8(bytes, at + 5), at + 5, 1);
  p.tree.field('Destination', addressText(p, at + 6), at + 6, 10);
  p.tree.field('Destination socket', hexNumber(u16(bytes, at + 16)), at + 16, 2);
  p.tree.field('Source', addressText(p, at + 18), at + 18, 10);
  p.tree.field('Source socket', hexNumber(u16(bytes, at + 28)), at + 28, 2);
  data(p, body, stop);
}

const sapOperations: readonly string[] = [
  '',
  'General Query',
  'General Response',
  'Nearest Query',
  'Nearest Response',
];
const netbiosTypes: readonly string[] = [
  '',
  'Find name',
  'Name recognized',
  'Check name',
  'Name in use',
  'De-register name',
  'Session data',
  'Session end',
  'Session end ack',
  'Status query',
  'Status response',
  'Directed datagram',
];

function summarize(p: Packet, at: number, end: number, header: number): string {
  const { bytes } = p;
  const addresses = `${addressText(p, header + 18)} → ${addressText(p, header + 6)}`;
  if (at + 2 > end) return addresses;
  const operation = u16(bytes, at);
  if (p.protocol === routingId) return operation === 1 ? 'Request' : operation === 2 ? 'Response' : addresses;
  if (p.protocol === advertisingId) {
    const name = (operation & 1) === 0 && at + 52 <= end ? `, ${safePadded(bytes, at + 4, at + 52)}` : '';
    return (sapOperations[operation] ?? `operation ${operation}`) + name;
  }
  if (p.protocol === netbiosId && u8(bytes, header + 5) === 20 && at + 34 <= end) {
    return netbiosTypes[u8(bytes, at + 33)] ?? addresses;
  }
  if (p.protocol === netbiosId) return netbiosTypes[u8(bytes, at + 1)] ?? addresses;
  return `${addresses} socket ${hexNumber(u32(bytes, header + 14) & 0xffff)}`;
}
