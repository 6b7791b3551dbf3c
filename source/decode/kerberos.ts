import { BerElement } from './ber.ts';
import { u8, u32 } from './bytes.ts';
import { growHeader } from './header-fields.ts';
import { growKerberosTree, kerberosTypes, summarizeKerberos } from './kerberos-tree.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { safePadded } from './text.ts';

const krb5Id = protocolId('KRB5', 'kerberos');
const krb4Id = protocolId('KRB4', 'kerberos');
const kerberosPort = 88;
/** Longer than any ticket. */
const maxMessageBytes = 1 << 20;

export const kerberos: Protocol = {
  name: 'Kerberos',
  tcpPorts: [kerberosPort],
  udpPorts: [kerberosPort],
  application: decodeKerberos,
};

const message = new BerElement();
const body = new BerElement();

// biome-ignore format: a table
const version4Types: Readonly<Record<number, string>> = {
  1: 'KDC Request', 2: 'KDC Reply', 3: 'Application Request', 4: 'Application Request (mutual)', 5: 'Error Reply',
  6: 'Private', 7: 'Safe', 8: 'Application Error',
};

function decodeKerberos(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (p.carrier !== 6) return decodeMessage(p, at, end) || decodeVersion4(p, at, end);
  // Over TCP a 4-byte length precedes each message; segments that continue one are the ticket's bulk.
  if (at + 4 <= end && u32(bytes, at) <= maxMessageBytes && decodeMessage(p, at + 4, end)) return true;
  p.protocol = krb5Id;
  if (p.wantsInfo) p.info = 'Continuation';
  return true;
}

/** [APPLICATION n] { SEQUENCE { … } } with a known n. */
function decodeMessage(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (!message.read(bytes, at, end) || kerberosTypes[message.tag] === undefined) return false;
  if (!body.read(bytes, message.content, message.end) || body.tag !== 0x30) return false;
  p.protocol = krb5Id;
  if (p.carrier === 17 && message.wireEnd > end) p.tooShort('Kerberos message cut short');
  if (p.wantsInfo) p.info = summarizeKerberos(bytes, at, end);
  if (p.tree) growKerberosTree(p.tree, bytes, at, end);
  return true;
}

function decodeVersion4(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + 2 > end || u8(bytes, at) !== 4) return false;
  const type = u8(bytes, at + 1) >> 1;
  const name = version4Types[type];
  if (name === undefined) return false;
  p.protocol = krb4Id;
  const principal = at + 2 < end && (type === 1 || type === 2) ? ` ${safePadded(bytes, at + 2, end)}` : '';
  if (p.wantsInfo) p.info = name + principal;
  if (p.tree) {
    p.tree.layer('Kerberos version 4', at, end);
    growHeader(p.tree, bytes, at, end, [['Version', 0, 1]]);
    p.tree.field('Type', `${name} (${type})`, at + 1, 1);
    if (principal !== '') p.tree.field('Principal', principal.trim(), at + 2, Math.min(40, end - at - 2));
  }
  return true;
}
