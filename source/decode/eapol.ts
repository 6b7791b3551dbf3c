import { cutShort } from './broken.ts';
import { u8, u16 } from './bytes.ts';
import { data } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hex, hexNumber, safeText } from './text.ts';

/** IEEE 802.1X: who may use a port. Carries EAP conversations and the key handshakes of wireless links. */

const eapolId = protocolId('EAPOL');
const eapId = protocolId('EAP');
const keyAgreementId = protocolId('EAPOL-MKA', 'eapol');
const headerBytes = 4;
const typeEap = 0;
const typeKey = 3;
const typeKeyAgreement = 5;

export const eapol: Protocol = {
  name: 'EAPOL',
  /** 0x88c7: pre-authentication through the network. */
  etherTypes: [0x888e, 0x88c7],
  layer: decodeEapol,
};

/** EAP without EAPOL, in PPP. */
export const eap: Protocol = {
  name: 'EAP',
  pppProtocols: [0xc227],
  layer: decodeEap,
};

const types: readonly string[] = [
  'EAP',
  'Start',
  'Logoff',
  'Key',
  'Encapsulated ASF Alert',
  'MKA',
  'Announcement',
];
const eapCodes: readonly string[] = ['', 'Request', 'Response', 'Success', 'Failure', 'Initiate', 'Finish'];
const eapTypes: Readonly<Record<number, string>> = {
  1: 'Identity',
  2: 'Notification',
  3: 'Legacy Nak (Response Only)',
  4: 'MD5-Challenge EAP (EAP-MD5-CHALLENGE)',
  5: 'One-Time Password EAP (EAP-OTP)',
  6: 'Generic Token Card EAP (EAP-GTC)',
  13: 'TLS EAP (EAP-TLS)',
  17: 'Cisco Wireless EAP / Lightweight EAP (EAP-LEAP)',
  18: 'GSM Subscriber Identity Modules EAP (EAP-SIM)',
  21: 'Tunneled TLS EAP (EAP-TTLS)',
  23: 'UMTS Authentication and Key Agreement EAP (EAP-AKA)',
  25: 'Protected EAP (EAP-PEAP)',
  26: 'MS-EAP-Authentication (EAP-MS-AUTH)',
  29: 'MS-EAP-Authentication (EAP-MS-AUTH)',
  43: 'Flexible Authentication via Secure Tunneling EAP (EAP-FAST)',
  52: 'Password EAP (EAP-PWD)',
  254: 'Expanded Type',
};

function decodeEapol(p: Packet, at: number, end: number): void {
  p.protocol = eapolId;
  const { bytes } = p;
  if (at + headerBytes > end) return cutShort(p, at, end, 'EAPOL header cut short');
  const type = u8(bytes, at + 1);
  const length = u16(bytes, at + 2);
  const body = at + headerBytes;
  if (body + length > p.wireEnd) p.fail('EAPOL length exceeds the packet');
  const stop = Math.min(end, body + length);
  if (p.wantsInfo) p.info = types[type] ?? `EAPOL type ${type}`;
  if (p.tree) {
    p.tree.layer(`802.1X Authentication, ${types[type] ?? `type ${type}`}`, at, body);
    p.tree.field('Version', u8(bytes, at), at, 1);
    p.tree.field('Type', `${type} (${types[type] ?? 'unknown'})`, at + 1, 1);
    p.tree.field('Length', length, at + 2, 2);
  }
  if (type === typeEap) decodeEap(p, body, stop);
  else if (type === typeKey) decodeKey(p, body, stop);
  else {
    if (type === typeKeyAgreement) p.protocol = keyAgreementId;
    data(p, body, stop);
  }
}

function decodeEap(p: Packet, at: number, end: number): void {
  p.protocol = eapId;
  const { bytes } = p;
  if (at + 4 > end) return cutShort(p, at, end, 'EAP header cut short');
  const code = u8(bytes, at);
  const length = u16(bytes, at + 2);
  const stop = Math.min(end, at + Math.max(4, length));
  const hasType = (code === 1 || code === 2) && at + 5 <= stop;
  const type = hasType ? u8(bytes, at + 4) : -1;
  const identity = type === 1 && code === 2 ? safeText(bytes, at + 5, stop) : '';
  if (p.wantsInfo) {
    p.info = eapCodes[code] ?? `EAP code ${code}`;
    if (hasType) p.info += `, ${eapTypes[type] ?? `type ${type}`}`;
    if (identity !== '') p.info += ` "${identity}"`;
  }
  if (!p.tree) return;
  p.tree.layer('Extensible Authentication Protocol', at, stop);
  p.tree.field('Code', `${code} (${eapCodes[code] ?? 'unknown'})`, at, 1);
  p.tree.field('Identifier', u8(bytes, at + 1), at + 1, 1);
  p.tree.field('Length', length, at + 2, 2);
  if (!hasType) return;
  p.tree.field('Type', `${type} (${eapTypes[type] ?? 'unknown'})`, at + 4, 1);
  if (identity !== '') p.tree.field('Identity', identity, at + 5, stop - at - 5);
  else if (stop > at + 5) p.tree.field('Data', hex(bytes, at + 5, stop), at + 5, stop - at - 5);
}

const descriptorRsn = 2;
const descriptorWpa = 254;
const keyPairwise = 0x0008;
const keyAcknowledge = 0x0080;
const keyIntegrity = 0x0100;
const keySecure = 0x0200;
const nonceAt = 13;

/** Which message of the wireless handshake this is follows from its flags. */
function handshakeText(information: number, dataBytes: number): string {
  if ((information & keyPairwise) === 0) {
    return (information & keyAcknowledge) !== 0 ? 'Group Message 1 of 2' : 'Group Message 2 of 2';
  }
  const acknowledged = (information & keyAcknowledge) !== 0;
  if ((information & keyIntegrity) === 0) return 'Message 1 of 4';
  if (acknowledged) return 'Message 3 of 4';
  return (information & keySecure) !== 0 || dataBytes === 0 ? 'Message 4 of 4' : 'Message 2 of 4';
}

function decodeKey(p: Packet, at: number, end: number): void {
  const { bytes } = p;
  if (at + 3 > end) return cutShort(p, at, end, 'EAPOL key cut short');
  const descriptor = u8(bytes, at);
  if (descriptor !== descriptorRsn && descriptor !== descriptorWpa) {
    p.tree?.field('Key descriptor', descriptor, at, 1);
    return data(p, at + 1, end);
  }
  const information = u16(bytes, at + 1);
  const dataBytes = at + 95 <= end ? u16(bytes, at + 93) : 0;
  if (p.wantsInfo) p.info = `Key (${handshakeText(information, dataBytes)})`;
  if (!p.tree) return;
  p.tree.field('Key descriptor', descriptor === descriptorRsn ? 'RSN (2)' : 'WPA (254)', at, 1);
  p.tree.field('Key information', hexNumber(information), at + 1, 2);
  if (at + 95 > end) return;
  p.tree.field('Key length', u16(bytes, at + 3), at + 3, 2);
  p.tree.field('Replay counter', hex(bytes, at + 5, at + 13), at + 5, 8);
  p.tree.field('Nonce', hex(bytes, at + nonceAt, at + nonceAt + 32), at + nonceAt, 32);
  p.tree.field('Integrity code', hex(bytes, at + 77, at + 93), at + 77, 16);
  p.tree.field('Key data', hex(bytes, at + 95, end), at + 95, end - at - 95);
}
