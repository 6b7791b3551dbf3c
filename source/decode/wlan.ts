import { macAt } from './address.ts';
import { i32, u8, u16, u16le } from './bytes.ts';
import { data } from './dispatch.ts';
import { decodeLlc } from './llc.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { growWlanBody, summarizeWlanBody } from './wlan-elements.ts';
import { wlanFrameName } from './wlan-names.ts';

/** IEEE 802.11 without any capture header. */

const wlanId = protocolId('802.11', 'wlan');

const typeManagement = 0;
const typeControl = 1;
const typeData = 2;

/** The flags byte of the frame control field. */
const flagToDistribution = 0x01;
const flagFromDistribution = 0x02;
const flagMoreFragments = 0x04;
const flagRetry = 0x08;
const flagProtected = 0x40;
const flagOrder = 0x80;
const flagLetters = 'tfmRPMpo';

const managementHeaderBytes = 24;
const addressBytes = 6;
/** Quality-of-service control: this bit says that the body holds several frames (A-MSDU). */
const aggregateBit = 0x80;

export const wlan: Protocol = {
  name: '802.11',
  linkTypes: [105],
  layer: decodeWlan,
};

/** A frame without its check sequence: what captured it has cut that off. */
function decodeWlan(p: Packet, at: number, end: number): void {
  p.protocol = wlanId;
  if (at + 2 > end) return cutShort(p, at, end);
  decodeFrame(p, at, end, u8(p.bytes, at), u8(p.bytes, at + 1), false);
}

/** As Cisco's controllers tunnel frames: with the two bytes of the frame control field exchanged. */
export function decodeSwappedWlan(p: Packet, at: number, end: number): void {
  p.protocol = wlanId;
  if (at + 2 > end) return cutShort(p, at, end);
  decodeFrame(p, at, end, u8(p.bytes, at + 1), u8(p.bytes, at), true);
}

function decodeFrame(
  p: Packet,
  at: number,
  end: number,
  control: number,
  flags: number,
  isSwapped: boolean,
): void {
  const { bytes } = p;
  const type = (control >> 2) & 3;
  const subtype = control >> 4;
  if (p.wantsInfo) p.info = wlanFrameName(type, subtype);
  if ((control & 3) !== 0) {
    p.fail('unknown 802.11 version');
    return data(p, at, end);
  }
  if (type === typeControl) return decodeControl(p, at, end, subtype, flags);
  if (type !== typeManagement && type !== typeData) return data(p, at, end);
  if (at + managementHeaderBytes > end) return cutShort(p, at, end);

  const body = at + headerLength(type, subtype, flags);
  setAddresses(p, at, flags, type, end);
  if (p.wantsInfo) p.info += sequenceText(p, at, flags);
  if (p.tree) growTree(p, at, Math.min(body, end), type, subtype, flags);
  if (body > end) {
    p.tooShort('802.11 header cut short');
    return;
  }
  if (type === typeManagement) {
    if ((flags & flagProtected) !== 0) return data(p, body, end);
    if (p.wantsInfo) p.info += summarizeWlanBody(p, subtype, body, end);
    if (p.tree) growWlanBody(p, subtype, body, end);
    return;
  }
  // Bit 2 of the subtype: no data. Later fragments and encrypted bodies begin with nothing readable.
  // Controllers that swap bytes put their own count where the fragment number stands.
  const isFragment = !isSwapped && (u16le(bytes, at + 22) & 15) !== 0;
  const quality = (flags & flagOrder) !== 0 ? body - 6 : body - 2;
  const aggregate = (subtype & 8) !== 0 && (u8(bytes, quality) & aggregateBit) !== 0;
  if ((subtype & 4) !== 0 || body >= end) return;
  if ((flags & flagProtected) !== 0 || isFragment) return data(p, body, end);
  decodeBody(p, aggregate ? body + 14 : body, end, (flags & flagMoreFragments) !== 0);
}

function decodeBody(p: Packet, at: number, end: number, isFirstFragment: boolean): void {
  if (at + 3 > end) return data(p, at, end);
  // Some drivers leave an Ethernet header where LLC should stand; IBM's raw IPX begins with ff ff.
  if (isFirstFragment && u16(p.bytes, at) !== 0xaaaa) return data(p, at, end);
  decodeLlc(p, at, end);
}

function headerLength(type: number, subtype: number, flags: number): number {
  let length = managementHeaderBytes;
  const four = flagToDistribution | flagFromDistribution;
  if (type === typeData && (flags & four) === four) length += addressBytes;
  if (type === typeData && (subtype & 8) !== 0) length += 2;
  const hasHighThroughput = (flags & flagOrder) !== 0 && (type === typeManagement || (subtype & 8) !== 0);
  return hasHighThroughput ? length + 4 : length;
}

/** The stations a frame is from and for, whichever of the four address fields they stand in. */
function setAddresses(p: Packet, at: number, flags: number, type: number, end: number): void {
  if (p.hasEthernet !== 0 || p.networkLayers !== 0) return;
  const toDistribution = type === typeData && (flags & flagToDistribution) !== 0;
  const fromDistribution = type === typeData && (flags & flagFromDistribution) !== 0;
  const destination = at + (toDistribution ? 16 : 4);
  let source = at + (fromDistribution ? 16 : 10);
  if (toDistribution && fromDistribution) source = at + managementHeaderBytes;
  if (source + addressBytes > end) return;
  const { bytes } = p;
  p.hasEthernet = 1;
  p.ethDstHigh = u16(bytes, destination);
  p.ethDstLow = i32(bytes, destination + 2);
  p.ethSrcHigh = u16(bytes, source);
  p.ethSrcLow = i32(bytes, source + 2);
}

function cutShort(p: Packet, at: number, end: number): void {
  p.tooShort('802.11 header cut short');
  if (p.wantsInfo) p.info = `802.11, only ${end - at} bytes`;
}

function flagsText(flags: number): string {
  let text = '';
  for (let bit = 7; bit >= 0; bit -= 1) text += (flags & (1 << bit)) !== 0 ? flagLetters.charAt(bit) : '.';
  return text;
}

function sequenceText(p: Packet, at: number, flags: number): string {
  const sequence = u16le(p.bytes, at + 22);
  return `, SN=${sequence >> 4}, FN=${sequence & 15}, Flags=${flagsText(flags)}`;
}

/** Control frames have one or two addresses; which, their subtype says. */
function decodeControl(p: Packet, at: number, end: number, subtype: number, flags: number): void {
  const { bytes } = p;
  if (at + 10 > end) {
    p.tooShort('802.11 control frame cut short');
    return data(p, at, end);
  }
  // RTS, block acknowledgments, poll and contention-free end also name the sender.
  const namesSender = subtype !== 12 && subtype !== 13 && at + 16 <= end;
  if (p.wantsInfo) p.info += `, Flags=${flagsText(flags)}`;
  if (p.tree) {
    p.tree.layer(`IEEE 802.11 ${wlanFrameName(typeControl, subtype)}`, at, end);
    p.tree.field('Frame control', flagsText(flags), at, 2);
    p.tree.field('Duration', u16le(bytes, at + 2), at + 2, 2);
    p.tree.field('Receiver', macAt(bytes, at + 4), at + 4, 6);
    if (namesSender) p.tree.field('Transmitter', macAt(bytes, at + 10), at + 10, 6);
  }
}

const addressLabels: readonly (readonly string[])[] = [
  ['Destination', 'Source', 'BSS'],
  ['BSS', 'Source', 'Destination'],
  ['Destination', 'BSS', 'Source'],
  ['Receiver', 'Transmitter', 'Destination', 'Source'],
];

function growTree(p: Packet, at: number, end: number, type: number, subtype: number, flags: number): void {
  const { bytes, tree } = p;
  if (!tree) return;
  const labels = addressLabels[type === typeData ? flags & 3 : 0] ?? [];
  tree.layer(`IEEE 802.11 ${wlanFrameName(type, subtype)}`, at, end);
  tree.open('Frame control', flagsText(flags), at, 2);
  tree.field('Subtype', wlanFrameName(type, subtype), at, 1);
  tree.field('Retry', (flags & flagRetry) !== 0 ? 'yes' : 'no', at + 1, 1);
  tree.field('Protected', (flags & flagProtected) !== 0 ? 'yes' : 'no', at + 1, 1);
  tree.close();
  tree.field('Duration', u16le(bytes, at + 2), at + 2, 2);
  for (let index = 0; index < 3; index += 1) {
    const place = at + 4 + index * addressBytes;
    tree.field(labels[index] ?? 'Address', macAt(bytes, place), place, 6);
  }
  tree.field('Fragment number', u16le(bytes, at + 22) & 15, at + 22, 1);
  tree.field('Sequence number', u16le(bytes, at + 22) >> 4, at + 22, 2);
  const last = labels[3];
  if (last !== undefined && at + 30 <= end) tree.field(last, macAt(bytes, at + 24), at + 24, 6);
}
