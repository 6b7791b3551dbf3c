import { cutShort } from './broken.ts';
import { u8, u16, u32 } from './bytes.ts';
import { data } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hex, hexNumber, safeText } from './text.ts';

/** PROFINET real time on Ethernet: cyclic data, alarms, discovery (DCP), clocks (PTCP) and ring redundancy. */

const realTimeId = protocolId('PN-RT', 'profinet');
const inputOutputId = protocolId('PNIO', 'profinet');
const discoveryId = protocolId('PN-DCP', 'profinet');
const clockId = protocolId('PN-PTCP', 'profinet');
const ringId = protocolId('PN-MRP', 'profinet');

export const profinet: Protocol = { name: 'PN-RT', etherTypes: [0x8892], layer: decodeProfinet };
export const mediaRedundancy: Protocol = { name: 'PN-MRP', etherTypes: [0x88e3], layer: decodeRing };

const services: Readonly<Record<number, string>> = { 3: 'Get', 4: 'Set', 5: 'Identify', 6: 'Hello' };

function decodeProfinet(p: Packet, at: number, end: number): void {
  p.protocol = realTimeId;
  const { bytes } = p;
  if (at + 2 > end) return cutShort(p, at, end, 'PROFINET frame id missing');
  const frame = u16(bytes, at);
  if (p.wantsInfo) p.info = `ID:${hexNumber(frame)}, Len:${end - at - 2}`;
  p.tree?.layer('PROFINET real time', at, at + 2);
  p.tree?.field('Frame', hexNumber(frame), at, 2);
  const isCyclic = (frame >= 0x0100 && frame < 0x0fff) || (frame >= 0x8000 && frame < 0xfc00);
  if (frame >= 0xfefc && frame <= 0xfeff) decodeDiscovery(p, at + 2, end);
  else if (frame < 0x0100 || (frame >= 0xff00 && frame <= 0xff43)) {
    p.protocol = clockId;
    if (p.wantsInfo) p.info = `Clock synchronisation, ID:${hexNumber(frame)}`;
    data(p, at + 2, end);
  } else if (frame === 0xfc01 || frame === 0xfe01) {
    p.protocol = inputOutputId;
    if (p.wantsInfo) p.info = frame === 0xfc01 ? 'Alarm High' : 'Alarm Low';
    data(p, at + 2, end);
  } else if (isCyclic && end - at >= 6) {
    p.protocol = inputOutputId;
    const status = end - 4;
    if (p.wantsInfo)
      p.info += `, Cycle:${u16(bytes, status)}, ${(u8(bytes, status + 2) & 0x10) !== 0 ? 'Run' : 'Stop'}`;
    p.tree?.field('Cycle', u16(bytes, status), status, 2);
    p.tree?.field('Data status', hexNumber(u8(bytes, status + 2), 2), status + 2, 1);
    p.tree?.field('Transfer status', hexNumber(u8(bytes, status + 3), 2), status + 3, 1);
    data(p, at + 2, status);
  } else data(p, at + 2, end);
}

function decodeDiscovery(p: Packet, at: number, end: number): void {
  p.protocol = discoveryId;
  const { bytes } = p;
  if (at + 10 > end) return cutShort(p, at, end, 'PROFINET discovery header cut short');
  if (!p.wantsInfo) return;
  const service = services[u8(bytes, at)] ?? `Service ${u8(bytes, at)}`;
  const kind = u8(bytes, at + 1) === 0 ? 'Req' : u8(bytes, at + 1) === 1 ? 'Ok ' : 'Unsupported';
  p.info = `${service} ${kind}, Xid:${hexNumber(u32(bytes, at + 2), 1)}`;
  p.tree?.layer(`PROFINET discovery, ${service} ${kind}`, at, end);
  p.tree?.field('Transaction', hexNumber(u32(bytes, at + 2), 8), at + 2, 4);
  const stop = Math.min(end, at + 10 + u16(bytes, at + 8));
  let next = at + 10;
  while (next + 4 <= stop) {
    const option = u16(bytes, next);
    const length = u16(bytes, next + 2);
    if (next + 4 + length > stop) {
      p.tree?.field('Block', 'exceeds the frame', next, stop - next);
      return;
    }
    // In responses two bytes of block information stand before the value.
    const value = next + 4 + (u8(bytes, at + 1) !== 0 && length >= 2 ? 2 : 0);
    const isName = option === 0x0202 || option === 0x0201;
    const text = isName ? safeText(bytes, value, next + 4 + length) : hex(bytes, value, next + 4 + length);
    if (option === 0x0202 && length > 0) p.info += `, NameOfStation:"${text}"`;
    p.tree?.field(`Block ${hexNumber(option)}`, text, next, 4 + length);
    next += 4 + length + (length & 1);
  }
}

function decodeRing(p: Packet, at: number, end: number): void {
  p.protocol = ringId;
  if (p.wantsInfo) p.info = 'Media redundancy';
  p.tree?.layer('Media Redundancy Protocol', at, end);
  data(p, at, end);
}
