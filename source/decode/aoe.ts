import { cutShort } from './broken.ts';
import { u8, u16, u32 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hex, hexNumber, safeText } from './text.ts';

/** ATA over Ethernet. */

const aoeId = protocolId('AoE');
const headerBytes = 10;
const flagResponse = 0x08;
const flagError = 0x04;

export const aoe: Protocol = {
  name: 'AoE',
  etherTypes: [0x88a2],
  layer: decodeAoe,
};

const commands: readonly string[] = [
  'Issue ATA Command',
  'Query Config Information',
  'Mac Mask List',
  'Reserve/Release',
];
const ataCommands: Readonly<Record<number, string>> = {
  0: 'NOP',
  32: 'Read',
  36: 'Read ext',
  48: 'Write',
  52: 'Write ext',
  229: 'Check power mode',
  231: 'Flush cache',
  234: 'Flush cache ext',
  236: 'Identify Device',
};

function decodeAoe(p: Packet, at: number, end: number): void {
  p.protocol = aoeId;
  const { bytes } = p;
  if (at + headerBytes > end) return cutShort(p, at, end, 'AoE header cut short');
  if (!p.wantsInfo) return;
  const flags = u8(bytes, at);
  const command = u8(bytes, at + 5);
  const name = commands[command] ?? `command ${command}`;
  const body = at + headerBytes;
  const ata = command === 0 && body + 12 <= end ? u8(bytes, body + 3) : -1;
  if (p.wantsInfo) {
    p.info = `${name} ${(flags & flagResponse) !== 0 ? 'Response' : 'Request'}`;
    if ((flags & flagError) !== 0) p.info += `, error ${u8(bytes, at + 1)}`;
    if (ata >= 0) p.info += ` ATA:${ataCommands[ata] ?? hexNumber(ata, 2)}`;
  }
  if (!p.tree) return;
  p.tree.layer(`ATA over Ethernet, ${name}`, at, end);
  p.tree.field('Version', flags >> 4, at, 1);
  p.tree.field('Response', (flags & flagResponse) !== 0 ? 'yes' : 'no', at, 1);
  p.tree.field('Error', u8(bytes, at + 1), at + 1, 1);
  p.tree.field('Shelf', u16(bytes, at + 2), at + 2, 2);
  p.tree.field('Slot', u8(bytes, at + 4), at + 4, 1);
  p.tree.field('Command', name, at + 5, 1);
  p.tree.field('Tag', hexNumber(u32(bytes, at + 6), 8), at + 6, 4);
  if (ata >= 0) {
    p.tree.field('Sectors', u8(bytes, body + 2), body + 2, 1);
    p.tree.field(
      'ATA command or status',
      `${hexNumber(ata, 2)} (${ataCommands[ata] ?? 'unknown'})`,
      body + 3,
      1,
    );
    p.tree.field('Block address', hex(bytes, body + 4, body + 10), body + 4, 6);
  } else if (command === 1 && body + 8 <= end) {
    const length = Math.min(u16(bytes, body + 6), end - body - 8);
    p.tree.field('Buffers', u16(bytes, body), body, 2);
    p.tree.field('Firmware', u16(bytes, body + 2), body + 2, 2);
    p.tree.field('Configuration', safeText(bytes, body + 8, body + 8 + length), body + 8, length);
  }
}
