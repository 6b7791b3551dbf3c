import { describe, expect, it } from 'vitest';
import { answerTo, flowPacket } from '../testing/flow-packets.ts';
import { FlowTable } from './flow-table.ts';
import { setRelativeNumbers } from './relative-numbers.ts';

describe('relative numbers of a stored packet', () => {
  it('come from the side that sent it and from its peer', () => {
    const flows = new FlowTable(4);
    flows.add(flowPacket({ flags: 0x02, sequence: 1000 }));
    const p = flowPacket({ sequence: 1001 });
    expect(setRelativeNumbers(flows, p)).toBe(0);
    // The peer has not been seen yet.
    expect([p.baseSequence, p.baseAcknowledgment]).toEqual([1000, 0]);
    flows.add(flowPacket(answerTo({}, { flags: 0x12, sequence: -5 })));
    setRelativeNumbers(flows, p);
    expect([p.baseSequence, p.baseAcknowledgment]).toEqual([1000, -5]);
    const answer = flowPacket(answerTo({}));
    setRelativeNumbers(flows, answer);
    expect([answer.baseSequence, answer.baseAcknowledgment]).toEqual([-5, 1000]);
  });

  it('are taken back for packets whose flow is gone', () => {
    const p = flowPacket();
    p.baseSequence = 9;
    expect(setRelativeNumbers(new FlowTable(4), p)).toBe(-1);
    expect(p.baseSequence).toBe(0);
  });
});
