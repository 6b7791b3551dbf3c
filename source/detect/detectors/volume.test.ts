import { describe, expect, it } from 'vitest';
import { answerTo } from '../../testing/flow-packets.ts';
import { VolumeStand } from '../../testing/volume-stand.ts';

const inside = 0x0a000005;
const neighbour = 0x0a000009;
const outside = 0x5db8d822;
const begin = 1_000_000;

describe('scans', () => {
  it('are many ports of one host without anything behind them, from inside to outside too', () => {
    const stand = new VolumeStand();
    for (let port = 1; port <= 100; port += 1) {
      stand.connect(
        { from: inside, to: outside, toPort: port, at: begin + port / 50 },
        port % 3 === 0 ? 'silence' : 'refused',
      );
    }
    stand.pass(begin + 3);
    expect(stand.kinds).toEqual(['port-scan']);
    const [first] = stand.found;
    expect(first?.time).toBeLessThanOrEqual(begin + 2);
    expect(first?.actor?.d).toBe(inside);
    expect(first?.target?.d).toBe(outside);
    expect(stand.found.at(-1)?.measures[0]?.value).toBeGreaterThan(85);
  });

  it('are seen in IPv6, and with flags no connection begins with', () => {
    const stand = new VolumeStand();
    for (let port = 1; port <= 60; port += 1) {
      stand.see({ toPort: port, flags: 0x01, at: begin + port / 40 }, p => {
        p.addressKind = 6;
        p.src0 = 0xfd000000 | 0;
        p.dst0 = 0xfd000000 | 0;
      });
    }
    stand.pass(begin + 2);
    expect(stand.kinds).toEqual(['port-scan']);
    expect(stand.found[0]?.actor?.kind).toBe(6);
  });

  it('take their time', () => {
    const stand = new VolumeStand();
    for (let port = 1; port <= 30; port += 1) {
      stand.connect({ from: inside, to: neighbour, toPort: port, at: begin + port * 60 }, 'silence');
    }
    expect(stand.kinds).toEqual(['slow-scan']);
  });

  it('of one port over many hosts are a sweep', () => {
    const stand = new VolumeStand();
    for (let host = 1; host <= 60; host += 1) {
      stand.connect({ from: inside, to: 0x0a000100 + host, toPort: 445, at: begin + host / 30 }, 'silence');
    }
    stand.pass(begin + 3);
    expect(stand.kinds).toEqual(['host-sweep']);
    expect(stand.found[0]?.port).toBe(445);
    expect(stand.found[0]?.time).toBeLessThanOrEqual(begin + 2);
  });

  it('by ping are a sweep, unless all answer', () => {
    for (const answers of [false, true]) {
      const stand = new VolumeStand();
      for (let host = 1; host <= 100; host += 1) {
        const ping = { from: inside, to: 0x0a000100 + host, ipProtocol: 1, at: begin + host / 30 };
        stand.see(ping, p => {
          p.icmpType = 8;
        });
        if (!answers) continue;
        stand.see(answerTo(ping), p => {
          p.icmpType = 0;
        });
      }
      stand.pass(begin + 5);
      expect(stand.kinds).toEqual(answers ? [] : ['ping-sweep']);
    }
  });

  it('are not what busy clients, resolvers and traceroute do', () => {
    const stand = new VolumeStand();
    for (let count = 0; count < 3000; count += 1) {
      const at = begin + count / 300;
      const to = 0x50000000 + Math.imul(count, 7919);
      stand.connect({ from: inside, to, toPort: 443, fromPort: 20_000 + count, at }, 'answered');
      const question = { from: neighbour, to, toPort: 53, fromPort: 20_000 + count, ipProtocol: 17, at };
      stand.see({ ...question, payload: 40 });
      stand.see(answerTo(question, { payload: 200, length: 242 }));
      if (count >= 90) continue;
      const hop = { from: inside, to: outside, toPort: 33_434 + count, ipProtocol: 17, at };
      stand.see(hop, p => {
        p.ttl = 1 + Math.floor(count / 3);
      });
    }
    stand.pass(begin + 12);
    expect(stand.kinds).toEqual([]);
  });
});

describe('floods', () => {
  it('of SYNs from one source have an actor, and are no scan by the answers of the victim', () => {
    const stand = new VolumeStand();
    for (let count = 0; count < 3000; count += 1) {
      const wanted = {
        from: outside,
        to: inside,
        fromPort: 1024 + count * 7,
        toPort: 80,
        at: begin + count / 1000,
      };
      stand.connect(wanted, count % 2 === 0 ? 'refused' : 'silence');
    }
    stand.pass(begin + 3);
    stand.pass(begin + 10);
    expect(stand.kinds).toEqual(['syn-flood']);
    expect(stand.found[0]?.time).toBeLessThanOrEqual(begin + 1);
    expect(stand.found[0]?.actor?.d).toBe(outside);
    expect(stand.found[0]?.target?.d).toBe(inside);
    expect(stand.found[0]?.port).toBe(80);
  });

  it('from made-up senders are told of their victim, in fixed memory', () => {
    const stand = new VolumeStand();
    const before = stand.detectors.memoryBytes;
    for (let count = 0; count < 100_000; count += 1) {
      const from = Math.imul(count + 1, 0x9e3779b1) & 0x7fffffff;
      stand.see({ from, to: inside, toPort: 80, flags: 2, at: begin + count / 25_000 });
    }
    stand.pass(begin + 4);
    stand.pass(begin + 5);
    expect(stand.kinds).toEqual(['syn-flood']);
    const last = stand.found.at(-1);
    expect(last?.actor).toBeUndefined();
    expect(last?.actors).toBeGreaterThan(70_000);
    expect(last?.actors).toBeLessThan(130_000);
    expect(stand.detectors.memoryBytes).toBe(before);
  });

  it('of datagrams are told, fast answered ones are not', () => {
    const stand = new VolumeStand();
    const call = { from: inside, to: outside, fromPort: 50_000, toPort: 443, ipProtocol: 17 };
    stand.see({ ...call, at: begin, payload: 1200 });
    for (let count = 0; count < 20_000; count += 1) {
      stand.see(answerTo(call, { at: begin + count / 10_000, payload: 1200, length: 1242 }));
    }
    stand.pass(begin + 2);
    expect(stand.kinds).toEqual([]);
    for (let count = 0; count < 4000; count += 1) {
      stand.see({
        from: outside,
        to: inside,
        toPort: 9,
        ipProtocol: 17,
        payload: 64,
        at: begin + 10 + count / 2000,
      });
    }
    stand.pass(begin + 12);
    expect(stand.kinds).toEqual(['udp-flood']);
    expect(stand.found[0]?.time).toBeLessThanOrEqual(begin + 11);
  });

  it('are not what a busy server gets', () => {
    const stand = new VolumeStand();
    for (let count = 0; count < 6000; count += 1) {
      const from = 0x50000000 + Math.imul(count, 104_729);
      stand.connect({ from, to: inside, toPort: 443, at: begin + count / 500 }, 'answered');
    }
    stand.pass(begin + 13);
    expect(stand.kinds).toEqual([]);
  });

  it('by reflection are told of the victim, a search answered by all is none', () => {
    const stand = new VolumeStand();
    stand.see({ from: neighbour, to: 0xeffffffa, fromPort: 5000, toPort: 1900, ipProtocol: 17, at: begin });
    for (let count = 0; count < 60; count += 1) {
      const from = 0x0a000100 + (count % 12);
      const answer = { from, to: neighbour, fromPort: 1900, toPort: 5000, ipProtocol: 17, payload: 300 };
      stand.see({ ...answer, at: begin + count / 60 });
    }
    stand.pass(begin + 2);
    expect(stand.kinds).toEqual([]);
    for (let count = 0; count < 200; count += 1) {
      const from = 0x50000100 + (count % 12);
      const answer = {
        from,
        to: inside,
        fromPort: 53,
        toPort: 5000,
        ipProtocol: 17,
        payload: 1400,
        length: 1442,
      };
      stand.see({ ...answer, at: begin + 10 + count / 100 });
    }
    stand.pass(begin + 12);
    expect(stand.kinds).toEqual(['amplification']);
    expect(stand.found.at(-1)).toMatchObject({ actor: undefined, port: -1, fromPort: 53, protocol: 'DNS' });
  });
});

describe('mistakes', () => {
  it('repeated over and over are failed connections, no scan', () => {
    const stand = new VolumeStand();
    for (let count = 0; count < 40; count += 1) {
      const wanted = {
        from: inside,
        to: neighbour,
        toPort: 5671,
        fromPort: 30_000 + count,
        at: begin + count,
      };
      stand.connect(wanted, 'refused');
    }
    expect(stand.kinds).toEqual(['failed-connections']);
  });
});

describe('time', () => {
  it('may jump, stand still or be zero', () => {
    const stand = new VolumeStand();
    for (const at of [0, 0, begin, begin + 2_000_000_000, begin, 0, begin + 2_100_000_000]) {
      for (let port = 1; port < 8; port += 1)
        stand.connect({ from: inside, to: outside, toPort: port, at }, 'silence');
    }
    stand.pass(2_147_483_000);
    expect(stand.found.every(({ measures }) => Number.isFinite(measures[0]?.value))).toBe(true);
  });
});
