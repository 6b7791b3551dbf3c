import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AnalyserStand, framesOf, type Knowledge } from '../testing/analyser-stand.ts';
import type { TestPacket } from '../testing/batches.ts';
import { ListSource } from '../testing/batches.ts';
import { OfflineRun } from './offline-run.ts';

const trainingPackets = 12_000;

let known: Knowledge = [];
let scan: TestPacket[] = [];
let spoofing: TestPacket[] = [];
const stands: AnalyserStand[] = [];

function stand(seed = 1): AnalyserStand {
  const made = new AnalyserStand({ seed });
  stands.push(made);
  return made;
}

/** An ordinary time, then a scan and lies about addresses while learning goes on. */
function analysed(seed: number, before?: (stand: AnalyserStand, frame: TestPacket) => void): AnalyserStand {
  const told = stand(seed);
  told.know(known);
  for (const frames of [scan, spoofing]) {
    if (told.number > 0) told.shift = told.latest + 1 - (frames[0]?.seconds ?? 0);
    for (const frame of frames) {
      before?.(told, frame);
      told.frame(frame);
    }
  }
  told.analyser.end();
  return told;
}

beforeAll(async () => {
  const training = stand();
  training.analyser.isTraining = true;
  training.frames(await framesOf('normal-day', trainingPackets));
  training.trained(true);
  known = training.knowledge;
  scan = await framesOf('clips/tcp-syn-scan-medium');
  spoofing = await framesOf('clips/arp-spoofing-medium');
});

afterAll(async () => {
  for (const { analyser } of stands) await analyser.close();
});

describe('the analyser', () => {
  it('says the same of the same packets each time', () => {
    const one = analysed(1);
    const other = analysed(1);
    expect(other.incidents).toBe(one.incidents);
    expect(other.oddness).toEqual(one.oddness);
    expect(one.kinds).toContain('port-scan');
    expect(one.kinds).toContain('arp-spoofing');
  });

  it('says the same where somebody waits through the time between packets', () => {
    let wall = 0;
    const live = analysed(1, ({ analyser, shift }, frame) => {
      const second = frame.seconds + shift;
      // As the screen does, many times a second, and up to two seconds ahead of the packet.
      for (wall = Math.max(wall, second - 70); wall < second + 2; wall += 1) analyser.advanceTo(wall);
      analyser.advanceTo(second);
    });
    const file = analysed(1);
    expect(live.incidents).toBe(file.incidents);
    expect(live.oddness).toEqual(file.oddness);
  });

  it('says the same however many packets come at once', async () => {
    const said: string[] = [];
    for (const perDrain of [1, 7, 1000]) {
      const told = stand();
      told.know(known);
      const run = new OfflineRun(told.tracker, (p, flow, number) => told.analyser.add(p, flow, number));
      await run.read(new ListSource(scan, perDrain));
      await run.read(new ListSource(spoofing, perDrain));
      told.analyser.end();
      said.push(told.incidents);
    }
    expect(said[1]).toBe(said[0]);
    expect(said[2]).toBe(said[0]);
    expect(said[0]).toContain('port-scan');
  });

  it('finds the same with another seed', () => {
    const bad = ({ analyser }: AnalyserStand): string[] =>
      analyser.incidents.filter(({ kind }) => !kind.startsWith('unusual')).map(({ kind }) => kind);
    expect(bad(analysed(2))).toEqual(bad(analysed(1)));
  });
});
