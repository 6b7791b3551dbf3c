import { afterAll, expect, it } from 'vitest';
import { AnalyserStand, framesOf } from '../testing/analyser-stand.ts';
import { recording } from '../testing/detector-run.ts';
import { readLabels } from './evaluate/labels.ts';

const trainingPackets = 30_000;
/** Of `drift`: so much of the first day, what comes behind the first change, and the theft at the end. */
const firstDay = 16_000;
const judgedPackets = 12_000;
const theftFrom = 72_000;
const slowTest = 60_000;

const told = new AnalyserStand();

afterAll(async () => {
  await told.analyser.close();
});

it(
  'gets used to what is new and harmless, and still finds a theft',
  async () => {
    told.analyser.isTraining = true;
    told.frames(await framesOf('normal-day', trainingPackets));
    told.trained(true);
    const labels = await readLabels(recording('drift').replace('pcapng.gz', 'labels.gz'));
    if (!labels.ok) throw new Error(labels.message);
    const { numbers, incidents } = labels.labels;
    const theft = incidents.find(({ isBenign }) => !isBenign)?.number ?? 0;
    const frames = await framesOf('drift');
    const change = numbers.findIndex(number => number > 0);
    const end = numbers.lastIndexOf(theft) + 1;
    expect(change).toBeGreaterThan(firstDay);
    told.frames(frames.slice(change - firstDay, change));
    let flagged = 0;
    for (const frame of frames.slice(change, change + judgedPackets)) {
      told.frame(frame);
      if (told.analyser.oddness >= told.analyser.alarmLine) flagged += 1;
    }
    expect(flagged / judgedPackets).toBeLessThanOrEqual(0.01);
    told.frames(frames.slice(theftFrom, end));
    told.analyser.end();
    const bad = told.analyser.incidents.filter(({ kind }) => kind === 'exfiltration');
    expect(bad).toHaveLength(1);
    const stolen = (bad[0]?.evidence ?? []).filter(
      packet => numbers[packet - told.number + end - 1] === theft,
    );
    expect(stolen.length).toBeGreaterThan((bad[0]?.evidence.length ?? 0) / 2);
  },
  slowTest,
);
