import { describe, expect, it } from 'vitest';
import { Packet } from '../decode/packet.ts';
import { Tree } from '../decode/tree.ts';
import { fromText, tcpFrame } from '../testing/frames.ts';
import { OrderedDecoder } from './read-flows.ts';

function segment(sequence: number, text: string, flags = 0x18): Packet {
  const frame = tcpFrame(40_000, 8123, fromText(text), flags);
  new DataView(frame.buffer).setUint32(38, sequence);
  const p = new Packet();
  p.bytes = frame;
  p.end = frame.length;
  p.length = frame.length;
  return p;
}

function infos(decoder: OrderedDecoder, packets: readonly Packet[]): string[] {
  return packets.map(p => {
    decoder.decode(p);
    return p.info;
  });
}

describe('OrderedDecoder', () => {
  it('counts sequence numbers from the beginning of the conversation and notices repetitions', () => {
    const [syn, first, again, later] = infos(new OrderedDecoder(), [
      segment(4_000_000_000, '', 0x02),
      segment(4_000_000_001, 'abc'),
      segment(4_000_000_001, 'abc'),
      segment(4_000_000_010, 'xyz'),
    ]);
    expect(syn).toContain('[SYN] Seq=0 ');
    expect(first).toContain('Seq=1 ');
    expect(first).not.toContain('retransmission');
    expect(again).toMatch(/^\[retransmission\] .*Seq=1 /);
    expect(later).toMatch(/^\[earlier bytes not seen\] .*Seq=10 /);
  });

  it('shows both numbers in the tree', () => {
    const decoder = new OrderedDecoder();
    decoder.follow(segment(1000, '', 0x02));
    const p = segment(1001, 'abc');
    const tree = new Tree(p.start, p.end);
    decoder.decode(p, tree);
    const values = tree.nodes
      .filter(node => node.label.startsWith('Sequence number'))
      .map(node => node.value);
    expect(values.join(' ')).toMatch(/\b1001\b/);
    expect(values.join(' ')).toMatch(/\b1\b/);
  });

  it('says nothing of gaps when somebody in front leaves packets out', () => {
    const decoder = new OrderedDecoder();
    decoder.isFollowed = true;
    const packets = [segment(1, '', 0x02), segment(2, 'abc'), segment(100, 'x')];
    for (const p of packets) decoder.follow(p);
    expect(infos(decoder, packets.slice(2))[0]).not.toContain('not seen');
  });
});
