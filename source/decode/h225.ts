import { u8, u16 } from './bytes.ts';
import { growHeader, type NameTable } from './header-fields.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';

const h225Id = protocolId('H.225.0');
const q931Id = protocolId('Q.931');
const tpktBytes = 4;
const q931Mark = 0x08;
const userToUser = 0x7e;
const extensionBit = 0x80;

/** Calls by H.323: registration with a gatekeeper over UDP, call signalling over TCP. */
export const h225: Protocol = {
  name: 'H.225.0',
  tcpPorts: [1720],
  udpPorts: [1718, 1719],
  application: decodeH225,
};

// biome-ignore format: a table
const registrations: readonly string[] = [
  'gatekeeperRequest', 'gatekeeperConfirm', 'gatekeeperReject', 'registrationRequest', 'registrationConfirm',
  'registrationReject', 'unregistrationRequest', 'unregistrationConfirm', 'unregistrationReject', 'admissionRequest',
  'admissionConfirm', 'admissionReject', 'bandwidthRequest', 'bandwidthConfirm', 'bandwidthReject', 'disengageRequest',
  'disengageConfirm', 'disengageReject', 'locationRequest', 'locationConfirm', 'locationReject', 'infoRequest',
  'infoRequestResponse', 'nonStandardMessage', 'unknownMessageResponse',
];

// biome-ignore format: a table
const signals: NameTable = {
  1: 'ALERTING', 2: 'CALL PROCEEDING', 3: 'PROGRESS', 5: 'SETUP', 7: 'CONNECT', 13: 'SETUP ACKNOWLEDGE',
  15: 'CONNECT ACKNOWLEDGE', 69: 'DISCONNECT', 77: 'RELEASE', 90: 'RELEASE COMPLETE', 98: 'FACILITY',
  110: 'NOTIFY', 117: 'STATUS ENQUIRY', 123: 'INFORMATION', 125: 'STATUS',
};

function decodeH225(p: Packet, at: number, end: number): boolean {
  return p.carrier === 17 ? decodeRegistration(p, at, end) : decodeSignal(p, at, end);
}

/** Packed encoding: an extension bit, then five bits that choose the message. */
function decodeRegistration(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  const first = u8(bytes, at);
  const name = registrations[(first >> 2) & 31];
  if (at + 3 > end || (first & extensionBit) !== 0 || name === undefined) return false;
  p.protocol = h225Id;
  if (p.wantsInfo) p.info = `RAS: ${name}`;
  if (p.tree) {
    p.tree.layer('H.225.0 registration, admission and status', at, end);
    p.tree.field('Message', name, at, 1);
  }
  return true;
}

function decodeSignal(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  const message = at + tpktBytes;
  if (message + 3 > end || u16(bytes, at) !== 0x0300 || u8(bytes, message) !== q931Mark) return false;
  const type = message + 2 + (u8(bytes, message + 1) & 15);
  if (type >= end || signals[u8(bytes, type)] === undefined) return false;
  p.protocol = hasUserToUser(p, type + 1, end) ? h225Id : q931Id;
  if (p.wantsInfo) p.info = `CS: ${signals[u8(bytes, type)]}`;
  if (p.tree) {
    p.tree.layer('Q.931 call signalling', at, end);
    growHeader(p.tree, bytes, at, end, [['Length', 2, 2]]);
    p.tree.field('Message type', signals[u8(bytes, type)] ?? '', type, 1);
  }
  return true;
}

/** What H.323 adds to telephone signalling stands in the last element, whose length has two bytes. */
function hasUserToUser(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  let next = at;
  while (next + 1 < end) {
    const element = u8(bytes, next);
    if (element === userToUser) return true;
    // Elements with the high bit set are a single byte.
    next += element >= 0x80 ? 1 : 2 + u8(bytes, next + 1);
  }
  return false;
}
