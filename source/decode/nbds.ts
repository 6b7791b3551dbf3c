import { type Bytes, startsWith, u8, u16, u16le } from './bytes.ts';
import { growHeader } from './header-fields.ts';
import { netbiosNameText } from './netbios-name.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { safePadded } from './text.ts';

const nbdsId = protocolId('NBDS');
const smbId = protocolId('SMB');
const browserId = protocolId('BROWSER');
const netlogonId = protocolId('SMB_NETLOGON', 'netlogon');

/** Header of a datagram with names: 14 bytes, then two names of 34. */
const headerBytes = 14;
const encodedNameBytes = 34;
const smbHeaderBytes = 32;
const transaction = 0x25;

export const nbds: Protocol = {
  name: 'NBDS',
  udpPorts: [138],
  application: decodeNbds,
};

// biome-ignore format: a table
const messageTypes: Readonly<Record<number, string>> = {
  16: 'Direct_unique datagram', 17: 'Direct_group datagram', 18: 'Broadcast datagram', 19: 'Datagram error',
  20: 'Datagram query request', 21: 'Datagram positive query response', 22: 'Datagram negative query response',
};

// biome-ignore format: a table
const browserCommands: Readonly<Record<number, string>> = {
  1: 'Host Announcement', 2: 'Request Announcement', 8: 'Browser Election Request', 9: 'Get Backup List Request',
  10: 'Get Backup List Response', 11: 'Become Backup Browser', 12: 'Domain/Workgroup Announcement',
  13: 'Master Announcement', 14: 'Reset Browser State', 15: 'Local Master Announcement',
};

function decodeNbds(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  const type = u8(bytes, at);
  if (messageTypes[type] === undefined) return false;
  p.protocol = nbdsId;
  const least = type === 0x13 ? 11 : headerBytes;
  if (at + least > end) p.tooShort('NetBIOS datagram cut short');
  const smb = at + headerBytes + 2 * encodedNameBytes;
  const mailslot = type <= 0x12 ? mailslotName(bytes, smb, end) : -1;
  if (mailslot >= 0) {
    if (
      startsWith(bytes, mailslot, end, '\\MAILSLOT\\BROWSE') ||
      startsWith(bytes, mailslot, end, '\\MAILSLOT\\LANMAN')
    ) {
      p.protocol = browserId;
    } else if (startsWith(bytes, mailslot, end, '\\MAILSLOT\\NET\\')) p.protocol = netlogonId;
    else p.protocol = smbId;
  }
  if (p.wantsInfo) p.info = summarize(p, at, end, smb, mailslot);
  if (p.tree) growTree(p, at, end, smb, mailslot);
  return true;
}

/** Where the mailslot name of an SMB transaction begins, or -1. */
function mailslotName(bytes: Bytes, at: number, end: number): number {
  const words = at + smbHeaderBytes;
  if (words >= end || !startsWith(bytes, at, end, '\xffSMB') || u8(bytes, at + 4) !== transaction) return -1;
  // Word count, parameters and setup words, byte count.
  const name = words + 1 + u8(bytes, words) * 2 + 2;
  return name < end ? name : -1;
}

/** Where the data of the transaction at `smb` begins; `end` when it is not there. */
function mailslotData(p: Packet, smb: number, end: number): number {
  const offset = smb + smbHeaderBytes + 1 + 24;
  return offset + 2 <= end ? Math.min(end, smb + u16le(p.bytes, offset)) : end;
}

function summarize(p: Packet, at: number, end: number, smb: number, mailslot: number): string {
  const { bytes } = p;
  const title = messageTypes[u8(bytes, at)] ?? 'datagram';
  if (mailslot < 0) {
    return at + headerBytes < end ? `${title} from ${netbiosNameText(bytes, at + headerBytes, end)}` : title;
  }
  const data = mailslotData(p, smb, end);
  if (p.protocol !== browserId || data >= end) return `mailslot ${safePadded(bytes, mailslot, end)}`;
  const command = u8(bytes, data);
  const name = browserCommands[command] ?? `command ${command}`;
  // Announcements carry update count, period and then the name; requests only flags before it.
  const offset = command === 1 || command === 12 || command === 15 ? 6 : command === 2 ? 2 : 0;
  return offset > 0 && data + offset < end
    ? `${name} ${safePadded(bytes, data + offset, Math.min(end, data + offset + 16))}`
    : name;
}

function growTree(p: Packet, at: number, end: number, smb: number, mailslot: number): void {
  const { bytes, tree } = p;
  if (!tree) return;
  tree.layer('NetBIOS Datagram Service', at, Math.min(end, smb));
  growHeader(tree, bytes, at, end, [
    ['Message type', 0, 1, messageTypes],
    ['Flags', 1, 1, 'hex'],
    ['Datagram id', 2, 2, 'hex'],
    ['Source address', 4, 4, 'ipv4'],
    ['Source port', 8, 2],
    ['Length', 10, 2],
    ['Packet offset', 12, 2],
  ]);
  if (u8(bytes, at) > 0x12 || smb > end) return;
  const source = at + headerBytes;
  tree.field('Source name', netbiosNameText(bytes, source, end), source, encodedNameBytes);
  const destination = source + encodedNameBytes;
  tree.field('Destination name', netbiosNameText(bytes, destination, end), destination, encodedNameBytes);
  if (mailslot < 0) return;
  tree.layer('Server Message Block, mailslot', smb, end);
  tree.field('Mailslot', safePadded(bytes, mailslot, end), mailslot, end - mailslot);
  const data = mailslotData(p, smb, end);
  if (data >= end) return;
  if (p.protocol === browserId) {
    tree.layer('Microsoft Windows Browser', data, end);
    tree.field('Command', browserCommands[u8(bytes, data)] ?? u8(bytes, data), data, 1);
    if (u8(bytes, data) === 1 && data + 22 <= end) {
      tree.field('Update count', u8(bytes, data + 1), data + 1, 1);
      tree.field('Host name', safePadded(bytes, data + 6, data + 22), data + 6, 16);
    }
  } else tree.field('Data length', u16(bytes, at + 10), at + 10, 2);
}
