import { u16le, u32le } from './bytes.ts';
import { growHeader } from './header-fields.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';

const amsId = protocolId('AMS');
const tcpHeaderBytes = 6;
const headerBytes = 32;

/** Beckhoff's Automation Message Specification, which carries ADS commands. */
export const ams: Protocol = {
  name: 'AMS',
  tcpPorts: [48898],
  application: decodeAms,
};

// biome-ignore format: a table
const commands: Readonly<Record<number, string>> = {
  0: 'ADS Invalid', 1: 'ADS Read Device Info', 2: 'ADS Read', 3: 'ADS Write', 4: 'ADS Read State',
  5: 'ADS Write Control', 6: 'ADS Add Device Notification', 7: 'ADS Delete Device Notification',
  8: 'ADS Device Notification', 9: 'ADS Read Write',
};

function decodeAms(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + tcpHeaderBytes + headerBytes > end || u16le(bytes, at) !== 0) return false;
  const command = u16le(bytes, at + 22);
  const name = commands[command];
  if (name === undefined) return false;
  p.protocol = amsId;
  const isResponse = (u16le(bytes, at + 24) & 1) !== 0;
  if (p.wantsInfo) {
    const error = u32le(bytes, at + 30);
    p.info = `${name} ${isResponse ? 'Response' : 'Request'}${error === 0 ? '' : `, error ${error}`}`;
  }
  if (p.tree) {
    p.tree.layer('Automation Message Specification', at, end);
    growHeader(p.tree, bytes, at, end, [
      ['Length', 2, 4, 'little'],
      ['Target', 6, 6, 'bytes'],
      ['Target port', 12, 2, 'little'],
      ['Source', 14, 6, 'bytes'],
      ['Source port', 20, 2, 'little'],
    ]);
    p.tree.field('Command', `${name} (${command})`, at + 22, 2);
    growHeader(p.tree, bytes, at, end, [
      ['State flags', 24, 2, 'littleHex'],
      ['Data length', 26, 4, 'little'],
      ['Error', 30, 4, 'little'],
      ['Invoke id', 34, 4, 'little'],
    ]);
  }
  return true;
}
