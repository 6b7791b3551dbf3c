import type { Tracker } from '../flows/tracker.ts';
import type { Detector, DetectorTools } from './contracts.ts';
import { contentDetectors } from './detectors/contents.ts';
import { identityDetectors } from './detectors/identity.ts';
import { volumeDetectors } from './detectors/volume.ts';
import { FlowFeatures, flowSchema } from './features/flow-features.ts';
import { PacketFeatures, packetSchema } from './features/packet-features.ts';
import { IncidentBook } from './incidents/book.ts';
import type { Learned, Section } from './learned.ts';
import type { LevelName } from './levels.ts';
import { LearnedLevel } from './models/level-model.ts';
import { LevelTrainer } from './models/level-trainer.ts';
import { ScoreCalibration } from './models/score-calibration.ts';
import { LearnedNorms } from './norms/learned-norms.ts';
import type { Schemas } from './reasons.ts';
import { HostWindows } from './windows/host-windows.ts';

/** Every packet is judged, and at once: few small trees (48 tell nothing more, by `bench accuracy`), and nobody else is asked. */
const packetForest = { depth: 8, trees: 32, sampleSize: 1024, neighbours: 0 };
/** Flows and hosts are judged now and then, and deeper trees tell more. */
const otherForest = { depth: 9, trees: 100, sampleSize: 1024, neighbours: 256 };

export type AnalyserOptions = {
  readonly tracker: Tracker;
  /** The same seed and packets give the same answers; 1. */
  readonly seed?: number;
  /** Incidents an hour; 6. */
  readonly budget?: number;
  /** Where a new model is not ready in time: files wait for it, a live capture must not. */
  readonly waits: boolean;
  /** Two capitals, 'local', or '' while it is not known. */
  readonly countryOf?: (host: number) => string;
};

/** Everything that takes part in detection. */
export type Parts = {
  readonly norms: LearnedNorms;
  readonly features: PacketFeatures;
  readonly flowFeatures: FlowFeatures;
  readonly windows: HostWindows;
  readonly trainer: LevelTrainer;
  readonly levels: Readonly<Record<LevelName, LearnedLevel>>;
  readonly scores: {
    readonly rareness: ScoreCalibration;
    readonly message: ScoreCalibration;
    readonly fused: ScoreCalibration;
  };
  readonly book: IncidentBook;
  readonly detectors: readonly Detector[];
};

export function makeParts(
  tracker: Tracker,
  seed: number,
  tools: Omit<DetectorTools, 'tracker' | 'norms' | 'isSuspect'>,
): Parts {
  const norms = new LearnedNorms({ seed });
  const book = new IncidentBook({ tracker });
  const features = new PacketFeatures({ tracker, seed });
  const flowFeatures = new FlowFeatures({ tracker, packets: features });
  const windows = new HostWindows({ tracker, seed });
  const trainer = new LevelTrainer();
  const level = (schema: LearnedLevel['schema'], forest: typeof otherForest, salt: number): LearnedLevel =>
    new LearnedLevel({ schema, seed: (seed + salt) >>> 0, trainer, ...forest });
  const all: DetectorTools = { ...tools, tracker, norms, isSuspect: host => book.isSuspect(host) };
  return {
    norms,
    features,
    flowFeatures,
    windows,
    trainer,
    book,
    levels: {
      packet: level(packetSchema, packetForest, 1),
      flow: level(flowSchema, otherForest, 2),
      source: level(windows.sourceSchema, otherForest, 3),
      target: level(windows.targetSchema, otherForest, 4),
    },
    scores: {
      rareness: new ScoreCalibration('rareness', seed + 5),
      message: new ScoreCalibration('message', seed + 6),
      fused: new ScoreCalibration('fused', seed + 7),
    },
    detectors: [...volumeDetectors(all), ...contentDetectors(all), ...identityDetectors(all)],
  };
}

/** What learns, and what a baseline file therefore holds. */
export function learnedParts(parts: Parts): readonly Learned[] {
  const { norms, features, levels, scores, book, detectors } = parts;
  return [norms, features, ...Object.values(levels), ...Object.values(scores), book, ...detectors];
}

export function schemasOf({ levels: { packet, flow, source, target } }: Parts): Schemas {
  return { packet: packet.schema, flow: flow.schema, source: source.schema, target: target.schema };
}

/** What of it holds in any network: neither addresses nor names. */
export function generalParts({ norms, levels, scores }: Parts): readonly Learned[] {
  const models = Object.values(levels).map(level => ({
    section: level.section,
    save: () => level.saveModel(),
    load: (section: Section) => level.load(section),
  }));
  const usual: Learned = {
    section: norms.section,
    save: () => norms.saveGeneral(),
    load: section => norms.load(section),
  };
  return [usual, ...models, ...Object.values(scores)];
}
