import { ipv4At } from './address.ts';
import { type Bytes, u8, u16, u32 } from './bytes.ts';
import { growHeader } from './header-fields.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hexNumber, safePadded, safeText } from './text.ts';

const ntpId = protocolId('NTP');
const messageBytes = 48;
const controlMode = 6;
const privateMode = 7;
/** Seconds from 1900, where NTP begins to count, to 1970. */
const secondsBefore1970 = 2_208_988_800;

export const ntp: Protocol = {
  name: 'NTP',
  udpPorts: [123],
  application: decodeNtp,
};

// biome-ignore format: a table
const modes: readonly string[] = [
  'reserved', 'symmetric active', 'symmetric passive', 'client', 'server', 'broadcast', 'control', 'private',
];

// biome-ignore format: a table
const controlOperations: Readonly<Record<number, string>> = {
  0: 'reserved', 1: 'read status', 2: 'read variables', 3: 'write variables', 4: 'read clock variables',
  5: 'write clock variables', 6: 'set trap', 7: 'trap response', 8: 'runtime configuration',
  9: 'export configuration', 10: 'retrieve remote status', 11: 'retrieve ordered list', 12: 'request nonce',
  31: 'unset trap',
};

// biome-ignore format: a table
const privateRequests: Readonly<Record<number, string>> = {
  0: 'peer list', 1: 'peer list summary', 2: 'peer information', 3: 'peer statistics', 4: 'system information',
  5: 'system statistics', 6: 'I/O statistics', 16: 'restriction list', 20: 'monitor list', 42: 'monitor list 1',
};

function decodeNtp(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + 4 > end) return false;
  const mode = u8(bytes, at) & 7;
  const version = (u8(bytes, at) >> 3) & 7;
  const least = mode === privateMode ? 8 : mode === controlMode ? 12 : messageBytes;
  if (version > 4 && mode < controlMode) return false;
  p.protocol = ntpId;
  if (at + least > end) p.tooShort('NTP message cut short');
  if (p.wantsInfo) p.info = summarize(p, at, end, version, mode);
  if (p.tree) growTree(p, at, end, version, mode);
  return true;
}

function summarize(p: Packet, at: number, end: number, version: number, mode: number): string {
  const { bytes } = p;
  const text = `NTP Version ${version}, ${modes[mode]}`;
  if (mode === controlMode) {
    const code = u8(bytes, at + 1);
    const operation = controlOperations[code & 31] ?? `operation ${code & 31}`;
    return `${text}, ${operation}${(code & 0x80) === 0 ? '' : ' response'}`;
  }
  if (mode === privateMode) {
    const request = u8(bytes, at + 3);
    const response = (u8(bytes, at) & 0x80) === 0 ? '' : ' response';
    return `${text}, ${privateRequests[request] ?? `request ${request}`}${response}`;
  }
  const stratum = u8(bytes, at + 1);
  return (mode === 4 || mode === 5) && at + 16 <= end
    ? `${text}, stratum ${stratum}, reference ${reference(bytes, at + 12, stratum)}`
    : text;
}

/** A clock source in letters for strata 0 and 1, the upstream server's address beyond. */
function reference(bytes: Bytes, at: number, stratum: number): string {
  return stratum <= 1 ? safePadded(bytes, at, at + 4) : ipv4At(bytes, at);
}

function timestamp(bytes: Bytes, at: number): string {
  const seconds = u32(bytes, at);
  if (seconds === 0 && u32(bytes, at + 4) === 0) return 'not set';
  // From February 2036 on the counter begins again; values in its lower half are taken as the new era.
  const sinceEpoch =
    seconds < 0x80000000 ? seconds + 4_294_967_296 - secondsBefore1970 : seconds - secondsBefore1970;
  const whole = new Date(sinceEpoch * 1000).toISOString().slice(0, 19);
  const microseconds = Math.floor((u32(bytes, at + 4) / 4_294_967_296) * 1e6);
  return `${whole.replace('T', ' ')}.${String(microseconds).padStart(6, '0')} UTC`;
}

/** Seconds as 16.16 fixed point. */
function shortSeconds(bytes: Bytes, at: number): string {
  return `${(u32(bytes, at) / 65536).toFixed(6)} s`;
}

function growTree(p: Packet, at: number, end: number, version: number, mode: number): void {
  const { bytes, tree } = p;
  if (!tree) return;
  tree.layer(`Network Time Protocol (version ${version}, ${modes[mode]})`, at, end);
  tree.open('Flags', hexNumber(u8(bytes, at), 2), at, 1);
  if (mode < controlMode) tree.field('Leap indicator', u8(bytes, at) >> 6, at, 1);
  tree.field('Version', version, at, 1);
  tree.field('Mode', `${modes[mode]} (${mode})`, at, 1);
  tree.close();
  if (mode === controlMode) {
    growHeader(tree, bytes, at, end, [
      ['Operation', 1, 1, 'hex'],
      ['Sequence', 2, 2],
      ['Status', 4, 2, 'hex'],
      ['Association', 6, 2],
      ['Offset', 8, 2],
      ['Count', 10, 2],
    ]);
    if (at + 12 < end) tree.field('Data', safeText(bytes, at + 12, end), at + 12, end - at - 12);
    return;
  }
  if (mode === privateMode) {
    growHeader(tree, bytes, at, end, [
      ['Sequence', 1, 1, 'hex'],
      ['Implementation', 2, 1, { 0: 'universal', 2: 'XNTPD (old)', 3: 'XNTPD' }],
      ['Request', 3, 1, privateRequests],
    ]);
    if (at + 8 > end) return;
    tree.field('Items', u16(bytes, at + 4) & 0x0fff, at + 4, 2);
    tree.field('Item size', u16(bytes, at + 6) & 0x0fff, at + 6, 2);
    return;
  }
  if (at + messageBytes > end) return;
  const stratum = u8(bytes, at + 1);
  tree.field('Stratum', stratum, at + 1, 1);
  tree.field('Poll interval', `2^${(u8(bytes, at + 2) << 24) >> 24} s`, at + 2, 1);
  tree.field('Precision', `2^${(u8(bytes, at + 3) << 24) >> 24} s`, at + 3, 1);
  tree.field('Root delay', shortSeconds(bytes, at + 4), at + 4, 4);
  tree.field('Root dispersion', shortSeconds(bytes, at + 8), at + 8, 4);
  tree.field('Reference', reference(bytes, at + 12, stratum), at + 12, 4);
  tree.field('Reference time', timestamp(bytes, at + 16), at + 16, 8);
  tree.field('Origin time', timestamp(bytes, at + 24), at + 24, 8);
  tree.field('Receive time', timestamp(bytes, at + 32), at + 32, 8);
  tree.field('Transmit time', timestamp(bytes, at + 40), at + 40, 8);
  if (at + messageBytes + 4 <= end) {
    tree.field('Key id', hexNumber(u32(bytes, at + messageBytes), 8), at + messageBytes, 4);
  }
}
