import { macAt } from './address.ts';
import { cutShort } from './broken.ts';
import { u8, u16, u32 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hexNumber, safePadded } from './text.ts';

/** Spanning tree: classic, rapid and multiple, and Cisco's one per VLAN. */

const stpId = protocolId('STP');
const configurationBytes = 35;
const multipleBytes = 102;
const typeConfiguration = 0x00;
const typeTopologyChange = 0x80;
const typeRapid = 0x02;
/** Ages and delays count 256ths of a second. */
const ticksPerSecond = 256;
const ciscoPerVlan = 0x00000c * 65536 + 0x010b;

export const stp: Protocol = {
  name: 'STP',
  llcSaps: [0x42],
  snapProtocols: [ciscoPerVlan],
  layer: decodeStp,
};

const versions: Readonly<Record<number, string>> = {
  0: 'Spanning Tree',
  2: 'Rapid Spanning Tree',
  3: 'Multiple Spanning Tree',
  4: 'Shortest Path Tree',
};

function decodeStp(p: Packet, at: number, end: number): void {
  p.protocol = stpId;
  const { bytes } = p;
  if (at + 4 > end) return cutShort(p, at, end, 'spanning tree message cut short');
  const version = u8(bytes, at + 2);
  const type = u8(bytes, at + 3);
  if (u16(bytes, at) !== 0) p.fail('unknown spanning tree protocol');
  const isConfiguration = type === typeConfiguration || type === typeRapid;
  if (p.wantsInfo) {
    p.info =
      type === typeTopologyChange
        ? 'Topology Change Notification'
        : isConfiguration
          ? prefixOf(version)
          : `Spanning tree message type ${hexNumber(type, 2)}`;
  }
  if (p.tree) {
    p.tree.layer(versions[version] ?? `Spanning tree version ${version}`, at, end);
    p.tree.field('Version', version, at + 2, 1);
    p.tree.field('Type', hexNumber(type, 2), at + 3, 1);
  }
  if (!isConfiguration) return;
  if (at + configurationBytes > end) {
    p.tooShort('spanning tree message cut short');
    return;
  }
  if (p.wantsInfo) {
    const port = u16(bytes, at + 25);
    p.info += ` Root = ${bridgeText(p, at + 5)}  Cost = ${u32(bytes, at + 13)}  Port = ${hexNumber(port)}`;
  }
  if (p.tree) growTree(p, at, end, version);
}

function prefixOf(version: number): string {
  if (version === 0) return 'Conf.';
  if (version === 2) return 'RST.';
  return version === 3 ? 'MST.' : 'SPT.';
}

/** Priority, its extension (the VLAN or tree), address. */
function bridgeText(p: Packet, at: number): string {
  const priority = u16(p.bytes, at);
  return `${priority & 0xf000}/${priority & 0x0fff}/${macAt(p.bytes, at + 2)}`;
}

function growTree(p: Packet, at: number, end: number, version: number): void {
  const { bytes, tree } = p;
  if (!tree) return;
  const time = (place: number): string => `${u16(bytes, place) / ticksPerSecond} s`;
  const flags = u8(bytes, at + 4);
  tree.open('Flags', hexNumber(flags, 2), at + 4, 1);
  tree.field('Topology change', flags & 1, at + 4, 1);
  tree.field('Proposal', (flags >> 1) & 1, at + 4, 1);
  tree.field(
    'Port role',
    ['unknown', 'alternate or backup', 'root', 'designated'][(flags >> 2) & 3] ?? '',
    at + 4,
    1,
  );
  tree.field('Learning', (flags >> 4) & 1, at + 4, 1);
  tree.field('Forwarding', (flags >> 5) & 1, at + 4, 1);
  tree.field('Agreement', (flags >> 6) & 1, at + 4, 1);
  tree.field('Topology change acknowledgment', flags >> 7, at + 4, 1);
  tree.close();
  tree.field('Root', bridgeText(p, at + 5), at + 5, 8);
  tree.field('Cost', u32(bytes, at + 13), at + 13, 4);
  tree.field('Bridge', bridgeText(p, at + 17), at + 17, 8);
  tree.field('Port', hexNumber(u16(bytes, at + 25)), at + 25, 2);
  tree.field('Message age', time(at + 27), at + 27, 2);
  tree.field('Maximum age', time(at + 29), at + 29, 2);
  tree.field('Hello time', time(at + 31), at + 31, 2);
  tree.field('Forward delay', time(at + 33), at + 33, 2);
  if (version < 3 || at + multipleBytes > end) return;
  tree.field('Region', safePadded(bytes, at + 39, at + 71), at + 39, 32);
  tree.field('Revision', u16(bytes, at + 71), at + 71, 2);
  tree.field('Internal root cost', u32(bytes, at + 89), at + 89, 4);
  tree.field('Internal bridge', bridgeText(p, at + 93), at + 93, 8);
  tree.field('Hops left', u8(bytes, at + 101), at + 101, 1);
}
