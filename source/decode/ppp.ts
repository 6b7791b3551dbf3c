import { cutShort } from './broken.ts';
import { u8, u16 } from './bytes.ts';
import { data, decodeLinkType, decodePppProtocol } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hexNumber } from './text.ts';

/** The Point-to-Point Protocol: on serial lines, in PPPoE, PPTP and L2TP. */

const pppId = protocolId('PPP');
const allStations = 0xff;
const unnumbered = 0x03;
const ciscoUnicast = 0x0f;
const ciscoMulticast = 0x8f;
const ciscoHdlcLinkType = 104;

export const ppp: Protocol = {
  name: 'PPP',
  linkTypes: [9, 50],
  /** Behind GRE, as PPTP does it. */
  etherTypes: [0x880b],
  layer: decodePpp,
};

/** 166 and 204: one byte before the frame says which way it went. */
export const pppDirected: Protocol = {
  name: 'PPP',
  linkTypes: [166, 204],
  layer: decodeDirected,
};

function decodeDirected(p: Packet, at: number, end: number): void {
  p.protocol = pppId;
  if (at >= end) return cutShort(p, at, end, 'PPP direction missing');
  p.tree?.layer('PPP direction', at, at + 1);
  p.tree?.field('Direction', u8(p.bytes, at) === 0 ? 'received' : 'sent', at, 1);
  decodePpp(p, at + 1, end);
}

function decodePpp(p: Packet, at: number, end: number): void {
  p.protocol = pppId;
  const { bytes } = p;
  let next = at;
  if (at + 2 <= end) {
    const address = u8(bytes, at);
    // The same line may carry Cisco's own framing.
    if ((address === ciscoUnicast || address === ciscoMulticast) && u8(bytes, at + 1) === 0) {
      return decodeLinkType(p, ciscoHdlcLinkType, at, end);
    }
    if (address === allStations && u8(bytes, at + 1) === unnumbered) next = at + 2;
  }
  if (next >= end) return cutShort(p, at, end, 'PPP header cut short');
  // Protocol numbers end in an odd byte; a compressed one is only that byte.
  const isCompressed = (u8(bytes, next) & 1) !== 0;
  if (!isCompressed && next + 2 > end) return cutShort(p, at, end, 'PPP header cut short');
  const protocol = isCompressed ? u8(bytes, next) : u16(bytes, next);
  const content = next + (isCompressed ? 1 : 2);
  if (p.wantsInfo) p.info = `PPP protocol ${hexNumber(protocol)}, ${end - content} bytes`;
  if (p.tree) {
    p.tree.layer('Point-to-Point Protocol', at, content);
    p.tree.field('Protocol', hexNumber(protocol), next, content - next);
  }
  if (!decodePppProtocol(p, protocol, content, end)) data(p, content, end);
}
