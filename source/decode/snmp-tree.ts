import { ipv4At } from './address.ts';
import {
  BerElement,
  berInteger,
  berIntegerText,
  berNull,
  berNumber,
  berObjectIdentifier,
  berObjectIdentifierText,
  berOctetString,
  berSequence,
} from './ber.ts';
import type { Bytes } from './bytes.ts';
import { hex, safeText } from './text.ts';
import type { Tree } from './tree.ts';

/** Summary and tree of an SNMP message; what these make is for eyes, so they may allocate. */

export const snmpPduNames: Readonly<Record<number, string>> = {
  160: 'get-request',
  161: 'get-next-request',
  162: 'get-response',
  163: 'set-request',
  164: 'trap',
  165: 'getBulkRequest',
  166: 'informRequest',
  167: 'snmpV2-trap',
  168: 'report',
};

const versionNames: readonly string[] = ['1', '2c', '2u', '3'];
const trapTag = 0xa4;
const maxNamesInSummary = 5;
const maxBindingsShown = 200;

// biome-ignore format: a table
const errorNames: readonly string[] = [
  'no error', 'too big', 'no such name', 'bad value', 'read only', 'general error', 'no access', 'wrong type',
  'wrong length', 'wrong encoding', 'wrong value', 'no creation', 'inconsistent value', 'resource unavailable',
  'commit failed', 'undo failed', 'authorization error', 'not writable', 'inconsistent name',
];

// biome-ignore format: a table
const genericTraps: readonly string[] = [
  'cold start', 'warm start', 'link down', 'link up', 'authentication failure', 'neighbour lost', 'enterprise specific',
];

type Node = { readonly tag: number; readonly start: number; readonly content: number; readonly end: number };

/** The elements in [at, end), at most `limit`. */
function children(bytes: Bytes, at: number, end: number, limit = 32): Node[] {
  const element = new BerElement();
  const list: Node[] = [];
  let next = at;
  while (list.length < limit && element.read(bytes, next, end)) {
    list.push({ tag: element.tag, start: next, content: element.content, end: element.end });
    next = element.end;
  }
  return list;
}

function firstChild(bytes: Bytes, at: number, end: number): Node | undefined {
  return children(bytes, at, end, 1)[0];
}

/** The variable bindings of a PDU: { name, value } pairs. */
function bindings(bytes: Bytes, pdu: Node): Node[] {
  const list = children(bytes, pdu.content, pdu.end).at(-1);
  return list?.tag === berSequence ? children(bytes, list.content, list.end, maxBindingsShown) : [];
}

export function summarizeSnmpPdu(bytes: Bytes, at: number, end: number): string {
  const pdu = firstChild(bytes, at, end);
  if (pdu === undefined) return 'SNMP';
  let text = snmpPduNames[pdu.tag] ?? 'SNMP';
  const names = bindings(bytes, pdu);
  for (const binding of names.slice(0, maxNamesInSummary)) {
    const name = firstChild(bytes, binding.content, binding.end);
    if (name?.tag === berObjectIdentifier)
      text += ` ${berObjectIdentifierText(bytes, name.content, name.end)}`;
  }
  return names.length > maxNamesInSummary ? `${text} …` : text;
}

export function growSnmpTree(
  tree: Tree,
  bytes: Bytes,
  content: number,
  end: number,
  version: number,
  pduAt: number,
): void {
  tree.layer(`Simple Network Management Protocol, version ${versionNames[version] ?? version}`, content, end);
  const parts = children(bytes, content, end, 4);
  const [versionPart, second, third] = parts;
  if (versionPart) {
    tree.field(
      'Version',
      versionNames[version] ?? String(version),
      versionPart.start,
      versionPart.end - versionPart.start,
    );
  }
  if (version === 3) {
    if (second) growGlobalData(tree, bytes, second);
    if (third) growUserSecurity(tree, bytes, third);
  } else if (second?.tag === berOctetString) {
    tree.field(
      'Community',
      safeText(bytes, second.content, second.end),
      second.start,
      second.end - second.start,
    );
  }
  const pdu = pduAt < 0 ? undefined : firstChild(bytes, pduAt, end);
  if (pdu) growPdu(tree, bytes, pdu);
}

function growGlobalData(tree: Tree, bytes: Bytes, header: Node): void {
  const [id, size, flags, model] = children(bytes, header.content, header.end, 4);
  if (id) tree.field('Message id', berIntegerText(bytes, id.content, id.end), id.start, id.end - id.start);
  if (size)
    tree.field(
      'Largest message',
      berIntegerText(bytes, size.content, size.end),
      size.start,
      size.end - size.start,
    );
  if (flags) tree.field('Flags', hex(bytes, flags.content, flags.end), flags.start, flags.end - flags.start);
  if (model)
    tree.field(
      'Security model',
      berIntegerText(bytes, model.content, model.end),
      model.start,
      model.end - model.start,
    );
}

function growUserSecurity(tree: Tree, bytes: Bytes, part: Node): void {
  const inner = part.tag === berOctetString ? firstChild(bytes, part.content, part.end) : undefined;
  if (inner?.tag !== berSequence) return;
  const [engine, boots, time, user] = children(bytes, inner.content, inner.end, 6);
  if (engine)
    tree.field('Engine id', hex(bytes, engine.content, engine.end), engine.start, engine.end - engine.start);
  if (boots)
    tree.field(
      'Engine boots',
      berIntegerText(bytes, boots.content, boots.end),
      boots.start,
      boots.end - boots.start,
    );
  if (time)
    tree.field(
      'Engine time',
      berIntegerText(bytes, time.content, time.end),
      time.start,
      time.end - time.start,
    );
  if (user)
    tree.field('User name', safeText(bytes, user.content, user.end), user.start, user.end - user.start);
}

function growPdu(tree: Tree, bytes: Bytes, pdu: Node): void {
  tree.open('PDU', snmpPduNames[pdu.tag] ?? `tag ${pdu.tag}`, pdu.start, pdu.end - pdu.start);
  const parts = children(bytes, pdu.content, pdu.end, 8);
  const labels =
    pdu.tag === trapTag
      ? ['Enterprise', 'Agent address', 'Generic trap', 'Specific trap', 'Time']
      : pdu.tag === 0xa5
        ? ['Request id', 'Non-repeaters', 'Max repetitions']
        : ['Request id', 'Error', 'Error index'];
  for (const [index, label] of labels.entries()) {
    const part = parts[index];
    if (!part) break;
    let value = valueText(bytes, part);
    if (label === 'Error') value = errorNames[berNumber(bytes, part.content, part.end)] ?? value;
    if (label === 'Generic trap') value = genericTraps[berNumber(bytes, part.content, part.end)] ?? value;
    tree.field(label, value, part.start, part.end - part.start);
  }
  for (const binding of bindings(bytes, pdu)) {
    const [name, value] = children(bytes, binding.content, binding.end, 2);
    if (!name) continue;
    const text = berObjectIdentifierText(bytes, name.content, name.end);
    tree.field(text, value ? valueText(bytes, value) : '', binding.start, binding.end - binding.start);
  }
  tree.close();
}

function valueText(bytes: Bytes, node: Node): string {
  const { tag, content, end } = node;
  switch (tag) {
    case berInteger:
      return berIntegerText(bytes, content, end);
    case berOctetString:
      return octetsText(bytes, content, end);
    case berNull:
      return 'null';
    case berObjectIdentifier:
      return berObjectIdentifierText(bytes, content, end);
    case 0x40:
      return end - content === 4 ? ipv4At(bytes, content) : hex(bytes, content, end);
    case 0x41:
    case 0x42:
    case 0x46:
    case 0x47:
      return berIntegerText(bytes, content, end, false);
    case 0x43:
      return `${berIntegerText(bytes, content, end, false)} (hundredths of a second)`;
    case 0x80:
      return 'no such object';
    case 0x81:
      return 'no such instance';
    case 0x82:
      return 'end of view';
    default:
      return hex(bytes, content, end);
  }
}

/** Text when it is printable, hex otherwise: an octet string may be either. */
function octetsText(bytes: Bytes, at: number, end: number): string {
  for (let index = at; index < end; index += 1) {
    const byte = bytes[index] ?? 0;
    if ((byte < 0x20 || byte > 0x7e) && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)
      return hex(bytes, at, end);
  }
  return safeText(bytes, at, end);
}
