import { cutShort } from './broken.ts';
import { u8, u16, u16le } from './bytes.ts';
import { data } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { nameServerMessage } from './smb-mailslot.ts';
import { hexNumber, safePadded } from './text.ts';

/** NetBIOS frames (NetBEUI), straight on 802.2. */

const netbiosId = protocolId('NetBIOS');
const delimiter = 0xefff;
const leastBytes = 14;
const nameFrameBytes = 44;
const commandDatagram = 0x08;
const commandDatagramBroadcast = 0x09;
const commandDataFirstMiddle = 0x15;
const commandDataOnlyLast = 0x16;

export const netbiosFrames: Protocol = {
  name: 'NetBIOS',
  llcSaps: [0xf0],
  layer: decodeNetbios,
};

const commands: Readonly<Record<number, string>> = {
  0: 'Add Group Name Query',
  1: 'Add Name Query',
  2: 'Name in Conflict',
  3: 'Status Query',
  7: 'Terminate Trace',
  8: 'Datagram',
  9: 'Datagram Broadcast',
  10: 'Name Query',
  13: 'Add Name Response',
  14: 'Name Recognized',
  15: 'Status Response',
  19: 'Terminate Trace',
  20: 'Data Ack',
  21: 'Data First Middle',
  22: 'Data Only Last',
  23: 'Session Confirm',
  24: 'Session End',
  25: 'Session Init',
  26: 'No Receive',
  27: 'Receive Outstanding',
  28: 'Receive Continue',
  31: 'Session Alive',
};

function decodeNetbios(p: Packet, at: number, end: number): void {
  p.protocol = netbiosId;
  const { bytes } = p;
  if (at + leastBytes > end) return cutShort(p, at, end, 'NetBIOS header cut short');
  const length = u16le(bytes, at);
  const command = u8(bytes, at + 4);
  if (u16(bytes, at + 2) !== 0xffef && u16le(bytes, at + 2) !== delimiter)
    p.fail('NetBIOS delimiter missing');
  const name = commands[command] ?? 'Unknown command';
  if (p.wantsInfo) p.info = name;
  if (p.wantsInfo && command < 0x13 && at + nameFrameBytes <= end) {
    p.info += ` - ${safePadded(bytes, at + 28, at + 43).trimEnd()}<${hexNumber(u8(bytes, at + 43), 2).slice(2)}>`;
  }
  if (p.tree) {
    p.tree.layer(`NetBIOS, ${name}`, at, Math.min(end, at + length));
    p.tree.field('Header length', length, at, 2);
    p.tree.field('Command', `${hexNumber(command, 2)} (${name})`, at + 4, 1);
  }
  const body = at + length;
  if (length < leastBytes || body >= end) return;
  const carriesData =
    command === commandDatagram ||
    command === commandDatagramBroadcast ||
    command === commandDataFirstMiddle ||
    command === commandDataOnlyLast;
  if (carriesData) nameServerMessage(p, body, end);
  data(p, body, end);
}
