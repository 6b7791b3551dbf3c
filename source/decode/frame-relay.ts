import { cutShort } from './broken.ts';
import { u8, u16, u24 } from './bytes.ts';
import { data, decodeEtherType, decodeNlpid, decodeSnap, knowsEtherType } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hexNumber } from './text.ts';

/** Frame relay (Q.922 addresses) with the encapsulations of RFC 2427 and of Cisco. */

const frameRelayId = protocolId('FR', 'fr');
const q933Id = protocolId('Q.933', 'q933');
const snapNlpid = 0x80;
const q933Nlpid = 0x08;
const ipv4Nlpid = 0xcc;
const ipv6Nlpid = 0x8e;
const unnumbered = 0x03;

export const frameRelay: Protocol = {
  name: 'FR',
  linkTypes: [107],
  /** Behind GRE. */
  etherTypes: [0x6559],
  layer: decodeFrameRelay,
};

function decodeFrameRelay(p: Packet, at: number, end: number): void {
  p.protocol = frameRelayId;
  const { bytes } = p;
  // Addresses are two to four bytes: all but the last have their lowest bit clear.
  let length = 1;
  while (length < 4 && at + length <= end && (u8(bytes, at + length - 1) & 1) === 0) length += 1;
  if (at + length + 2 > end) return cutShort(p, at, end, 'frame relay header cut short');
  const circuit = length >= 2 ? ((u8(bytes, at) >> 2) << 4) | (u8(bytes, at + 1) >> 4) : u8(bytes, at) >> 2;
  let next = at + length;
  if (p.wantsInfo) p.info = `Frame relay, circuit ${circuit}, ${end - next} bytes`;
  if (p.tree) {
    p.tree.layer(`Frame relay, circuit ${circuit}`, at, next);
    p.tree.field('Circuit', circuit, at, length);
  }
  if (u8(bytes, next) !== unnumbered) {
    // Cisco's encapsulation: an EtherType right after the address.
    const type = u16(bytes, next);
    p.tree?.field('Type', hexNumber(type), next, 2);
    if (knowsEtherType(type)) decodeEtherType(p, type, next + 2, end);
    else if (type === 0x2000) {
      if (!decodeSnap(p, 0x00000c, type, next + 2, end)) data(p, next + 2, end);
    } else if (next + 2 >= end || !decodeNlpid(p, u8(bytes, next + 2), next + 2, end)) {
      // Numbered frames have a control field of two bytes; what they carry is rarely seen.
      data(p, next, end);
    }
    return;
  }
  p.tree?.field('Control', hexNumber(unnumbered, 2), next, 1);
  next += 1;
  // A zero pads the header to an even length.
  if (u8(bytes, next) === 0) next += 1;
  if (next >= end) return cutShort(p, next, end, 'frame relay header cut short');
  const nlpid = u8(bytes, next);
  p.tree?.field('Network protocol', hexNumber(nlpid, 2), next, 1);
  if (nlpid === snapNlpid) decodeSnapHeader(p, next + 1, end);
  else if (nlpid === ipv4Nlpid) decodeEtherType(p, 0x0800, next + 1, end);
  else if (nlpid === ipv6Nlpid) decodeEtherType(p, 0x86dd, next + 1, end);
  else if (nlpid === q933Nlpid) {
    p.protocol = q933Id;
    if (p.wantsInfo) p.info = `Frame relay line management, circuit ${circuit}`;
    data(p, next + 1, end);
  } else if (!decodeNlpid(p, nlpid, next, end)) data(p, next, end);
}

/** Bridged formats of RFC 2427: with (1–6) and without (7–12) the original frame check sequence. */
const bridgedOrganisation = 0x0080c2;

function decodeSnapHeader(p: Packet, at: number, end: number): void {
  if (at + 5 > end) return cutShort(p, at, end, 'SNAP header cut short');
  const organisation = u24(p.bytes, at);
  const id = u16(p.bytes, at + 3);
  p.tree?.field('SNAP organisation', hexNumber(organisation, 6), at, 3);
  p.tree?.field('SNAP protocol', hexNumber(id), at + 3, 2);
  if (organisation === 0) decodeEtherType(p, id, at + 5, end);
  else if (organisation === bridgedOrganisation && (id === 1 || id === 7)) {
    decodeEtherType(p, 0x6558, at + 5, end);
  } else if (!decodeSnap(p, organisation, id, at + 5, end)) data(p, at + 5, end);
}
