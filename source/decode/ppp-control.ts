import { ipv4At } from './address.ts';
import { cutShort } from './broken.ts';
import { type Bytes, u8, u16 } from './bytes.ts';
import { data, decodePppProtocol } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type LayerDecoder, type Protocol, protocolId } from './protocol.ts';
import { hex, hexNumber, safeText } from './text.ts';

/** PPP's own negotiations: one shape (code, identifier, length, options) for links and network layers. */

const codes: readonly string[] = [
  'Vendor Specific',
  'Configuration Request',
  'Configuration Ack',
  'Configuration Nak',
  'Configuration Reject',
  'Termination Request',
  'Termination Ack',
  'Code Reject',
  'Protocol Reject',
  'Echo Request',
  'Echo Reply',
  'Discard Request',
  'Identification',
  'Time Remaining',
  'Reset Request',
  'Reset Ack',
];
const papCodes: readonly string[] = ['', 'Authenticate-Request', 'Authenticate-Ack', 'Authenticate-Nak'];
const chapCodes: readonly string[] = ['', 'Challenge', 'Response', 'Success', 'Failure'];

const linkOptions: Readonly<Record<number, string>> = {
  1: 'Maximum receive unit',
  2: 'Control character map',
  3: 'Authentication protocol',
  4: 'Quality protocol',
  5: 'Magic number',
  7: 'Protocol field compression',
  8: 'Address and control compression',
  13: 'Callback',
  17: 'Multilink receive unit',
  18: 'Multilink short sequence',
  19: 'Endpoint discriminator',
};
const addressOptions: Readonly<Record<number, string>> = {
  1: 'Addresses',
  2: 'Compression protocol',
  3: 'Address',
  129: 'Primary DNS server',
  130: 'Primary WINS server',
  131: 'Secondary DNS server',
  132: 'Secondary WINS server',
};
const noOptions: Readonly<Record<number, string>> = {};

function control(
  name: string,
  pppProtocol: number,
  names: readonly string[] = codes,
  options: Readonly<Record<number, string>> = noOptions,
): Protocol {
  const id = protocolId(name, 'ppp');
  const layer: LayerDecoder = (p, at, end) => decodeControl(p, at, end, id, name, names, options);
  return { name, pppProtocols: [pppProtocol], layer };
}

export const pppControls: readonly Protocol[] = [
  control('PPP LCP', 0xc021, codes, linkOptions),
  control('PPP PAP', 0xc023, papCodes),
  control('PPP CHAP', 0xc223, chapCodes),
  control('PPP IPCP', 0x8021, codes, addressOptions),
  control('PPP OSINLCP', 0x8023),
  control('PPP BCP NCP', 0x8031),
  control('PPP MPLSCP', 0x8281),
  control('PPP IPV6CP', 0x8057),
  control('PPP CDPCP', 0x8207),
  control('PPP CCP', 0x80fd),
  control('PPP ECP', 0x8053),
  control('PPP BACP', 0xc02b),
  control('PPP BAP', 0xc02d),
  { name: 'PPP MP', pppProtocols: [0x003d], layer: decodeMultilink },
];

function decodeControl(
  p: Packet,
  at: number,
  end: number,
  id: number,
  name: string,
  names: readonly string[],
  options: Readonly<Record<number, string>>,
): void {
  p.protocol = id;
  const { bytes } = p;
  if (at + 4 > end) return cutShort(p, at, end, 'PPP control packet cut short');
  const code = u8(bytes, at);
  const length = u16(bytes, at + 2);
  if (length < 4) p.fail('PPP control length below 4');
  else if (at + length > end) p.tooShort('PPP control length exceeds the packet');
  const stop = Math.min(end, at + Math.max(4, length));
  if (p.wantsInfo) p.info = (names[code] ?? `${name} code ${code}`) + credentials(bytes, at, stop, names);
  if (!p.tree) return;
  p.tree.layer(`${name}, ${names[code] ?? `code ${code}`}`, at, stop);
  p.tree.field('Code', `${code} (${names[code] ?? 'unknown'})`, at, 1);
  p.tree.field('Identifier', u8(bytes, at + 1), at + 1, 1);
  p.tree.field('Length', length, at + 2, 2);
  if (names === codes && code >= 1 && code <= 4) growOptions(p, at + 4, stop, options);
  else if (stop > at + 4) p.tree.field('Data', hex(bytes, at + 4, stop), at + 4, stop - at - 4);
}

/** The user a PAP request or a CHAP challenge names: length-prefixed, or whatever follows the value. */
function credentials(bytes: Bytes, at: number, end: number, names: readonly string[]): string {
  const code = u8(bytes, at);
  if (at + 5 > end) return '';
  const length = u8(bytes, at + 4);
  if (names === papCodes && code === 1 && at + 5 + length <= end) {
    return `, user "${safeText(bytes, at + 5, at + 5 + length)}"`;
  }
  if (names === chapCodes && (code === 1 || code === 2) && at + 5 + length < end) {
    return `, name "${safeText(bytes, at + 5 + length, end)}"`;
  }
  return '';
}

function growOptions(p: Packet, at: number, end: number, names: Readonly<Record<number, string>>): void {
  const { bytes, tree } = p;
  let next = at;
  while (next + 2 <= end) {
    const type = u8(bytes, next);
    const length = u8(bytes, next + 1);
    if (length < 2 || next + length > end) {
      tree?.field('Option', `${type}, wrong length ${length}`, next, end - next);
      return;
    }
    const isAddress = names === addressOptions && length === 6;
    const value = isAddress ? ipv4At(bytes, next + 2) : hex(bytes, next + 2, next + length);
    tree?.field(names[type] ?? `Option ${type}`, value, next, length);
    next += length;
  }
}

const multilinkId = protocolId('PPP MP', 'ppp');
const multilinkBytes = 4;

function decodeMultilink(p: Packet, at: number, end: number): void {
  p.protocol = multilinkId;
  const { bytes } = p;
  if (at + multilinkBytes > end) return cutShort(p, at, end, 'PPP multilink header cut short');
  const isFirst = (u8(bytes, at) & 0x80) !== 0;
  const isLast = (u8(bytes, at) & 0x40) !== 0;
  const content = at + multilinkBytes;
  if (p.wantsInfo) {
    const place = isFirst && isLast ? 'whole packet' : isFirst ? 'first' : isLast ? 'last' : 'middle';
    p.info = `Multilink fragment, ${place}, ${end - content} bytes`;
  }
  if (p.tree) {
    p.tree.layer('PPP multilink', at, content);
    p.tree.field('First', isFirst ? 'yes' : 'no', at, 1);
    p.tree.field('Last', isLast ? 'yes' : 'no', at, 1);
    p.tree.field('Sequence', hexNumber(u16(bytes, at) & 0xfff), at, 4);
  }
  // Only a packet in one piece can be read here; it begins with its protocol number.
  if (!isFirst || !isLast || content + 2 > end) return data(p, content, end);
  const isCompressed = (u8(bytes, content) & 1) !== 0;
  const protocol = isCompressed ? u8(bytes, content) : u16(bytes, content);
  const inner = content + (isCompressed ? 1 : 2);
  if (!decodePppProtocol(p, protocol, inner, end)) data(p, content, end);
}
