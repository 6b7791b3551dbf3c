import { ipv4At, ipv6At } from './address.ts';
import { u32 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';

const sflowId = protocolId('sFlow');
const agentIpv4 = 1;
const agentIpv6 = 2;
const maxSamples = 100;

/** Samples of what switches forward. */
export const sflow: Protocol = {
  name: 'sFlow',
  udpPorts: [6343],
  application: decodeSflow,
};

const sampleTypes: Readonly<Record<number, string>> = {
  1: 'Flow sample',
  2: 'Counters sample',
  3: 'Expanded flow sample',
  4: 'Expanded counters sample',
};

function decodeSflow(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + 12 > end) return false;
  const version = u32(bytes, at);
  if (version !== 2 && version !== 4 && version !== 5) return false;
  p.protocol = sflowId;
  const kind = u32(bytes, at + 4);
  if (kind !== agentIpv4 && kind !== agentIpv6) p.fail('sFlow agent address is of no known kind');
  const header = at + 8 + (kind === agentIpv6 ? 16 : 4);
  if (header + 16 > end) p.tooShort('sFlow header cut short');
  if (!p.wantsInfo) return true;
  const agent = agentText(p, at, end, kind);
  p.info = `V${version}, agent ${agent}`;
  // Version 5 alone has sub-agents.
  const sequence = version === 5 ? header + 4 : header;
  if (version === 5 && header + 4 <= end) p.info += `, sub-agent ID ${u32(bytes, header)}`;
  if (sequence + 12 <= end) p.info += `, seq ${u32(bytes, sequence)}, ${u32(bytes, sequence + 8)} samples`;
  if (p.tree) growTree(p, at, end, header, sequence, agent);
  return true;
}

function agentText(p: Packet, at: number, end: number, kind: number): string {
  if (kind === agentIpv4) return ipv4At(p.bytes, at + 8);
  return kind === agentIpv6 && at + 24 <= end ? ipv6At(p.bytes, at + 8) : 'unknown';
}

function growTree(p: Packet, at: number, end: number, header: number, sequence: number, agent: string): void {
  const { bytes, tree } = p;
  if (!tree) return;
  tree.layer('sFlow', at, end);
  tree.field('Version', u32(bytes, at), at, 4);
  tree.field('Agent address', agent, at + 4, header - at - 4);
  if (sequence > header && header + 4 <= end) tree.field('Sub-agent', u32(bytes, header), header, 4);
  if (sequence + 12 > end) return;
  tree.field('Sequence number', u32(bytes, sequence), sequence, 4);
  tree.field('Uptime', `${u32(bytes, sequence + 4) / 1000} s`, sequence + 4, 4);
  tree.field('Samples', u32(bytes, sequence + 8), sequence + 8, 4);
  if (u32(bytes, at) !== 5) return;
  let next = sequence + 12;
  for (let count = 0; count < maxSamples && next + 8 <= end; count += 1) {
    const type = u32(bytes, next) & 0xfff;
    const size = 8 + u32(bytes, next + 4);
    const name = sampleTypes[type] ?? `Sample type ${type}`;
    const detail = next + 12 <= end ? `sequence ${u32(bytes, next + 8)}, ${size - 8} bytes` : '';
    tree.field(name, detail, next, Math.min(size, end - next));
    next += size;
  }
}
