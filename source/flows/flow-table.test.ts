import { describe, expect, it } from 'vitest';
import { decode } from '../decode/decode.ts';
import { Packet } from '../decode/packet.ts';
import { protocolId, protocolName } from '../decode/protocol.ts';
import { answerTo, client, type FlowPacket, flowPacket, server } from '../testing/flow-packets.ts';
import { ethernetFrame, fromHex, ipv4Frame } from '../testing/frames.ts';
import { Random } from '../testing/random.ts';
import { flowState } from './flow-state.ts';
import { FlowTable } from './flow-table.ts';
import { tcpNotice } from './tcp-notice.ts';

const syn = 0x02;
const synAck = 0x12;
const ack = 0x10;
const finAck = 0x11;
const rst = 0x04;

function decoded(frame: Uint8Array): Packet {
  const p = new Packet();
  p.bytes = frame;
  p.end = frame.length;
  p.length = frame.length;
  decode(p);
  return p;
}

describe('flow table', () => {
  it('counts both directions in one row', () => {
    const flows = new FlowTable(8);
    const there: FlowPacket = { length: 60, at: 10.5 };
    const slot = flows.add(flowPacket(there));
    expect(flows.isNew).toBe(true);
    expect(flows.add(flowPacket(answerTo(there, { length: 1500, at: 11 })))).toBe(slot);
    expect(flows.isNew).toBe(false);
    expect(flows.side).toBe(1);
    expect(flows.add(flowPacket(there))).toBe(slot);
    expect([...flows.packets.subarray(slot * 2, slot * 2 + 2)]).toEqual([2, 1]);
    expect([...flows.bytes.subarray(slot * 2, slot * 2 + 2)]).toEqual([120, 1500]);
    expect([...flows.port.subarray(slot * 2, slot * 2 + 2)]).toEqual([40_000, 443]);
    expect([flows.first[slot], flows.last[slot]]).toEqual([10.5, 11]);
    expect(flows.total).toBe(1);
  });

  it('tells flows apart by each part of the key', () => {
    const flows = new FlowTable(16);
    const variants: FlowPacket[] = [
      {},
      { from: client + 1 },
      { to: server + 1 },
      { fromPort: 40_001 },
      { toPort: 80 },
      { ipProtocol: 17 },
      // Ports swapped without the addresses: somebody else.
      { fromPort: 443, toPort: 40_000 },
    ];
    expect(new Set(variants.map(variant => flows.add(flowPacket(variant)))).size).toBe(variants.length);
  });

  it('calls the sender of the SYN the one who began, even when the SYN-ACK was seen first', () => {
    const flows = new FlowTable(8);
    const there: FlowPacket = { flags: syn };
    const slot = flows.add(flowPacket(answerTo(there, { flags: synAck })));
    expect(flows.side).toBe(1);
    flows.add(flowPacket(there));
    expect(flows.side).toBe(0);
    expect(flows.address[slot * 8 + 3]).toBe(client);
    expect([...flows.port.subarray(slot * 2, slot * 2 + 2)]).toEqual([40_000, 443]);
  });

  it('follows a connection from asking to closed, and begins a new flow when it is opened again', () => {
    const flows = new FlowTable(8);
    const there: FlowPacket = {};
    const states: number[] = [];
    let slot = -1;
    const see = (wanted: FlowPacket): void => {
      slot = flows.add(flowPacket(wanted));
      states.push(flows.state[slot] as number);
    };
    see({ flags: syn, sequence: 100 });
    see(answerTo(there, { flags: synAck, sequence: 900 }));
    see({ flags: ack, sequence: 101 });
    see({ flags: ack, sequence: 101, payload: 10 });
    see(answerTo(there, { flags: finAck, sequence: 901 }));
    see({ flags: finAck, sequence: 111 });
    const { asking, opening, open, closing, closed } = flowState;
    expect(states).toEqual([asking, opening, open, open, closing, closed]);
    const old = slot;
    see({ flags: syn, sequence: 5000, at: 2000 });
    expect(slot).not.toBe(old);
    expect(flows.isNew).toBe(true);
    expect(flows.add(flowPacket(answerTo(there, { flags: synAck, at: 2000 })))).toBe(slot);
    expect(flows.find(flowPacket({ at: 1000 }))).toBe(old);
    expect(flows.find(flowPacket({ at: 2001 }))).toBe(slot);
  });

  it('calls TCP under way before we looked talking, and a reset a reset', () => {
    const flows = new FlowTable(8);
    const slot = flows.add(flowPacket({ payload: 5 }));
    expect(flows.state[slot]).toBe(flowState.asking);
    flows.add(flowPacket(answerTo({})));
    expect(flows.state[slot]).toBe(flowState.talking);
    flows.add(flowPacket({ flags: rst }));
    flows.add(flowPacket(answerTo({})));
    expect(flows.state[slot]).toBe(flowState.reset);
  });

  it('notices retransmissions, keep-alives and gaps', () => {
    const flows = new FlowTable(8);
    const see = (wanted: FlowPacket): number => {
      flows.add(flowPacket(wanted));
      return flows.notice;
    };
    const { none, retransmission, keepAlive, gap } = tcpNotice;
    expect(see({ flags: syn, sequence: -2 })).toBe(none);
    expect(see({ flags: syn, sequence: -2 })).toBe(retransmission);
    // Sequence numbers pass zero.
    expect(see({ sequence: -1, payload: 10 })).toBe(none);
    expect(see({ sequence: 9, payload: 10 })).toBe(none);
    expect(see({ sequence: 9, payload: 10 })).toBe(retransmission);
    expect(see({ sequence: 18, payload: 1 })).toBe(keepAlive);
    expect(see({ sequence: 40, payload: 10 })).toBe(gap);
    expect(see({ sequence: 50 })).toBe(none);
    const slot = flows.find(flowPacket({}));
    expect(flows.retransmissions[slot]).toBe(2);
    expect(flows.baseSequence[slot * 2]).toBe(-2);
  });

  it('keeps what recognised the application, not what came after', () => {
    const flows = new FlowTable(8);
    const slot = flows.add(flowPacket({ flags: syn }));
    expect(protocolName(flows.protocol[slot] as number)).toBe('TCP');
    flows.add(flowPacket({ payload: 20, protocol: 'TLSv1.2' }));
    flows.add(flowPacket({ payload: 20, protocol: 'TCP' }));
    expect(protocolName(flows.protocol[slot] as number)).toBe('TLSv1.2');
  });

  it('learns the version a server chose, and keeps it', () => {
    const flows = new FlowTable(8);
    const versions = ['TLSv1', 'TLSv1.3', 'TLSv1.2', 'HTTP'].map(name => {
      protocolId(name, name.startsWith('TLS') ? 'tls' : 'http');
      const slot = flows.add(flowPacket({ payload: 20, protocol: name }));
      return protocolName(flows.protocol[slot] as number);
    });
    expect(versions).toEqual(['TLSv1', 'TLSv1.3', 'TLSv1.3', 'TLSv1.3']);
  });

  it('evicts the flow idle for longest and counts it', () => {
    const flows = new FlowTable(3);
    const [first, second, third] = [1, 2, 3].map(fromPort => flows.add(flowPacket({ fromPort })));
    flows.add(flowPacket({ fromPort: 1 }));
    const number = flows.number[second as number] as number;
    expect(flows.add(flowPacket({ fromPort: 4 }))).toBe(second);
    expect(flows.slots.evicted).toBe(1);
    expect(flows.slotOf(second as number, number)).toBe(-1);
    expect(flows.slotOf(first as number, 1)).toBe(first);
    expect(flows.add(flowPacket({ fromPort: 3 }))).toBe(third);
    expect(flows.total).toBe(4);
    expect(flows.packets[(second as number) * 2]).toBe(1);
  });

  it('agrees with a map of strings under heavy eviction', () => {
    const random = new Random(20_240_717);
    const capacity = 50;
    const flows = new FlowTable(capacity, 99);
    /** Packets of each flow; least recently used first. */
    const naive = new Map<string, number>();
    const p = new Packet();
    for (let step = 0; step < 60_000; step += 1) {
      const one = random.below(12);
      const other = random.below(12) + 100;
      const oneFirst = random.chance(0.5);
      const ipProtocol = random.chance(0.5) ? 6 : 17;
      flowPacket(
        {
          from: oneFirst ? one : other,
          to: oneFirst ? other : one,
          fromPort: oneFirst ? 5 : 6,
          toPort: oneFirst ? 6 : 5,
          ipProtocol,
          at: 1000 + step,
        },
        p,
      );
      const slot = flows.add(p);
      const key = `${one} ${other} ${ipProtocol}`;
      const count = (naive.get(key) ?? 0) + 1;
      naive.delete(key);
      naive.set(key, count);
      if (naive.size > capacity) naive.delete([...naive.keys()][0] as string);
      expect((flows.packets[slot * 2] as number) + (flows.packets[slot * 2 + 1] as number)).toBe(count);
    }
    expect(flows.slots.used).toBe(capacity);
    expect(flows.slots.evicted).toBeGreaterThan(10_000);
  });

  it('stays bounded with two million distinct sockets', () => {
    const flows = new FlowTable(4096);
    const p = flowPacket({ ipProtocol: 17 });
    for (let index = 0; index < 2_000_000; index += 1) {
      p.src3 = index >>> 8;
      p.srcPort = index & 255;
      flows.add(p);
    }
    expect(flows.slots.used).toBe(4096);
    expect(flows.slots.evicted).toBe(2_000_000 - 4096);
    expect(flows.total).toBe(2_000_000);
  });

  it('tells two pings apart by their identifier and begins with the request', () => {
    const flows = new FlowTable(8);
    const echo = (type: string, identifier: string): Packet =>
      decoded(ipv4Frame(1, fromHex(`${type}00 0000 ${identifier} 0001 6162636465666768`)));
    const one = flows.add(echo('08', '0001'));
    expect(flows.add(echo('08', '0002'))).not.toBe(one);
    expect(flows.add(echo('08', '0001'))).toBe(one);
    expect(flows.identifier[one]).toBe(1);
    expect(flows.port[one * 2]).toBe(-1);
    flows.add(echo('00', '0003'));
    expect(flows.side).toBe(1);
  });

  it('takes the replies of a machine that pings itself for answers', () => {
    const flows = new FlowTable(8);
    const echo = (type: number): Packet => {
      const p = flowPacket({ from: 0x7f000001, to: 0x7f000001, ipProtocol: 1 });
      p.icmpType = type;
      return p;
    };
    const slot = flows.add(echo(8));
    expect(flows.state[slot]).toBe(flowState.asking);
    expect(flows.add(echo(0))).toBe(slot);
    expect(flows.side).toBe(1);
    expect(flows.state[slot]).toBe(flowState.talking);
    flows.add(echo(8));
    expect([...flows.packets.subarray(slot * 2, slot * 2 + 2)]).toEqual([2, 1]);
    expect(flows.find(echo(0))).toBe(slot);
    expect(flows.side).toBe(1);
  });

  it('has no flow for what is not IP', () => {
    const flows = new FlowTable(8);
    const arp = fromHex('0001 0800 06 04 0001 020000000001 c0000201 000000000000 c0000202');
    expect(flows.add(decoded(ethernetFrame(0x0806, arp)))).toBe(-1);
    expect(flows.total).toBe(0);
    expect(flows.find(decoded(ethernetFrame(0x0806, arp)))).toBe(-1);
  });

  it('smooths rates and lets them fade', () => {
    const flows = new FlowTable(8);
    let slot = -1;
    for (let at = 0; at < 60; at += 0.01) slot = flows.add(flowPacket({ at: 1000 + at, length: 100 }));
    expect(flows.rateAt(slot, 1060) / 10_000).toBeCloseTo(1, 1);
    expect(flows.rateAt(slot, 1065) / 10_000).toBeCloseTo(Math.exp(-1), 1);
    expect(flows.rateAt(slot, 2000)).toBeLessThan(1);
  });
});
