import { describe, expect, it } from 'vitest';
import { Tracker } from '../../flows/tracker.ts';
import { answerTo, flowPacket } from '../../testing/flow-packets.ts';
import { ethernetFrame, fromHex, join, udpFrame } from '../../testing/frames.ts';
import { dnsMessage } from '../../testing/name-frames.ts';
import { WindowStand } from '../../testing/window-stand.ts';
import { seededRandom } from '../forest/seeded-random.ts';
import { HostWindows } from './host-windows.ts';

const syn = 0x02;
const synAck = 0x12;
const ack = 0x10;
const reset = 0x14;

const attacker = 0x0a000005;
const victim = 0x0a000009;

describe('what a host did', () => {
  it('tells a scan by ports, spread, lack of answers and refusals', () => {
    const stand = new WindowStand();
    for (let port = 1; port <= 100; port += 1) {
      const asked = {
        from: attacker,
        to: victim,
        fromPort: 5000,
        toPort: port,
        flags: syn,
        at: 1000 + port / 25,
      };
      stand.send(asked);
      if (port % 4 === 0) stand.send(answerTo(asked, { flags: reset, at: 1000 + port / 25 }));
    }
    const did = stand.read(stand.slotOf(attacker), 'source');
    expect(did['begun10']).toBeCloseTo(100, 0);
    expect(did['unfinished60']).toBeCloseTo(100, 0);
    expect(did['failures60']).toBeCloseTo(25, 1);
    expect(did['hosts10']).toBe(1);
    expect(did['newPairs60']).toBe(1);
    expect(did['ports10']).toBeGreaterThan(80);
    expect(did['ports10']).toBeLessThan(125);
    expect(did['portSpread']).toBeGreaterThan(3.5);
    const suffered = stand.read(stand.slotOf(victim), 'target');
    expect(suffered['ports10']).toBeGreaterThan(80);
    expect(suffered['sources10']).toBe(1);
    expect(suffered['refusals60']).toBeCloseTo(25, 1);
    expect(suffered['unfinished60']).toBeCloseTo(100, 0);
  });

  it('counts answered connections as such, and asks nothing by answering', () => {
    const stand = new WindowStand();
    for (let port = 5000; port < 5020; port += 1) {
      const asked = { from: attacker, to: victim, fromPort: port, toPort: 443, at: 1000 };
      stand.send({ ...asked, flags: syn });
      stand.send(answerTo(asked, { flags: synAck }));
      stand.send({ ...asked, flags: ack, payload: 46 });
      stand.send(answerTo(asked, { flags: reset }));
    }
    const did = stand.read(stand.slotOf(attacker), 'source');
    expect(did).toMatchObject({ unfinished60: 0, failures60: 0, ports60: 1, hosts60: 1, oddOpenings60: 0 });
    expect(did['portSpread']).toBe(0);
    expect(did['payload60']).toBeCloseTo(23, 1);
    expect(did['partSent60']).toBeCloseTo(0.5, 3);
    const answered = stand.read(stand.slotOf(victim), 'source');
    expect(answered).toMatchObject({ hosts60: 0, ports60: 0, begun10: 0, packets10: 40 });
  });

  it('tells TCP that begins without SYN, pings, and what is unreachable', () => {
    const stand = new WindowStand();
    stand.send({ from: attacker, to: victim, flags: 0x29 });
    const ping = flowPacket({ from: attacker, to: victim, ipProtocol: 1 });
    ping.icmpType = 8;
    stand.add(ping);
    const complaint = flowPacket({ from: victim, to: attacker, ipProtocol: 1 });
    complaint.icmpType = 3;
    stand.add(complaint);
    const did = stand.read(stand.slotOf(attacker), 'source');
    expect(did).toMatchObject({ oddOpenings60: 1, echoes10: 1, failures60: 1 });
    expect(stand.read(stand.slotOf(victim), 'source')).toMatchObject({ begun10: 0, hosts60: 0 });
    expect(stand.read(stand.slotOf(victim), 'target')).toMatchObject({ echoes10: 1, refusals60: 1 });
  });

  it('reads the answers of name servers from their bytes', () => {
    const stand = new WindowStand();
    const asker = 0xc0000201;
    const server = 0xc0000202;
    const name = `${'a'.repeat(30)}.example`;
    const turned = (frame: Uint8Array): Uint8Array => {
      const source = frame.slice(26, 30);
      frame.copyWithin(26, 30, 34);
      frame.set(source, 30);
      return frame;
    };
    for (let index = 0; index < 6; index += 1) {
      stand.frame(udpFrame(5000, 53, dnsMessage(name, [], 0x0100)), 2000);
      const flags = index % 3 === 0 ? 0x8180 : index % 3 === 1 ? 0x8183 : 0x8182;
      stand.frame(turned(udpFrame(53, 5000, dnsMessage(name, [], flags))), 2000);
    }
    const did = stand.read(stand.slotOf(asker), 'source');
    expect(did).toMatchObject({ questions60: 6, failedNames60: 4 });
    expect(did['nameBytes60']).toBeCloseTo(40, 1);
    expect(did['longNames60']).toBe(0);
    expect(stand.read(stand.slotOf(server), 'target')).toMatchObject({ questions60: 6 });
    // A message that ends before its flags.
    for (let size = 42; size < 60; size += 1) {
      stand.frame(udpFrame(5000, 53, dnsMessage(name, [], 0x0100)).slice(0, size), 2000);
    }
    stand.read(stand.slotOf(asker), 'source');
  });
});

describe('ARP', () => {
  const arp = (opcode: number, card: number, sender: number, target: number): Uint8Array => {
    const bytes = Buffer.alloc(28);
    bytes.writeUInt32BE(0x00010800, 0);
    bytes.writeUInt16BE(0x0604, 4);
    bytes.writeUInt16BE(opcode, 6);
    bytes.writeUInt32BE(sender >>> 0, 14);
    bytes.writeUInt32BE(target >>> 0, 24);
    const frame = ethernetFrame(0x0806, join(bytes, fromHex('00'.repeat(18))));
    frame[11] = card;
    return frame;
  };

  it('is told without the tracker: sweeps, answers nobody asked for, changed cards', () => {
    const stand = new WindowStand();
    for (let host = 1; host <= 40; host += 1) stand.frame(arp(1, 1, attacker, 0x0a000100 + host), 3000);
    expect(stand.slotOf(attacker)).toBe(-1);
    const visited = stand.visited(3001);
    const slot = visited.find(active => stand.windows.keyOf(active).d === attacker) as number;
    expect(stand.windows.hostOf(slot)).toBe(-1);
    expect(visited.length).toBe(41);
    const did = stand.read(slot, 'source');
    expect(did['arpRequests60']).toBeCloseTo(40, 1);
    expect(did['newPairs60']).toBeCloseTo(40, 1);
    expect(did['hosts10']).toBeGreaterThan(33);

    // Asked for, then not asked for, then from another card.
    stand.frame(arp(2, 9, 0x0a000101, attacker), 3001);
    stand.frame(arp(2, 9, 0x0a000101, victim), 3001);
    stand.frame(arp(2, 7, 0x0a000101, victim), 3001);
    const replies = stand.visited(3002).map(active => stand.read(active, 'source'));
    expect(replies.map(row => row['arpUnasked60'])).toContain(2);
    expect(replies.map(row => row['cardChanges60'])).toContain(1);

    // The same host, now with IP: the same slot, and the tracker knows it.
    stand.send({ from: attacker, to: victim, at: 3003 });
    expect(stand.slotOf(attacker)).toBe(slot);
    expect(stand.windows.hostOf(slot)).toBeGreaterThanOrEqual(0);
    expect(stand.read(slot, 'source')['arpRequests60']).toBeCloseTo(40, 1);
  });

  it('says nothing of who looks whether an address is free', () => {
    const stand = new WindowStand();
    stand.frame(arp(1, 1, 0, attacker), 3000);
    expect(stand.visited(3001)).toEqual([]);
  });
});

describe('seconds', () => {
  it('visit everybody who was active since, once', () => {
    const stand = new WindowStand();
    stand.send({ from: 1, to: 2, at: 1000 });
    stand.send({ from: 1, to: 3, at: 1000 });
    expect(stand.visited(1001).length).toBe(3);
    stand.send({ from: 1, to: 3, at: 1001 });
    expect(stand.visited(1002).length).toBe(2);
    expect(stand.visited(1003)).toEqual([]);
    stand.send({ from: 1, to: 2, at: 5000 });
    expect(stand.visited(5001).length).toBe(2);
  });

  it('forget what was odd after a minute of silence', () => {
    const stand = new WindowStand();
    stand.send({ from: 1, to: 2, at: 1000 });
    const slot = stand.slotOf(1);
    stand.windows.oddnessAsSource[slot] = 40;
    stand.windows.oddnessAsTarget[slot] = 50;
    stand.send({ from: 1, to: 2, at: 1059 });
    expect(stand.windows.oddnessAsSource[slot]).toBe(40);
    stand.send({ from: 1, to: 2, at: 1120 });
    expect([stand.windows.oddnessAsSource[slot], stand.windows.oddnessAsTarget[slot]]).toEqual([0, 0]);
  });
});

describe('more hosts than there is room for', () => {
  it('give up the one idle longest, and begin a new one with nothing', () => {
    const stand = new WindowStand(4);
    stand.send({ from: 1, to: 2, at: 1000 });
    stand.windows.oddnessAsSource[stand.slotOf(1)] = 33;
    stand.send({ from: 3, to: 4, at: 1000 });
    stand.send({ from: 5, to: 6, at: 1001 });
    expect(stand.windows.evicted).toBe(2);
    expect([stand.slotOf(1), stand.slotOf(2)]).toEqual([-1, -1]);
    expect(stand.slotOf(3)).toBeGreaterThanOrEqual(0);
    stand.send({ from: 1, to: 2, at: 1001 });
    expect(stand.windows.oddnessAsSource[stand.slotOf(1)]).toBe(0);
    expect(stand.read(stand.slotOf(1), 'source')).toMatchObject({ packets10: 1, hosts60: 1 });
  });

  it('are not taken for each other when the tracker reuses its slots', () => {
    const stand = new WindowStand(64, 4);
    for (let address = 1; address <= 60; address += 2) {
      stand.send({ from: address, to: address + 1, at: 1000 });
      expect(stand.read(stand.slotOf(address), 'source')['packets10']).toBeCloseTo(1, 3);
      expect(stand.windows.keyOf(stand.slotOf(address)).d).toBe(address);
    }
  });

  it('take no more memory', () => {
    const windows = new HostWindows({ tracker: new Tracker({ seed: 1 }), seed: 1 });
    expect(windows.memoryBytes).toBeLessThan(10_000_000);
    expect(windows.sourceSchema.columns.length).toBeLessThanOrEqual(28);
    for (const schema of [windows.sourceSchema, windows.targetSchema]) {
      expect(new Set(schema.columns.map(column => column.name)).size).toBe(schema.columns.length);
    }
  });
});

describe('hostile packets', () => {
  it('leave every row finite, whatever their bytes and times are', () => {
    const stand = new WindowStand(16, 32);
    const random = seededRandom(11);
    const etherTypes = [0x0800, 0x86dd, 0x0806, 0x8100, 0x0800, 0x0800];
    const protocols = [6, 17, 1, 58, 47, 4, 255];
    for (let index = 0; index < 8000; index += 1) {
      const bytes = Uint8Array.from({ length: 14 + Math.floor(random() * 90) }, () =>
        Math.floor(random() * 256),
      );
      const etherType = etherTypes[Math.floor(random() * etherTypes.length)] as number;
      bytes[12] = etherType >> 8;
      bytes[13] = etherType & 255;
      if (etherType === 0x0800 && bytes.length > 40) {
        bytes[14] = 0x45;
        bytes.set([0, bytes.length - 14], 16);
        bytes.set([0, 0], 20);
        bytes[23] = protocols[Math.floor(random() * protocols.length)] as number;
        bytes.fill(0, 26, 29).fill(0, 30, 33);
        if (random() < 0.5) bytes.set([0, 53], 36);
      }
      if (etherType === 0x0806 && bytes.length > 42) {
        bytes.set([0, 1, 8, 0, 6, 4, 0, 1 + Math.floor(random() * 3)], 14);
        bytes.fill(0, 28, 31).fill(0, 38, 41);
      }
      const time = random() < 0.99 ? 1000 + Math.floor(index / 50) : Math.floor((random() - 0.2) * 2 ** 31);
      stand.frame(bytes, time < 100_000 ? time : 1000);
      if (index % 50 === 0) {
        for (const slot of stand.visited(1000 + index / 50)) {
          stand.read(slot, 'source');
          stand.read(slot, 'target');
        }
      }
    }
    expect(stand.windows.evicted).toBeGreaterThan(0);
  });

  it('that leap ahead by years end all windows, nothing else', () => {
    const stand = new WindowStand();
    stand.send({ from: 1, to: 2, at: 0 });
    // The clock believes eight in a row.
    for (let count = 0; count < 8; count += 1) stand.send({ from: 3, to: 4, at: 2_000_000_000 });
    stand.send({ from: 1, to: 2, at: 2_000_000_000 });
    stand.send({ from: 1, to: 2, at: 5 });
    expect(stand.read(stand.slotOf(1), 'source')).toMatchObject({ packets10: 2, hosts60: 1 });
  });
});
