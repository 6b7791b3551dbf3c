import { type Bytes, startsWith, u8, u16 } from './bytes.ts';
import { growHeader } from './header-fields.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hexNumber, safeLine } from './text.ts';
import { mmsName, s7Name } from './tpkt-names.ts';

const tpktId = protocolId('TPKT');
const cotpId = protocolId('COTP');
const s7Id = protocolId('S7COMM');
const mmsId = protocolId('MMS');
const t125Id = protocolId('T.125');
const rdpId = protocolId('RDP');
const tpktBytes = 4;
const rdpPort = 3389;
const dataTransfer = 0xf0;
const connectionRequest = 0xe0;
const s7Mark = 0x32;

/** ISO transport over TCP, and what rides on it: Siemens S7, MMS, remote desktop. */
export const tpkt: Protocol = {
  name: 'TPKT',
  tcpPorts: [102, rdpPort],
  application: decodeTpkt,
  guess: { over: 'tcp', firstBytes: [0x03], accepts: isWholeTpkt },
};

const pduTypes: Readonly<Record<number, string>> = {
  16: 'ED Expedited Data',
  80: 'RJ Reject',
  96: 'AK Data Acknowledgement',
  112: 'ER TPDU Error',
  128: 'DR Disconnect Request',
  192: 'DC Disconnect Confirm',
  208: 'CC Connect Confirm',
  224: 'CR Connect Request',
  240: 'DT Data',
};

function isTpkt(p: Packet, at: number, end: number): boolean {
  return (
    at + tpktBytes <= end && u8(p.bytes, at) === 3 && u8(p.bytes, at + 1) === 0 && u16(p.bytes, at + 2) >= 7
  );
}

/** Elsewhere only a segment that holds exactly one packet with a known transport header. */
function isWholeTpkt(p: Packet, at: number, end: number): boolean {
  if (!isTpkt(p, at, end) || u16(p.bytes, at + 2) !== p.wireEnd - at || at + 7 > end) return false;
  const length = u8(p.bytes, at + 4);
  const type = u8(p.bytes, at + 5);
  if (type === dataTransfer) return length === 2 && (u8(p.bytes, at + 6) & 0x7f) === 0;
  return length >= 6 && (type === connectionRequest || type === 0xd0);
}

function decodeTpkt(p: Packet, at: number, end: number): boolean {
  if (!isTpkt(p, at, end)) return false;
  const { bytes } = p;
  const cotp = at + tpktBytes;
  p.protocol = tpktId;
  if (p.tree) {
    p.tree.layer('TPKT', at, cotp);
    growHeader(p.tree, bytes, at, end, [
      ['Version', 0, 1],
      ['Length', 2, 2],
    ]);
  }
  if (p.wantsInfo) p.info = `TPKT, ${u16(bytes, at + 2)} bytes`;
  if (cotp + 3 > end || pduTypes[u8(bytes, cotp + 1) & 0xf0] === undefined) return true;
  const content = cotp + 1 + u8(bytes, cotp);
  const stop = Math.min(end, at + u16(bytes, at + 2));
  p.protocol = cotpId;
  if (p.wantsInfo) p.info = cotpText(bytes, cotp, stop);
  if (p.tree) growCotp(p, cotp, Math.min(stop, content));
  const type = u8(bytes, cotp + 1) & 0xf0;
  if (type === connectionRequest || type === 0xd0) decodeNegotiation(p, cotp + 7, stop, type);
  else if (type === dataTransfer && content + 1 < stop) decodeUser(p, content, stop);
  return true;
}

function cotpText(bytes: Bytes, at: number, end: number): string {
  const type = u8(bytes, at + 1) & 0xf0;
  const name = (pduTypes[type] ?? '').slice(0, 2);
  if (type === dataTransfer)
    return `${name} TPDU (${u8(bytes, at + 2) & 0x7f})${u8(bytes, at + 2) >= 0x80 ? ' EOT' : ''}`;
  if (at + 6 > end) return `${name} TPDU`;
  return `${name} TPDU src-ref: ${hexNumber(u16(bytes, at + 4))} dst-ref: ${hexNumber(u16(bytes, at + 2))}`;
}

function growCotp(p: Packet, at: number, end: number): void {
  const { bytes, tree } = p;
  if (!tree) return;
  const type = u8(bytes, at + 1) & 0xf0;
  tree.layer('ISO 8073 connection-oriented transport', at, end);
  tree.field('Length', u8(bytes, at), at, 1);
  tree.field('Type', pduTypes[type] ?? type, at + 1, 1);
  if (type === dataTransfer) tree.field('Last data unit', u8(bytes, at + 2) >>> 7, at + 2, 1);
  else {
    growHeader(tree, bytes, at, end, [
      ['Destination reference', 2, 2, 'hex'],
      ['Source reference', 4, 2, 'hex'],
    ]);
  }
}

/** Remote desktop puts its cookie and what security it offers behind the connection request. */
function decodeNegotiation(p: Packet, at: number, end: number, type: number): void {
  const { bytes } = p;
  if (at >= end) return;
  const hasCookie = startsWith(bytes, at, end, 'Cookie: ');
  const first = u8(bytes, at);
  const isOffer = (first === 1 || first === 2 || first === 3) && at + 8 <= end && u8(bytes, at + 2) === 8;
  if (!hasCookie && !isOffer) return;
  p.protocol = rdpId;
  if (p.wantsInfo)
    p.info = hasCookie
      ? safeLine(bytes, at, end)
      : type === connectionRequest
        ? 'Negotiate Request'
        : 'Negotiate Response';
  if (p.tree) {
    p.tree.layer('Remote Desktop Protocol', at, end);
    if (hasCookie) p.tree.field('Cookie', safeLine(bytes, at + 8, end), at, end - at);
    else
      growHeader(p.tree, bytes, at, end, [
        ['Type', 0, 1],
        ['Flags', 1, 1, 'hex'],
        ['Protocols', 4, 4, 'littleHex'],
      ]);
  }
}

function decodeUser(p: Packet, at: number, end: number): void {
  const { bytes } = p;
  const first = u8(bytes, at);
  if (p.carrierSrcPort === rdpPort || p.carrierDstPort === rdpPort) {
    decodeT125(p, at, end);
    return;
  }
  let name = '';
  if (first === s7Mark && at + 8 <= end) {
    p.protocol = s7Id;
    if (p.wantsInfo) name = s7Name(bytes, at, end);
  } else if (p.carrierSrcPort === 102 || p.carrierDstPort === 102) {
    // Session layer of ISO: give tokens and data transfer, connect, accept.
    if (first !== 0x01 && first !== 0x0d && first !== 0x0e) return;
    p.protocol = mmsId;
    if (p.wantsInfo) name = mmsName(bytes, at, end);
  } else return;
  if (p.wantsInfo) p.info = name;
  if (p.tree) {
    const isS7 = first === s7Mark;
    p.tree.layer(isS7 ? 'S7 Communication' : 'Manufacturing Message Specification', at, end);
    p.tree.field('Message', name, at, end - at);
    if (isS7)
      growHeader(p.tree, bytes, at, end, [
        ['PDU reference', 4, 2],
        ['Parameter length', 6, 2],
        ['Data length', 8, 2],
      ]);
  }
}

const t125Choices: Readonly<Record<number, string>> = {
  1: 'erectDomainRequest',
  8: 'disconnectProviderUltimatum',
  10: 'attachUserRequest',
  11: 'attachUserConfirm',
  14: 'channelJoinRequest',
  15: 'channelJoinConfirm',
  25: 'sendDataRequest',
  26: 'sendDataIndication',
};

/** Multipoint communication: connect messages are BER, the rest packed with the choice in the upper six bits. */
function decodeT125(p: Packet, at: number, end: number): void {
  const { bytes } = p;
  const first = u8(bytes, at);
  const isConnect = first === 0x7f && (u8(bytes, at + 1) === 0x65 || u8(bytes, at + 1) === 0x66);
  const name = t125Choices[first >> 2];
  if (!isConnect && name === undefined) return;
  const carriesData = isConnect || first >> 2 === 25 || first >> 2 === 26;
  p.protocol = carriesData ? rdpId : t125Id;
  const title = isConnect ? (u8(bytes, at + 1) === 0x65 ? 'ClientData' : 'ServerData') : (name ?? '');
  if (p.wantsInfo) p.info = title;
  if (p.tree) {
    p.tree.layer(carriesData ? 'Remote Desktop Protocol' : 'T.125 multipoint communication', at, end);
    p.tree.field('Message', title, at, end - at);
  }
}
