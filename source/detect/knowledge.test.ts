import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AnalyserStand, framesOf, type Knowledge } from '../testing/analyser-stand.ts';
import type { TestPacket } from '../testing/batches.ts';
import { recording } from '../testing/detector-run.ts';
import { baselineInfo } from '../testing/fake-learned.ts';
import { packBaseline, readBaseline } from './baseline/baseline.ts';
import { readLabels } from './evaluate/labels.ts';
import { rank } from './evaluate/ranking.ts';
import { seededRandom } from './forest/seeded-random.ts';
import { LearnedLevel } from './models/level-model.ts';

// Thousands of packets, on whatever machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const trainingPackets = 12_000;
/** One row in ten is as odd. */
const plainOddness = 10;
/** Of the values of one column, one in a hundred. */
const plainReason = 20;

let normal: TestPacket[] = [];
let scan: TestPacket[] = [];
let known: Knowledge = [];
const stands: AnalyserStand[] = [];

function stand(knowledge: Knowledge = []): AnalyserStand {
  const made = new AnalyserStand();
  stands.push(made);
  if (knowledge.length > 0) made.know(knowledge);
  return made;
}

function trainedOn(frames: readonly TestPacket[]): AnalyserStand {
  const made = stand();
  made.analyser.isTraining = true;
  made.frames(frames);
  made.trained(false);
  return made;
}

/** What a frozen analyser says of the scan. */
function judged(told: AnalyserStand): readonly number[] {
  told.analyser.isLearning = false;
  told.oddness.length = 0;
  told.frames(scan);
  return told.oddness;
}

beforeAll(async () => {
  normal = await framesOf('normal-day', trainingPackets + 6000);
  scan = await framesOf('clips/tcp-syn-scan-medium');
  known = trainedOn(normal.slice(0, trainingPackets)).knowledge;
});

afterAll(async () => {
  for (const { analyser } of stands) await analyser.close();
});

describe('what was learned', () => {
  it('is the same in another life', async () => {
    const bytes = await packBaseline(stand(known).analyser.learned, baselineInfo());
    const fresh = stand();
    expect(readBaseline(bytes, fresh.analyser.learned)).toMatchObject({ ok: true, missing: [] });
    expect(fresh.knowledge).toEqual(known);
    expect(judged(fresh)).toEqual(judged(stand(known)));
    expect(fresh.kinds).toContain('port-scan');
    expect(judged(stand())).not.toEqual(judged(stand(known)));
  });

  it('stays as it is where a file is of no use', async () => {
    const told = stand(known);
    const bytes = await packBaseline(told.analyser.learned, baselineInfo());
    const newer = bytes.slice();
    newer[8] = 99;
    const damaged = bytes.slice();
    damaged[bytes.length >> 1] = (damaged[bytes.length >> 1] as number) ^ 1;
    const files = [newer, damaged, bytes.slice(0, 1000), new Uint8Array(0), Uint8Array.of(0x1f, 0x8b, 8, 0)];
    for (const file of files) {
      const answer = readBaseline(file, told.analyser.learned);
      expect(answer.ok).toBe(false);
      expect(answer.ok ? '' : answer.problem).toMatch(/^it .*[^.]$/);
    }
    // One section that makes no sense, in a file that is whole.
    const parts = told.analyser.learned.map(part =>
      part.section === 'services' ? { section: part.section, save: () => ({ facts: {}, arrays: {} }) } : part,
    );
    const odd = await packBaseline(parts as typeof told.analyser.learned, baselineInfo());
    expect(readBaseline(odd, told.analyser.learned).ok).toBe(false);
    expect(told.knowledge).toEqual(known);
  });

  it('hardly suffers from an attack in what is learned from', async () => {
    const labels = await readLabels(recording('clips/tcp-syn-scan-medium').replace('pcapng.gz', 'labels.gz'));
    if (!labels.ok) throw new Error(labels.message);
    const attack = scan.filter((_, index) => (labels.labels.numbers[index] ?? 0) > 0);
    const count = Math.min(attack.length, Math.round(trainingPackets / 19));
    // Spread through all of it, 5 of 100.
    const every = Math.floor(trainingPackets / count);
    const mixed: TestPacket[] = [];
    for (let index = 0; index < trainingPackets; index += 1) {
      const frame = normal[index] as TestPacket;
      mixed.push(frame);
      const bad = attack[Math.floor(index / every)];
      if (index % every === 0 && bad !== undefined)
        mixed.push({ ...bad, seconds: frame.seconds, nanoseconds: frame.nanoseconds ?? 0 });
    }
    expect((mixed.length - trainingPackets) / mixed.length).toBeGreaterThan(0.045);
    const area = (told: AnalyserStand): number => {
      told.frames(normal.slice(trainingPackets));
      const benign = normal.length - trainingPackets;
      const scores = told.oddness.slice(-benign);
      judged(told);
      return rank(
        [...scores, ...told.oddness],
        [...scores.map(() => 0), ...told.oddness.map((_, index) => labels.labels.numbers[index] ?? 0)].map(
          number => (number > 0 ? 1 : 0),
        ),
      ).rocArea;
    };
    const learned = stand();
    learned.frames(mixed);
    learned.trained(false);
    const poisoned = area(learned);
    const clean = stand();
    clean.frames(normal.slice(0, trainingPackets));
    clean.trained(false);
    const whole = area(clean);
    expect(whole).toBeGreaterThan(0.9);
    expect(poisoned).toBeGreaterThan(whole - 0.02);
  });

  it('names the one thing that is different first, at every level', () => {
    const told = stand(known);
    told.analyser.isLearning = false;
    const levels = told.analyser.learned.filter(part => part instanceof LearnedLevel);
    expect(levels).toHaveLength(4);
    const rows = levels.map((): Float32Array[] => []);
    let shift = 0;
    for (const frame of normal.slice(trainingPackets)) {
      told.frame(frame);
      for (const [index, level] of levels.entries()) {
        if ((shift + index) % 7 === 0) (rows[index] as Float32Array[]).push(level.row.slice());
      }
      shift += 1;
    }
    for (const [index, level] of levels.entries()) {
      const answers = explained(level, rows[index] as Float32Array[]);
      const right = answers.filter(isRight => isRight).length;
      expect(answers.length, level.section).toBeGreaterThan(100);
      expect(right / answers.length, level.section).toBeGreaterThanOrEqual(0.9);
    }
  });
});

/** Ordinary rows with one value far beyond all others: whether its column, or one that says the same, comes first. */
function explained(level: LearnedLevel, rows: readonly Float32Array[]): boolean[] {
  const random = seededRandom(4);
  // What is odd anyway has reasons of its own.
  const plain = rows.filter(row => {
    level.row.set(row);
    return level.judge() < plainOddness && level.explain().every(({ oddness }) => oddness < plainReason);
  });
  const { columns } = level.schema;
  const answers: boolean[] = [];
  for (const [index, column] of columns.entries()) {
    // A share cannot be beyond all others.
    if (column.unit === 'share') continue;
    const values = rows.map(row => row[index] as number);
    const most = Math.max(...values);
    const span = Math.max(1, most - Math.min(...values));
    for (let times = 0; times < 8; times += 1) {
      level.row.set(plain[Math.floor(random() * plain.length)] as Float32Array);
      level.row[index] = most + span * 2;
      level.judge();
      const [first] = level.explain();
      answers.push(first !== undefined && columns[first.column]?.group === column.group);
    }
  }
  return answers;
}
