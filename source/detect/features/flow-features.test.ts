import { describe, expect, it } from 'vitest';
import { Packet } from '../../decode/packet.ts';
import { flagAck, flagFin, flagRst, flagSyn } from '../../decode/tcp.ts';
import { Tracker } from '../../flows/tracker.ts';
import { answerTo, type FlowPacket, flowPacket } from '../../testing/flow-packets.ts';
import { MutablePacketContext } from '../context.ts';
import { FlowFeatures, flowSchema } from './flow-features.ts';
import { PacketFeatures, packetSchema } from './packet-features.ts';

const names = flowSchema.columns.map(column => column.name);

/** At which packets a flow is due, and its row the last time it was. */
function judge(packets: readonly FlowPacket[]): { due: number[]; value(name: string): number } {
  const tracker = new Tracker({ seed: 1, maxFlows: 8, maxHosts: 8 });
  const features = new PacketFeatures({ tracker, seed: 1 });
  const flowFeatures = new FlowFeatures({ tracker, packets: features });
  const context = new MutablePacketContext(new Packet());
  const packetRow = new Float32Array(packetSchema.columns.length);
  const row = new Float32Array(names.length).fill(Number.NaN);
  const due: number[] = [];
  for (const [index, wanted] of packets.entries()) {
    const p = flowPacket(wanted);
    context.fill(p, tracker, tracker.add(p), index + 1);
    features.write(context, packetRow);
    if (!flowFeatures.due(context)) continue;
    due.push(index + 1);
    flowFeatures.write(context, row);
  }
  return { due, value: name => row[names.indexOf(name)] as number };
}

describe('features of flows', () => {
  it('are due at packets 2, 4, 8 … and once at the end', () => {
    const packets = Array.from({ length: 20 }, (_, index): FlowPacket => ({ at: 1000 + index }));
    expect(judge(packets).due).toEqual([2, 4, 8, 16]);
    const reset: FlowPacket = { at: 1020, flags: flagRst };
    expect(judge([...packets.slice(0, 5), reset, reset]).due).toEqual([2, 4, 6]);
  });

  it('say what a connection was like', () => {
    const data = { flags: flagAck, payload: 46, length: 100 };
    const { due, value } = judge([
      { at: 1000, flags: flagSyn, length: 60 },
      answerTo({}, { at: 1000.25, flags: flagSyn | flagAck, length: 60 }),
      { at: 1000.5, flags: flagAck, length: 54, sequence: 1 },
      { at: 1001, ...data, sequence: 1 },
      { at: 1001, ...data, sequence: 1 },
      answerTo({}, { at: 1002, ...data, length: 1000, payload: 946, sequence: 1 }),
      { at: 1003, flags: flagFin | flagAck, length: 54, sequence: 47 },
      answerTo({}, { at: 1004, flags: flagFin | flagAck, length: 54, sequence: 947 }),
    ]);
    expect(due).toEqual([2, 4, 8]);
    const plain = (name: string): number => Math.expm1(value(name));
    expect(plain('packetsAsked')).toBeCloseTo(5, 1);
    expect(plain('packetsAnswered')).toBeCloseTo(3, 1);
    expect(plain('bytesAsked') / 368).toBeCloseTo(1, 2);
    expect(plain('bytesAnswered') / 1114).toBeCloseTo(1, 2);
    expect(value('askedShare')).toBeCloseTo(368 / 1482, 4);
    expect(plain('duration')).toBeCloseTo(4, 1);
    expect(plain('handshake')).toBeCloseTo(0.25, 2);
    expect(value('emptyShare')).toBe(5 / 8);
    expect(value('retransmissions')).toBe(1 / 8);
    expect([value('reset'), value('unanswered')]).toEqual([0, 0]);
    expect(plain('firstPayload')).toBeCloseTo(46, 0);
  });

  it('tell that nobody answers', () => {
    const { value } = judge([
      { at: 1000, flags: flagSyn },
      { at: 1001, flags: flagSyn },
      { at: 1003, flags: flagSyn },
      { at: 1007, flags: flagSyn },
    ]);
    expect(Math.expm1(value('unanswered'))).toBeCloseTo(4, 1);
    expect(value('packetsAnswered')).toBe(0);
  });
});
