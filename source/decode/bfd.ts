import { u8, u32 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hexNumber } from './text.ts';

/** Bidirectional Forwarding Detection (RFC 5880). */

const controlId = protocolId('BFD Control', 'bfd');
const echoId = protocolId('BFD Echo', 'bfd');
const controlBytes = 24;

/** Single hop, multihop, link aggregation, seamless. */
export const bfd: Protocol = {
  name: 'BFD Control',
  udpPorts: [3784, 4784, 6784, 7784],
  application: decodeControl,
};

export const bfdEcho: Protocol = {
  name: 'BFD Echo',
  udpPorts: [3785],
  application: decodeEcho,
};

const diagnostics: readonly string[] = [
  'No Diagnostic',
  'Control Detection Time Expired',
  'Echo Function Failed',
  'Neighbor Signaled Session Down',
  'Forwarding Plane Reset',
  'Path Down',
  'Concatenated Path Down',
  'Administratively Down',
  'Reverse Concatenated Path Down',
];
const states: readonly string[] = ['AdminDown', 'Down', 'Init', 'Up'];

function decodeControl(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + 4 > end) return false;
  const version = u8(bytes, at) >> 5;
  const length = u8(bytes, at + 3);
  if (version > 1 || length < controlBytes) return false;
  p.protocol = controlId;
  const diagnostic = diagnostics[u8(bytes, at) & 31] ?? 'unknown diagnostic';
  // Version 0 had no states, only "I hear you".
  const state = version === 0 ? (u8(bytes, at + 1) & 0x80 ? 'Up' : 'Down') : states[u8(bytes, at + 1) >> 6];
  if (p.wantsInfo) p.info = `Diag: ${diagnostic}, State: ${state}, Flags: ${hexNumber(u8(bytes, at + 1), 2)}`;
  if (p.tree) p.tree.layer('BFD control message', at, end);
  if (at + controlBytes > end) {
    p.tooShort('BFD message cut short');
    return true;
  }
  if (at + length > p.wireEnd) p.fail('BFD length exceeds the packet');
  if (!p.tree) return true;
  p.tree.field('Version', version, at, 1);
  p.tree.field('Diagnostic', diagnostic, at, 1);
  p.tree.field('State', state ?? '', at + 1, 1);
  p.tree.field('Detection multiplier', u8(bytes, at + 2), at + 2, 1);
  p.tree.field('Length', length, at + 3, 1);
  p.tree.field('My discriminator', hexNumber(u32(bytes, at + 4), 8), at + 4, 4);
  p.tree.field('Your discriminator', hexNumber(u32(bytes, at + 8), 8), at + 8, 4);
  p.tree.field('Desired minimum sending interval', `${u32(bytes, at + 12)} µs`, at + 12, 4);
  p.tree.field('Required minimum receiving interval', `${u32(bytes, at + 16)} µs`, at + 16, 4);
  p.tree.field('Required minimum echo interval', `${u32(bytes, at + 20)} µs`, at + 20, 4);
  return true;
}

function decodeEcho(p: Packet, at: number, end: number): boolean {
  p.protocol = echoId;
  if (p.wantsInfo) p.info = `Originator specific content, ${end - at} bytes`;
  p.tree?.layer('BFD echo', at, end);
  return true;
}
