import { afterEach, describe, expect, it, vi } from 'vitest';
import { AnalyserStand } from '../testing/analyser-stand.ts';
import { answerTo, type FlowPacket } from '../testing/flow-packets.ts';
import { fromText, tcpFrame } from '../testing/frames.ts';
import { Random } from '../testing/random.ts';
import { addressed } from '../testing/talks.ts';

// Thousands of packets, on whatever machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const begin = 1_700_000_000;
const hours = 2;
const patientSeconds = hours * 3600;
const syn = 0x02;
const synAck = 0x12;
const ack = 0x10;
const data = 0x18;
const resetAck = 0x14;
const network = 0x0a000000;
const patient = network + 66;
const other = network + 77;
const victim = network + 9;

const stands: AnalyserStand[] = [];

function stand(): AnalyserStand {
  const made = new AnalyserStand();
  stands.push(made);
  return made;
}

/** Somebody loads a page now and then. */
function ordinary(told: AnalyserStand, random: Random, at: number): void {
  const talk: FlowPacket = {
    from: network + 100 + random.below(6),
    to: network + 1 + random.below(3),
    fromPort: 30_000 + random.below(20_000),
    toPort: 443,
  };
  told.see({ ...talk, flags: syn, at, length: 60 });
  told.see(answerTo(talk, { flags: synAck, at: at + 0.01, length: 60 }));
  told.see({ ...talk, flags: ack, at: at + 0.02, length: 54 });
  told.see({ ...talk, flags: data, at: at + 0.03, payload: 300 + random.below(100), length: 400 });
  told.see(answerTo(talk, { flags: data, at: at + 0.05, payload: 1200, length: 1254 }));
}

/** Hours of learning, in which `deed` is done more and more often: at first once a minute, at last `most` times. */
function patiently(told: AnalyserStand, most: number, deed: (at: number, count: number) => void): number {
  const random = new Random(3);
  let due = 0;
  let count = 0;
  for (let second = 0; second < patientSeconds; second += 1) {
    const at = begin + second;
    if (second % 6 === 0) ordinary(told, random, at);
    due += (1 + (most - 1) * (second / patientSeconds)) / 60;
    for (let part = 0; due >= 1; part += 1) {
      due -= 1;
      count += 1;
      deed(at + 0.1 + part / 100, count);
    }
  }
  return begin + patientSeconds;
}

/** Kinds of what began after the hours of patience, by the last byte of who did it; 0 for nobody or many. */
function kindsOf(told: AnalyserStand, host: number, since: number): string[] {
  return told.analyser.incidents
    .filter(({ last, actor }) => last >= since && (actor === undefined || actor.d === host))
    .map(({ kind }) => kind);
}

afterEach(async () => {
  for (const { analyser } of stands.splice(0)) await analyser.close();
});

describe('whoever is patient cannot teach', () => {
  it('that scans are normal', () => {
    const told = stand();
    const probe = (from: number, port: number, at: number): void => {
      const talk: FlowPacket = {
        from,
        to: victim,
        fromPort: 50_000 + (port % 10_000),
        toPort: 1 + (port % 60_000),
      };
      told.see({ ...talk, flags: syn, at, length: 60 });
      told.see(answerTo(talk, { flags: resetAck, at: at + 0.001, length: 54 }));
    };
    const end = patiently(told, 40, (at, count) => probe(patient, count, at));
    for (let count = 0; count < 1000; count += 1) probe(patient, 20_000 + count, end + 10 + count / 50);
    for (let count = 0; count < 400; count += 1) probe(other, 30_000 + count, end + 100 + count / 20);
    told.analyser.end();
    expect(kindsOf(told, patient, end + 5)).toEqual(
      expect.arrayContaining([expect.stringMatching(/-scan$/)]),
    );
    expect(kindsOf(told, other, end + 5)).toContain('port-scan');
  });

  it('that floods are normal', () => {
    const told = stand();
    const flood = (from: number, count: number, at: number): void =>
      told.see({
        from,
        to: victim,
        fromPort: 1024 + (count % 60_000),
        toPort: 80,
        flags: syn,
        at,
        length: 60,
      });
    const end = patiently(told, 400, (at, count) => flood(patient, count, at));
    for (let count = 0; count < 10_000; count += 1) flood(patient, count, end + 10 + count / 1000);
    told.analyser.end();
    const found = told.analyser.incidents.find(({ kind, last }) => kind === 'syn-flood' && last >= end + 10);
    expect(found?.target?.d).toBe(victim);
  });

  it('that wrong passwords are normal', () => {
    const told = stand();
    let port = 20_000;
    const guess = (from: string, at: number): void => {
      port = port >= 60_000 ? 20_000 : port + 1;
      let sequence: [number, number] = [1, 1];
      const say = (isServer: boolean, text: string, flags: number): void => {
        const frame = isServer
          ? tcpFrame(21, port, fromText(text), flags)
          : tcpFrame(port, 21, fromText(text), flags);
        const own = isServer ? sequence[1] : sequence[0];
        new DataView(frame.buffer, frame.byteOffset).setUint32(38, own);
        const more = text.length + ((flags & syn) === 0 ? 0 : 1);
        sequence = isServer ? [sequence[0], own + more] : [own + more, sequence[1]];
        const [source, destination] = isServer ? ['10.0.0.9', from] : [from, '10.0.0.9'];
        told.frame({
          seconds: Math.floor(at),
          nanoseconds: Math.floor((at % 1) * 1e9),
          data: addressed(frame, source as string, destination as string),
        });
      };
      say(false, '', syn);
      say(true, '', synAck);
      say(false, 'PASS guess\r\n', data);
      say(true, '530 Login incorrect.\r\n', data);
    };
    const end = patiently(told, 6, at => guess('10.0.0.66', at));
    for (let count = 0; count < 200; count += 1) guess('10.0.0.66', end + 10 + count / 4);
    for (let count = 0; count < 60; count += 1) guess('10.0.0.77', end + 200 + count);
    told.analyser.end();
    expect(kindsOf(told, patient, end + 5)).toContain('brute-force');
    expect(kindsOf(told, other, end + 5)).toContain('brute-force');
  });
});
