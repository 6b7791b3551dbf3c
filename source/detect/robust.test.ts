import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { AnalyserStand, framesOf } from '../testing/analyser-stand.ts';
import type { TestPacket } from '../testing/batches.ts';
import { Random } from '../testing/random.ts';

// Thousands of packets, on whatever machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const day = 86_400;
const eightyYears = 80 * 365 * day;
const begin = 1_700_000_000;
const syn = 0x02;

let scan: TestPacket[] = [];
let spoofing: TestPacket[] = [];
const stands: AnalyserStand[] = [];

function stand(): AnalyserStand {
  const made = new AnalyserStand();
  stands.push(made);
  return made;
}

/** One host tries a port after the other. */
function scanAt(told: AnalyserStand, from: number, ports = 400): void {
  for (let port = 1; port <= ports; port += 1)
    told.see({
      from: 0x0a000066,
      to: 0x0a000009,
      toPort: port,
      flags: syn,
      at: from + port / 50,
      length: 60,
    });
  told.analyser.end();
}

function expectSane(told: AnalyserStand): void {
  for (const oddness of told.oddness) expect(oddness >= 0 && oddness <= 200).toBe(true);
  expect(told.analyser.alarmLine).toBeGreaterThan(0);
  expect(JSON.stringify(told.analyser.facts)).not.toMatch(/NaN|Infinity/);
  expect(told.incidents).not.toMatch(/NaN|Infinity|undefined/);
}

beforeAll(async () => {
  scan = await framesOf('clips/tcp-syn-scan-medium');
  spoofing = await framesOf('clips/arp-spoofing-medium');
});

afterEach(async () => {
  for (const { analyser } of stands.splice(0)) await analyser.close();
});

describe('analysis of hardly anything', () => {
  it('has nothing to say of no packet', () => {
    const told = stand();
    told.analyser.advanceTo(begin);
    told.trained(true);
    told.analyser.end();
    expect(told.kinds).toEqual([]);
    expectSane(told);
  });

  it('has nothing to say of one packet, nor of the same one all the time', () => {
    for (const count of [1, 20_000]) {
      const told = stand();
      for (let index = 0; index < count; index += 1)
        told.see({ at: begin + index / 50, payload: 40, flags: 0x18 });
      told.trained(true);
      told.see({ at: begin + 500, payload: 40, flags: 0x18 });
      told.analyser.end();
      expect(told.kinds).toEqual([]);
      expectSane(told);
    }
  });

  it('stands rows and sections of nothing but nonsense', () => {
    const told = stand();
    told.frames(scan);
    told.trained(true);
    const row = told.analyser.packetRow;
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 3e38, -3e38]) {
      row.fill(value);
      told.frames(scan.slice(0, 50));
    }
    for (const part of told.analyser.learned) {
      expect(part.load({ facts: {}, arrays: {} }) ?? '', part.section).not.toMatch(/undefined|NaN/);
    }
    told.frames(scan);
    expectSane(told);
  });

  it('stands frames of noise, cut short and empty', () => {
    const told = stand();
    const random = new Random(5);
    for (const [index, frame] of [...scan, ...spoofing].entries()) {
      const data = frame.data.slice(0, random.unsigned() % (frame.data.length + 1));
      for (let change = random.unsigned() % 8; change > 0 && data.length > 0; change -= 1)
        data[random.unsigned() % data.length] = random.unsigned() & 255;
      told.frame({ seconds: begin + (index >> 4), nanoseconds: random.unsigned() % 1_000_000_000, data });
    }
    told.analyser.end();
    expectSane(told);
  });
});

describe('clocks that jump', () => {
  /** A scan and lies behind some packets with impossible times are found as without those. */
  function found(times: readonly number[]): string[] {
    const told = stand();
    told.frames(scan.slice(0, 400));
    const bad = scan[0] as TestPacket;
    for (const time of times) told.frame({ ...bad, seconds: time - told.shift });
    for (const frame of scan.slice(400)) told.frame(frame);
    const after = scan.at(-1) as TestPacket;
    for (const frame of spoofing)
      told.frame({
        ...frame,
        seconds: frame.seconds - (spoofing[0] as TestPacket).seconds + after.seconds + 1,
      });
    told.analyser.end();
    expectSane(told);
    return told.kinds.filter(kind => kind === 'port-scan' || kind === 'arp-spoofing');
  }

  it('forward or back for one packet change nothing', () => {
    const whole = found([]);
    expect(whole).toEqual(['port-scan', 'arp-spoofing']);
    const { seconds } = scan[0] as TestPacket;
    expect(found([seconds + eightyYears])).toEqual(whole);
    expect(found([0])).toEqual(whole);
    expect(found([seconds - 9 * day, seconds + 3 * day, 0, seconds + eightyYears])).toEqual(whole);
    // Within a day it is believed, and mended as soon as the others go on as before.
    expect(found([seconds + 10 * 3600])).toEqual(expect.arrayContaining(whole));
  });

  it('lastingly do not blind it, and are told in the times of the packets', () => {
    for (const leap of [-10 * day, -2 * 3600, -400, 400, 2 * 3600, 10 * day, eightyYears]) {
      const told = stand();
      for (let index = 0; index < 3000; index += 1) told.see({ at: begin + index / 10, toPort: 443 });
      scanAt(told, begin + 300 + leap);
      const incident = told.analyser.incidents.find(({ kind }) => kind === 'port-scan');
      expect(incident, String(leap)).toBeDefined();
      expect(Math.abs((incident?.openedAt ?? 0) - (begin + 300 + leap)), String(leap)).toBeLessThan(12);
      expect(Math.abs((incident?.last ?? 0) - (begin + 300 + leap)), String(leap)).toBeLessThan(12);
      expectSane(told);
    }
  });

  it('in the very first packet does no harm', () => {
    for (const first of [0, begin + eightyYears, 0xffff_ffff]) {
      const told = stand();
      told.see({ at: first });
      for (let index = 0; index < 3000; index += 1) told.see({ at: begin + index / 10, toPort: 443 });
      scanAt(told, begin + 300);
      expect(told.kinds).toContain('port-scan');
      expectSane(told);
    }
  });

  it('at every packet end at some time', () => {
    const told = stand();
    const random = new Random(9);
    for (let index = 0; index < 20_000; index += 1) {
      const at = random.unsigned() % 3 === 0 ? random.unsigned() : begin + index / 100;
      told.see({
        at,
        from: 0x0a000000 + (random.unsigned() % 50),
        toPort: random.unsigned() % 2000,
        flags: syn,
      });
      if (index % 100 === 0) told.analyser.advanceTo(random.unsigned());
    }
    told.analyser.end();
    expectSane(told);
  });
});
