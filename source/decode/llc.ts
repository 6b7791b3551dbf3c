import { u8, u16, u24 } from './bytes.ts';
import { data, decodeEtherType, decodeLlcSap, decodeSnap } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hexNumber } from './text.ts';

/** 802.2 logical link control and its SNAP extension. */

const llcId = protocolId('LLC');
const snapSap = 0xaa;
const unnumberedInformation = 0x03;
const ipxType = 0x8137;

export const llc: Protocol = {
  name: 'LLC',
  layer: decodeLlc,
};

export function decodeLlc(p: Packet, at: number, end: number): void {
  p.protocol = llcId;
  const { bytes } = p;
  if (at + 3 > end) {
    p.tooShort('LLC header cut short');
    if (p.wantsInfo) p.info = 'LLC, cut short';
    return;
  }
  const destination = u8(bytes, at);
  const source = u8(bytes, at + 1);
  // No service has this address on both sides: it is IPX without 802.2, as Novell first did it.
  if (destination === 0xff && source === 0xff) {
    decodeEtherType(p, ipxType, at, end);
    return;
  }
  const control = u8(bytes, at + 2);
  // Only unnumbered frames (low bits 11) have a one-byte control field.
  const headerBytes = (control & 3) === 3 ? 3 : 4;
  if (p.wantsInfo) {
    p.info = `${controlText(control)}; DSAP ${hexNumber(destination, 2)}, SSAP ${hexNumber(source, 2)}`;
  }
  if (p.tree) {
    p.tree.layer('Logical-Link Control', at, Math.min(end, at + headerBytes));
    p.tree.field('DSAP', hexNumber(destination, 2), at, 1);
    p.tree.field('SSAP', hexNumber(source, 2), at + 1, 1);
    p.tree.field('Control', `${hexNumber(control, 2)} (${controlText(control)})`, at + 2, 1);
  }
  const next = at + headerBytes;
  if (destination === snapSap && source === snapSap && control === unnumberedInformation) {
    decodeSnapHeader(p, next, end);
  } else if (next > end || !carriesContent(control) || !decodeLlcSap(p, destination & 0xfe, next, end)) {
    data(p, next, end);
  }
}

/** Information frames, numbered or not; the rest is about the link itself. */
function carriesContent(control: number): boolean {
  return (control & 1) === 0 || (control & 0xef) === unnumberedInformation;
}

const unnumberedNames: Readonly<Record<number, string>> = {
  3: 'UI',
  15: 'DM',
  67: 'DISC',
  99: 'UA',
  111: 'SABME',
  135: 'FRMR',
  175: 'XID',
  227: 'TEST',
};
const supervisoryNames: readonly string[] = ['RR', 'RNR', 'REJ', 'SREJ'];

function controlText(control: number): string {
  if ((control & 1) === 0) return 'I';
  if ((control & 3) === 1) return `S, func=${supervisoryNames[(control >> 2) & 3]}`;
  return `U, func=${unnumberedNames[control & 0xef] ?? hexNumber(control, 2)}`;
}

function decodeSnapHeader(p: Packet, at: number, end: number): void {
  if (at + 5 > end) {
    p.tooShort('SNAP header cut short');
    return;
  }
  const organisation = u24(p.bytes, at);
  const id = u16(p.bytes, at + 3);
  p.tree?.field('SNAP organisation', hexNumber(organisation, 6), at, 3);
  p.tree?.field('SNAP protocol', hexNumber(id), at + 3, 2);
  if (p.wantsInfo) p.info = `SNAP organisation ${hexNumber(organisation, 6)} protocol ${hexNumber(id)}`;
  // Organisation 0 (and the 802.1H bridge tunnel) means: an EtherType follows.
  if (organisation === 0 || organisation === 0xf8) decodeEtherType(p, id, at + 5, end);
  else if (!decodeSnap(p, organisation, id, at + 5, end)) data(p, at + 5, end);
}
