import { fileURLToPath } from 'node:url';
import { openCapture } from '../capture/file.ts';
import { pump } from '../capture/pump.ts';
import type { PacketBatch } from '../capture/source.ts';
import { decode } from '../decode/decode.ts';
import { Packet } from '../decode/packet.ts';
import { MutablePacketContext } from '../detect/context.ts';
import type { Detector, DetectorTools, Finding } from '../detect/contracts.ts';
import type { Norms } from '../detect/norms/norms.ts';
import { Tracker } from '../flows/tracker.ts';
import { loadFromBatch } from '../packets/batch.ts';

export type DetectorRunOptions = {
  readonly norms: Norms;
  /** Default: always learning, nobody suspect, every country unknown, a day learned from. */
  readonly tools?: Partial<DetectorTools>;
};

/** A recording of ours: 'normal-day', 'clips/syn-flood-loud' … */
export function recording(name: string): string {
  return fileURLToPath(new URL(`../../data/${name}.pcapng.gz`, import.meta.url));
}

/**
 * Detectors over capture files, one after the other in one life, without models and incidents: everything they
 * find. The clock of each file continues a second after the one before, as where a baseline is trained on one file
 * and tried on another.
 */
export async function runDetectors(
  paths: readonly string[],
  make: (tools: DetectorTools) => readonly Detector[],
  options: DetectorRunOptions,
): Promise<Finding[][]> {
  const tracker = new Tracker({ seed: 1 });
  const found: Finding[][] = [];
  let current: Finding[] = [];
  const detectors = make({
    tracker,
    norms: options.norms,
    report: finding => void current.push(finding),
    learning: () => true,
    isSuspect: () => false,
    countryOf: () => '',
    learnedSeconds: () => 86_400,
    ...options.tools,
  });
  const p = new Packet();
  const context = new MutablePacketContext(p);
  let number = 0;
  let second = 0;
  let shift: number | undefined;
  const packets = (batch: PacketBatch): void => {
    for (let index = 0; index < batch.count; index += 1) {
      loadFromBatch(p, batch, index);
      shift ??= second === 0 ? 0 : second + 1 - p.seconds;
      p.seconds += shift;
      decode(p);
      const flow = tracker.add(p);
      number += 1;
      context.fill(p, tracker, flow, number);
      if (context.second !== second) {
        second = context.second;
        for (const detector of detectors) detector.second(second);
      }
      for (const detector of detectors) {
        if ((detector.wants & context.traits) !== 0) detector.packet(context);
      }
    }
  };
  for (const path of paths) {
    current = [];
    shift = undefined;
    const opened = await openCapture(path);
    if (!opened.ok) throw new Error(opened.message);
    await pump(opened.source, { packets, notice: () => undefined });
    opened.source.close();
    for (let silent = 1; silent <= 5; silent += 1)
      for (const detector of detectors) detector.second(second + silent);
    second += 5;
    found.push(current);
  }
  return found;
}
