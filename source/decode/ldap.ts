import { BerElement, berInteger, berSequence } from './ber.ts';
import { u8, u32 } from './bytes.ts';
import { growLdapMessage, ldapOperations, summarizeLdapMessage } from './ldap-tree.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';

const ldapId = protocolId('LDAP');
const cldapId = protocolId('CLDAP', 'ldap');
const maxMessagesPerSegment = 50;

export const ldap: Protocol = {
  name: 'LDAP',
  /** 3268: the global catalogue. */
  tcpPorts: [389, 3268],
  udpPorts: [389],
  application: decodeLdap,
};

const message = new BerElement();
const element = new BerElement();

/** Where the operation of the message at `at` begins; -1 when this is no LDAP message. Sets `message`. */
function operationAt(p: Packet, at: number, end: number): number {
  const { bytes } = p;
  if (!message.read(bytes, at, end) || message.tag !== berSequence) return -1;
  if (!element.read(bytes, message.content, message.end) || element.tag !== berInteger) return -1;
  const operation = element.end;
  if (element.wireEnd - element.content > 4 || operation >= message.end) return -1;
  return ldapOperations[u8(bytes, operation)] === undefined ? -1 : operation;
}

function decodeLdap(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (operationAt(p, at, end) < 0) {
    // After a bind with signing or sealing, messages travel in buffers preceded by their length.
    if (p.carrier !== 6 || at + 4 > end || u32(bytes, at) !== p.wireEnd - at - 4) return false;
    p.protocol = ldapId;
    if (p.wantsInfo) p.info = `SASL buffer, ${u32(bytes, at)} bytes`;
    return true;
  }
  p.protocol = p.carrier === 17 ? cldapId : ldapId;
  if (p.carrier === 17 && message.wireEnd > end) p.tooShort('LDAP message cut short');
  if (p.wantsInfo) describe(p, at, end);
  return true;
}

function describe(p: Packet, at: number, end: number): void {
  let text = '';
  let next = at;
  for (let count = 0; count < maxMessagesPerSegment && next < end; count += 1) {
    const operation = operationAt(p, next, end);
    if (operation < 0) break;
    const wireEnd = message.wireEnd;
    const stop = message.end;
    const content = message.content;
    if (count > 0) text += ' | ';
    text += summarizeLdapMessage(p.bytes, content, operation, stop);
    if (p.tree) growLdapMessage(p.tree, p.bytes, next, content, operation, stop);
    next = wireEnd;
  }
  p.info = text;
}
