import { u8, u16 } from './bytes.ts';
import { data, enterLayer } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { decodeSwappedWlan } from './wlan.ts';

/** Lightweight Access Point Protocol, CAPWAP's ancestor: frames in UDP 12222, control in 12223. */

const lwappId = protocolId('LWAPP');
const headerBytes = 6;
const addressBytes = 6;
const controlPort = 12223;
const flagControl = 0x04;
const flagFragment = 0x02;

export const lwapp: Protocol = {
  name: 'LWAPP',
  udpPorts: [12222, controlPort],
  application: decodeLwapp,
};

const messages: Readonly<Record<number, string>> = {
  1: 'DISCOVERY_REQUEST',
  2: 'DISCOVERY_REPLY',
  3: 'JOIN_REQUEST',
  4: 'JOIN_REPLY',
  10: 'CONFIGURE_REQUEST',
  11: 'CONFIGURE_RESPONSE',
  12: 'CONFIGURE_COMMAND',
  13: 'CONFIGURE_COMMAND_RES',
  22: 'ECHO_REQUEST',
  23: 'ECHO_RESPONSE',
};

function decodeLwapp(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  // What goes to a controller's control port begins with the address of the access point.
  const header = p.carrierDstPort === controlPort ? at + addressBytes : at;
  const content = header + headerBytes;
  if (content > end || u8(bytes, header) >> 6 !== 0) return false;
  const flags = u8(bytes, header);
  const isControl = (flags & flagControl) !== 0;
  if (p.carrierDstPort === controlPort && !isControl) return false;
  p.protocol = lwappId;
  if (p.tree) {
    p.tree.layer('Lightweight Access Point Protocol', at, content);
    p.tree.field('Radio', (flags >> 3) & 7, header, 1);
    p.tree.field('Length', u16(bytes, header + 2), header + 2, 2);
  }
  if (isControl) {
    if (p.wantsInfo) {
      const type = content < end ? u8(bytes, content) : 0;
      p.info = `CNTL ${messages[type] ?? `message ${type}`}`;
    }
    data(p, content, end);
  } else if ((flags & flagFragment) !== 0 || !enterLayer(p)) {
    if (p.wantsInfo) p.info = 'LWAPP fragment';
    data(p, content, end);
  } else decodeSwappedWlan(p, content, end);
  return true;
}
