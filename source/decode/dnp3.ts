import { u8, u16, u16le } from './bytes.ts';
import { growDnp3Objects, summarizeDnp3Objects } from './dnp3-objects.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hexNumber } from './text.ts';

const dnp3Id = protocolId('DNP 3.0', 'dnp3');
const startMark = 0x0564;
/** Start mark, length, control, destination, source and checksum. */
const linkBytes = 10;
/** Every block of up to 16 bytes of user data carries its own 2-byte checksum. */
const blockBytes = 16;
const maxFramesPerSegment = 20;

export const dnp3: Protocol = {
  name: 'DNP 3.0',
  tcpPorts: [20000],
  udpPorts: [20000],
  application: decodeDnp3,
  guess: { over: 'both', firstBytes: [0x05], accepts: isDnp3 },
};

const primaryFunctions: Readonly<Record<number, string>> = {
  0: 'Reset of Remote Link',
  1: 'Reset of User Process',
  2: 'Test Function For Link',
  3: 'User Data',
  4: 'Unconfirmed User Data',
  9: 'Request Link Status',
};

const secondaryFunctions: Readonly<Record<number, string>> = {
  0: 'ACK',
  1: 'NACK',
  11: 'Status of Link',
  14: 'Link Service Not Functioning',
  15: 'Link Service Not Used or Implemented',
};

// biome-ignore format: a table
const applicationFunctions: Readonly<Record<number, string>> = {
  0: 'Confirm', 1: 'Read', 2: 'Write', 3: 'Select', 4: 'Operate', 5: 'Direct Operate', 6: 'Direct Operate No Ack',
  7: 'Freeze and No Clear', 8: 'Freeze and No Clear No Ack', 9: 'Freeze and Clear', 10: 'Freeze and Clear No Ack',
  11: 'Freeze With Time', 12: 'Freeze With Time No Ack', 13: 'Cold Restart', 14: 'Warm Restart',
  15: 'Initialize Data', 16: 'Initialize Application', 17: 'Start Application', 18: 'Stop Application',
  19: 'Save Configuration', 20: 'Enable Spontaneous Messages', 21: 'Disable Spontaneous Messages',
  22: 'Assign Classes', 23: 'Delay Measurement', 24: 'Record Current Time', 25: 'Open File', 26: 'Close File',
  27: 'Delete File', 28: 'Get File Info', 29: 'Authenticate File', 30: 'Abort File Transfer',
  31: 'Activate Configuration', 32: 'Authentication Request', 33: 'Authentication Error', 129: 'Response',
  130: 'Unsolicited Response', 131: 'Authentication Response',
};

function isDnp3(p: Packet, at: number, end: number): boolean {
  return at + linkBytes <= end && u16(p.bytes, at) === startMark && u8(p.bytes, at + 2) >= 5;
}

function decodeDnp3(p: Packet, at: number, end: number): boolean {
  if (!isDnp3(p, at, end)) return false;
  p.protocol = dnp3Id;
  if (p.wantsInfo) describe(p, at, end);
  return true;
}

/** Bytes of a frame on the wire: the length counts from the control byte on and leaves out checksums. */
function frameBytes(length: number): number {
  const user = length - 5;
  return linkBytes + user + Math.ceil(user / blockBytes) * 2;
}

function describe(p: Packet, at: number, end: number): void {
  let text = '';
  let next = at;
  for (let count = 0; count < maxFramesPerSegment && isDnp3(p, next, end); count += 1) {
    const wireEnd = next + frameBytes(u8(p.bytes, next + 2));
    const stop = Math.min(end, wireEnd);
    const user = withoutChecksums(p, next, stop);
    if (count > 0) text += '; ';
    text += summarize(p, next, user);
    if (p.tree) growTree(p, next, stop, user);
    next = wireEnd;
  }
  p.info = text;
}

/** The user data with the checksums between its blocks left out; for summary and tree only. */
function withoutChecksums(p: Packet, at: number, end: number): Uint8Array {
  const user = new Uint8Array(Math.min(250, u8(p.bytes, at + 2) - 5));
  let filled = 0;
  let next = at + linkBytes;
  while (filled < user.length && next < end) {
    const size = Math.min(blockBytes, user.length - filled, end - next);
    user.set(p.bytes.subarray(next, next + size), filled);
    filled += size;
    next += size + 2;
  }
  return user.subarray(0, filled);
}

function linkFunction(control: number): string {
  const names = (control & 0x40) !== 0 ? primaryFunctions : secondaryFunctions;
  return names[control & 15] ?? `function ${control & 15}`;
}

function summarize(p: Packet, at: number, user: Uint8Array): string {
  const { bytes } = p;
  const from = u16le(bytes, at + 6);
  const to = u16le(bytes, at + 4);
  // The first transport segment carries the application header; later ones continue its objects.
  const isFirst = user.length > 0 && (u8(user, 0) & 0x40) !== 0;
  if (user.length < 3 || !isFirst) {
    const text = user.length > 0 ? 'continued message' : linkFunction(u8(bytes, at + 3));
    return `from ${from} to ${to}, ${text}`;
  }
  const code = u8(user, 2);
  const name = applicationFunctions[code] ?? `function ${code}`;
  return `from ${from} to ${to}, ${name}${summarizeDnp3Objects(user, code)}`;
}

function growTree(p: Packet, at: number, end: number, user: Uint8Array): void {
  const { bytes, tree } = p;
  if (!tree) return;
  const control = u8(bytes, at + 3);
  tree.layer('Distributed Network Protocol 3.0', at, end);
  tree.field('Length', u8(bytes, at + 2), at + 2, 1);
  tree.open('Control', hexNumber(control, 2), at + 3, 1);
  tree.field('Direction', (control & 0x80) !== 0 ? 'from master' : 'from outstation', at + 3, 1);
  tree.field('Primary', (control >> 6) & 1, at + 3, 1);
  tree.field('Function', linkFunction(control), at + 3, 1);
  tree.close();
  tree.field('Destination', u16le(bytes, at + 4), at + 4, 2);
  tree.field('Source', u16le(bytes, at + 6), at + 6, 2);
  tree.field('Checksum', hexNumber(u16le(bytes, at + 8)), at + 8, 2);
  const content = at + linkBytes;
  if (user.length === 0) return;
  const transport = u8(user, 0);
  const place = `${(transport & 0x40) !== 0 ? ', first' : ''}${(transport & 0x80) !== 0 ? ', final' : ''}`;
  tree.field('Transport', `sequence ${transport & 63}${place}`, content, 1);
  if (user.length < 3 || (transport & 0x40) === 0) return;
  const code = u8(user, 2);
  tree.field('Application control', `sequence ${u8(user, 1) & 15}`, content + 1, 1);
  tree.field('Function', `${applicationFunctions[code] ?? 'unknown'} (${code})`, content + 2, 1);
  growDnp3Objects(tree, user, code, content);
}
