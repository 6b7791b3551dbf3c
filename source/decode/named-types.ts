import { data } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type LayerDecoder, type Protocol, protocolId } from './protocol.ts';

/** Protocols straight on Ethernet that are recognised by their type and named, without being read. */

function layerOf(name: string, label: string): LayerDecoder {
  const id = protocolId(name);
  return (p, at, end) => decodeNamed(p, at, end, id, label);
}

function named(name: string, label: string, etherTypes: readonly number[]): Protocol {
  return { name, etherTypes, layer: layerOf(name, label) };
}

/** Behind 802.2 SNAP: organisation, then its own numbers. */
function namedSnap(name: string, label: string, organisation: number, numbers: readonly number[]): Protocol {
  const snapProtocols = numbers.map(number => organisation * 65536 + number);
  return { name, snapProtocols, layer: layerOf(name, label) };
}

export const namedTypes: readonly Protocol[] = [
  named('GEONW', 'GeoNetworking', [0x8947]),
  named('MS NLB', 'Network Load Balancing heartbeat', [0x886f]),
  named('HomePlug', 'HomePlug', [0x887b]),
  named('HomePlug AV', 'HomePlug AV', [0x88e1]),
  named('Realtek', 'Realtek', [0x8899]),
  named('CFM', 'Connectivity Fault Management', [0x8902]),
  named('ECAT', 'EtherCAT', [0x88a4]),
  named('POWERLINK', 'Ethernet POWERLINK', [0x88ab]),
  named('SERCOS III', 'SERCOS III', [0x88cd]),
  named('MVRP', 'Multiple VLAN Registration', [0x88f5]),
  named('MMRP', 'Multiple MAC Registration', [0x88f6]),
  named('LAT', 'Local Area Transport', [0x6004]),
  named('MOP', 'DEC Maintenance Operation', [0x6001, 0x6002]),
  named('DDP', 'AppleTalk', [0x809b]),
  named('AARP', 'AppleTalk address resolution', [0x80f3]),
  named('FCoE', 'Fibre Channel over Ethernet', [0x8906]),
  named('FIP', 'FCoE Initialization', [0x8914]),
  named('PRP', 'HSR/PRP supervision', [0x88fb]),
  named('WOL', 'Wake on LAN', [0x0842]),
  named('B.A.T.M.A.N.', 'Mesh routing', [0x4305]),
  named('IEEE1905', 'IEEE 1905.1 control', [0x893a]),
  named('IEEE1722', 'Audio Video Transport', [0x22f0]),
  named('VINES', 'Banyan VINES', [0x0bad]),
  named('TRILL', 'TRILL', [0x22f3]),
  namedSnap('NDP', 'Nortel discovery', 0x000081, [0x01a1, 0x01a2]),
  namedSnap('DDP', 'AppleTalk', 0x080007, [0x809b]),
];

function decodeNamed(p: Packet, at: number, end: number, id: number, label: string): void {
  p.protocol = id;
  if (p.wantsInfo) p.info = `${label}, ${end - at} bytes`;
  p.tree?.layer(label, at, end);
  data(p, at, end);
}
