import { ipv4At } from './address.ts';
import { u8, u16 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { safeText } from './text.ts';

const socksId = protocolId('Socks');
const addressIpv4 = 1;
const addressDomain = 3;
const addressIpv6 = 4;
const commandNames: readonly string[] = ['', 'Connect', 'Bind', 'UDP associate'];
// biome-ignore format: a table
const replyNames: readonly string[] = [
  'Succeeded', 'General failure', 'Not allowed', 'Network unreachable', 'Host unreachable', 'Connection refused',
  'TTL expired', 'Command not supported', 'Address type not supported',
];

export const socks: Protocol = { name: 'Socks', tcpPorts: [1080, 9050], application: decodeSocks };

/** Requests and replies of versions 4 and 5 have exact sizes; what follows them is somebody else's. */
function decodeSocks(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  const size = p.wireEnd - at;
  if (size < 2 || at + 2 > end) return false;
  const first = u8(bytes, at);
  const second = u8(bytes, at + 1);
  const toServer = p.carrierDstPort === 1080 || p.carrierDstPort === 9050;
  let text = '';
  if (first === 4 && (second === 1 || second === 2) && at + 9 <= end && u8(bytes, end - 1) === 0) {
    if (p.wantsInfo)
      text = `Version 4, ${commandNames[second] ?? ''} ${ipv4At(bytes, at + 4)}:${u16(bytes, at + 2)}`;
  } else if (first === 0 && second >= 0x5a && second <= 0x5d && size === 8) {
    if (p.wantsInfo) text = `Version 4, ${second === 0x5a ? 'Granted' : 'Rejected'}`;
  } else if (first === 5 && toServer && second >= 1 && size === 2 + second) {
    if (p.wantsInfo) text = `Version 5, Methods offered: ${second}`;
  } else if (first === 5 && !toServer && size === 2) {
    if (p.wantsInfo)
      text = second === 0xff ? 'Version 5, No acceptable method' : `Version 5, Method ${second}`;
  } else if (first === 5 && size === addressedSize(p, at, end)) {
    if (p.wantsInfo) {
      const what = toServer ? (commandNames[second] ?? '') : (replyNames[second] ?? '');
      text = `Version 5, ${what} ${addressText(p, at, end)}`;
    }
  } else return false;
  p.protocol = socksId;
  if (p.wantsInfo) p.info = text;
  if (p.tree) {
    p.tree.layer('Socks Protocol', at, end);
    p.tree.field('Version', first === 5 ? 5 : 4, at, 1);
    p.tree.field('Message', text, at, end - at);
  }
  return true;
}

/** Size of a version 5 request or reply with its address; 0 when it is none. */
function addressedSize(p: Packet, at: number, end: number): number {
  const { bytes } = p;
  if (at + 5 > end || u8(bytes, at + 1) > 8 || u8(bytes, at + 2) !== 0) return 0;
  const kind = u8(bytes, at + 3);
  if (kind === addressIpv4) return 10;
  if (kind === addressIpv6) return 22;
  return kind === addressDomain ? 7 + u8(bytes, at + 4) : 0;
}

function addressText(p: Packet, at: number, end: number): string {
  const { bytes } = p;
  const kind = u8(bytes, at + 3);
  if (kind === addressIpv4 && at + 10 <= end) return `${ipv4At(bytes, at + 4)}:${u16(bytes, at + 8)}`;
  const stop = at + 5 + u8(bytes, at + 4);
  if (kind !== addressDomain || stop + 2 > end) return '';
  return `${safeText(bytes, at + 5, stop)}:${u16(bytes, stop)}`;
}
