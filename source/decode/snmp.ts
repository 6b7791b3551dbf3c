import {
  BerElement,
  berEnter,
  berFind,
  berInteger,
  berNumber,
  berOctetString,
  berSequence,
  berSkip,
} from './ber.ts';
import { u8 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { growSnmpTree, snmpPduNames, summarizeSnmpPdu } from './snmp-tree.ts';

const snmpId = protocolId('SNMP');

export const snmp: Protocol = {
  name: 'SNMP',
  tcpPorts: [161, 162],
  udpPorts: [161, 162],
  application: decodeSnmp,
};

const message = new BerElement();
const element = new BerElement();

function decodeSnmp(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (!message.read(bytes, at, end) || message.tag !== berSequence) return false;
  const content = message.content;
  const contentEnd = message.end;
  if (!element.read(bytes, content, contentEnd) || element.tag !== berInteger) return false;
  const version = berNumber(bytes, element.content, element.end);
  if (version !== 0 && version !== 1 && version !== 2 && version !== 3) return false;
  p.protocol = snmpId;
  const wireEnd = message.wireEnd;
  if (wireEnd > end) p.tooShort('SNMP message cut short');
  const pdu = version === 3 ? findScopedPdu(p, element.end, contentEnd) : findPdu(p, element.end, contentEnd);
  if (p.wantsInfo) {
    if (pdu >= 0) p.info = summarizeSnmpPdu(bytes, pdu, contentEnd);
    else p.info = version === 3 ? 'encrypted SNMPv3 message' : `SNMP version ${version + 1}`;
  }
  if (p.tree) growSnmpTree(p.tree, bytes, content, Math.min(end, contentEnd), version, pdu);
  return true;
}

/** v1 and v2c: version, community, PDU. */
function findPdu(p: Packet, at: number, end: number): number {
  const pdu = berEnter(p.bytes, at, end, berOctetString) < 0 ? -1 : berSkip(p.bytes, at, end);
  return pdu >= 0 && pdu < end && snmpPduNames[u8(p.bytes, pdu)] !== undefined ? pdu : -1;
}

/** v3: version, header, security parameters, then { engine id, context name, PDU } unless encrypted. */
function findScopedPdu(p: Packet, at: number, end: number): number {
  const security = berSkip(p.bytes, at, end);
  const scoped = security < 0 ? -1 : berSkip(p.bytes, security, end);
  const engine = scoped < 0 ? -1 : berEnter(p.bytes, scoped, end, berSequence);
  if (engine < 0) return -1;
  for (let tag = 0xa0; tag <= 0xa8; tag += 1) {
    const pdu = berFind(p.bytes, engine, end, tag);
    if (pdu >= 0) return pdu;
  }
  return -1;
}
