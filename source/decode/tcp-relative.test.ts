import { describe, expect, it } from 'vitest';
import { fromHex, ipv4Frame, join } from '../testing/frames.ts';
import { decode } from './decode.ts';
import { Packet } from './packet.ts';
import { Tree } from './tree.ts';

const sequence = 'fffffff0';
const acknowledgment = '00000010';

function segment(flags: string): Uint8Array {
  return fromHex(`9c40 01bb ${sequence} ${acknowledgment} 50${flags} 1000 0000 0000`);
}

function show(frame: Uint8Array, baseSequence: number, baseAcknowledgment: number): Packet & { tree: Tree } {
  const p = new Packet();
  p.bytes = frame;
  p.end = frame.length;
  p.length = frame.length;
  p.tree = new Tree(0, frame.length);
  p.wantsInfo = true;
  p.baseSequence = baseSequence | 0;
  p.baseAcknowledgment = baseAcknowledgment | 0;
  decode(p);
  return p as Packet & { tree: Tree };
}

function numbers(p: Packet & { tree: Tree }): string[] {
  return p.tree.nodes
    .filter(node => node.label.includes(' number'))
    .map(node => `${node.label}: ${node.value}`);
}

describe('relative sequence numbers', () => {
  it('count from the bases, through zero, beside the numbers as sent', () => {
    const p = show(ipv4Frame(6, segment('10')), 0xffffffe0, 0xfffffff0);
    expect(p.info).toContain('Seq=16 Ack=32 ');
    expect(numbers(p)).toEqual([
      'Sequence number: 16 (relative)',
      'Sequence number (as sent): 4294967280',
      'Acknowledgment number: 32 (relative)',
      'Acknowledgment number (as sent): 16',
    ]);
    // Columns keep what was sent.
    expect(p.sequence >>> 0).toBe(0xfffffff0);
  });

  it('leave an acknowledgment that is none alone', () => {
    const p = show(ipv4Frame(6, segment('02')), 0xfffffff0, 77);
    expect(p.info).toContain('[SYN] Seq=0 Win=');
    expect(numbers(p)[2]).toBe('Acknowledgment number: 16');
  });

  it('are not applied inside tunnels', () => {
    const inner = ipv4Frame(6, segment('10')).subarray(14);
    const p = show(ipv4Frame(4, join(inner)), 5, 5);
    expect(p.info).toContain('Seq=4294967280 Ack=16 ');
  });

  it('are the numbers as sent without bases', () => {
    const p = show(ipv4Frame(6, segment('10')), 0, 0);
    expect(p.info).toContain('Seq=4294967280 Ack=16 ');
    expect(numbers(p)).toEqual(['Sequence number: 4294967280', 'Acknowledgment number: 16']);
  });
});
