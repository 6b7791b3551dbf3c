import { u8, u16 } from './bytes.ts';
import { growHeader, type NameTable } from './header-fields.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';

const bvlcId = protocolId('BVLC', 'bacnet');
const networkId = protocolId('BACnet-NPDU', 'bacnet');
const applicationId = protocolId('BACnet-APDU', 'bacnet');
const bacnetIp = 0x81;
const linkBytes = 4;
const networkMessageBit = 0x80;
const destinationBit = 0x20;
const sourceBit = 0x08;

/** Building automation over UDP. */
export const bacnet: Protocol = {
  name: 'BACnet',
  udpPorts: [47808, 47809],
  application: decodeBacnet,
};

// biome-ignore format: a table
const functions: NameTable = {
  0: 'Result', 1: 'Write-Broadcast-Distribution-Table', 2: 'Read-Broadcast-Distribution-Table',
  3: 'Read-Broadcast-Distribution-Table-Ack', 4: 'Forwarded-NPDU', 5: 'Register-Foreign-Device',
  6: 'Read-Foreign-Device-Table', 7: 'Read-Foreign-Device-Table-Ack', 9: 'Distribute-Broadcast-To-Network',
  10: 'Original-Unicast-NPDU', 11: 'Original-Broadcast-NPDU',
};

// biome-ignore format: a table
const networkMessages: NameTable = {
  0: 'Who-Is-Router-To-Network', 1: 'I-Am-Router-To-Network', 2: 'I-Could-Be-Router-To-Network',
  3: 'Reject-Message-To-Network', 6: 'Initialize-Routing-Table', 18: 'What-Is-Networknumber', 19: 'Networknumber-Is',
};

// biome-ignore format: a table
const kinds: NameTable = {
  0: 'Confirmed-REQ', 1: 'Unconfirmed-REQ', 2: 'Simple-ACK', 3: 'Complex-ACK', 4: 'Segment-ACK', 5: 'Error', 6: 'Reject',
  7: 'Abort',
};

// biome-ignore format: a table
const confirmed: NameTable = {
  1: 'confirmedCOVNotification', 5: 'subscribeCOV', 6: 'atomicReadFile', 7: 'atomicWriteFile', 12: 'readProperty',
  14: 'readPropertyMultiple', 15: 'writeProperty', 16: 'writePropertyMultiple', 17: 'deviceCommunicationControl',
  20: 'reinitializeDevice', 26: 'readRange',
};

// biome-ignore format: a table
const unconfirmed: NameTable = {
  0: 'i-Am', 1: 'i-Have', 2: 'unconfirmedCOVNotification', 3: 'unconfirmedEventNotification',
  4: 'unconfirmedPrivateTransfer', 6: 'timeSynchronization', 7: 'who-Has', 8: 'who-Is', 9: 'utcTimeSynchronization',
};

function decodeBacnet(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + linkBytes > end || u8(bytes, at) !== bacnetIp) return false;
  const code = u8(bytes, at + 1);
  if (functions[code] === undefined || u16(bytes, at + 2) < linkBytes) return false;
  p.protocol = bvlcId;
  const network = at + linkBytes + (code === 4 ? 6 : 0);
  const carries = code === 4 || code >= 9;
  const content = carries ? contentAt(p, network, end) : -1;
  if (content >= 0)
    p.protocol = (u8(bytes, network + 1) & networkMessageBit) !== 0 ? networkId : applicationId;
  const text = p.wantsInfo && content >= 0 ? contentText(p, content, end) : '';
  if (p.wantsInfo) p.info = text === '' ? (functions[code] ?? 'BACnet') : text;
  if (p.tree) {
    p.tree.layer('BACnet virtual link', at, Math.min(end, network));
    growHeader(p.tree, bytes, at, end, [
      ['Type', 0, 1, 'hex'],
      ['Function', 1, 1, functions],
      ['Length', 2, 2],
    ]);
    if (content < 0) return true;
    p.tree.layer('Building automation and control network', network, end);
    growHeader(p.tree, bytes, network, end, [
      ['Version', 0, 1],
      ['Control', 1, 1, 'hex'],
    ]);
    p.tree.field('Message', text, content, end - content);
  }
  return true;
}

/** Where the message begins behind the network header; -1 when it is not there. */
function contentAt(p: Packet, at: number, end: number): number {
  const { bytes } = p;
  if (at + 2 > end || u8(bytes, at) !== 1) return -1;
  const control = u8(bytes, at + 1);
  let next = at + 2;
  if ((control & destinationBit) !== 0) {
    if (next + 3 > end) return -1;
    next += 3 + u8(bytes, next + 2);
  }
  if ((control & sourceBit) !== 0) {
    if (next + 3 > end) return -1;
    next += 3 + u8(bytes, next + 2);
  }
  // A hop count follows wherever a destination is named.
  if ((control & destinationBit) !== 0) next += 1;
  return next < end ? next : -1;
}

function contentText(p: Packet, at: number, end: number): string {
  const { bytes } = p;
  const first = u8(bytes, at);
  if (p.protocol === networkId) return networkMessages[first] ?? `network message ${first}`;
  const kind = first >> 4;
  const name = kinds[kind] ?? `kind ${kind}`;
  if (kind === 1)
    return at + 1 < end ? `${name} ${unconfirmed[u8(bytes, at + 1)] ?? u8(bytes, at + 1)}` : name;
  // Segmented messages have two bytes more before the service.
  const isSegmented = (kind === 0 || kind === 3) && (first & 8) !== 0;
  const service = at + (kind === 0 ? 3 : 2) + (isSegmented ? 2 : 0);
  if (kind === 4 || kind > 5 || service >= end) return name;
  const invoke = u8(bytes, at + (kind === 0 ? 2 : 1));
  return `${name} ${confirmed[u8(bytes, service)] ?? u8(bytes, service)}[${invoke}]`;
}
