import { u8, u16, u24, u32 } from './bytes.ts';
import { data, decodeApplication, decodeEtherType, enterLayer } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hexNumber } from './text.ts';
import { decodeSwappedWlan } from './wlan.ts';

/** Between wireless controllers and their access points (RFC 5415): control in 5246, frames in 5247. */

const controlId = protocolId('CAPWAP-Control', 'capwap');
const dataId = protocolId('CAPWAP-Data', 'capwap');
const controlPort = 5246;
const headerBytes = 8;
const preambleDtls = 1;
const flagNative = 0x01;
const flagFragment = 0x80;
const flagKeepAlive = 0x08;

export const capwap: Protocol = {
  name: 'CAPWAP',
  udpPorts: [controlPort, 5247],
  application: decodeCapwap,
};

const messages: readonly string[] = [
  '',
  'Discovery Request',
  'Discovery Response',
  'Join Request',
  'Join Response',
  'Configuration Status Request',
  'Configuration Status Response',
  'Configuration Update Request',
  'Configuration Update Response',
  'WTP Event Request',
  'WTP Event Response',
  'Change State Event Request',
  'Change State Event Response',
  'Echo Request',
  'Echo Response',
  'Image Data Request',
  'Image Data Response',
  'Reset Request',
  'Reset Response',
  'Primary Discovery Request',
  'Primary Discovery Response',
  'Data Transfer Request',
  'Data Transfer Response',
  'Clear Configuration Request',
  'Clear Configuration Response',
  'Station Configuration Request',
  'Station Configuration Response',
];

function decodeCapwap(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + headerBytes > end || u8(bytes, at) >> 4 !== 0) return false;
  const kind = u8(bytes, at) & 15;
  if (kind === preambleDtls) {
    // Encrypted: the rest is DTLS, recognised by its own first bytes.
    if (!decodeApplication(p, at + 4, end)) return false;
    return true;
  }
  if (kind !== 0) return false;
  const length = (u8(bytes, at + 1) >> 3) * 4;
  const flags = u8(bytes, at + 3);
  if (length < headerBytes || at + length > end) return false;
  const isControl = p.carrierSrcPort === controlPort || p.carrierDstPort === controlPort;
  p.protocol = isControl ? controlId : dataId;
  const content = at + length;
  if (p.tree) {
    p.tree.layer(isControl ? 'CAPWAP control' : 'CAPWAP data', at, content);
    p.tree.field('Header length', length, at + 1, 1);
    p.tree.field('Flags', hexNumber(u16(bytes, at + 2) & 0x1ff, 3), at + 2, 2);
    p.tree.field('Fragment', u16(bytes, at + 4), at + 4, 2);
  }
  if (isControl) decodeControl(p, content, end);
  else if ((flags & flagKeepAlive) !== 0) {
    if (p.wantsInfo) p.info = 'CAPWAP-Data Keep-Alive';
    data(p, content, end);
  } else if ((flags & flagFragment) !== 0 && u16(bytes, at + 6) >> 3 !== 0) {
    if (p.wantsInfo) p.info = `CAPWAP fragment, offset ${u16(bytes, at + 6) & 0xfff8}`;
    data(p, content, end);
  } else if (!enterLayer(p)) data(p, content, end);
  else if ((u16(bytes, at + 2) & (flagNative << 8)) !== 0) decodeSwappedWlan(p, content, end);
  else decodeEtherType(p, 0x6558, content, end);
  return true;
}

function decodeControl(p: Packet, at: number, end: number): void {
  const { bytes } = p;
  if (at + 8 > end) {
    p.tooShort('CAPWAP control message cut short');
    if (p.wantsInfo) p.info = 'CAPWAP control message cut short';
    return data(p, at, end);
  }
  if (!p.wantsInfo) return;
  const organisation = u24(bytes, at);
  const type = u8(bytes, at + 3);
  const name = organisation === 0 ? (messages[type] ?? `message ${type}`) : `message ${u32(bytes, at)}`;
  p.info = `CAPWAP-Control - ${name}`;
  p.tree?.layer(`CAPWAP ${name}`, at, end);
  p.tree?.field('Sequence', u8(bytes, at + 4), at + 4, 1);
  p.tree?.field('Length', u16(bytes, at + 5), at + 5, 2);
}
