import { openCapture } from '../capture/file.ts';
import { pump } from '../capture/pump.ts';
import type { PacketBatch } from '../capture/source.ts';
import { decode } from '../decode/decode.ts';
import { Packet } from '../decode/packet.ts';
import { Analyser } from '../detect/analyser.ts';
import { incidentJson } from '../detect/incidents/incident-object.ts';
import type { Section } from '../detect/learned.ts';
import { Tracker } from '../flows/tracker.ts';
import type { TestPacket } from './batches.ts';
import { recording } from './detector-run.ts';
import { type FlowPacket, flowPacket } from './flow-packets.ts';

/** The first frames of a recording of ours, to be told as often as a test likes. */
export async function framesOf(name: string, limit = Number.POSITIVE_INFINITY): Promise<TestPacket[]> {
  const opened = await openCapture(recording(name));
  if (!opened.ok) throw new Error(opened.message);
  const frames: TestPacket[] = [];
  const stop = new AbortController();
  const packets = (batch: PacketBatch): void => {
    for (let index = 0; index < batch.count; index += 1) {
      if (frames.length >= limit) {
        stop.abort();
        return;
      }
      const at = batch.offset[index] as number;
      frames.push({
        seconds: batch.seconds[index] as number,
        nanoseconds: batch.nanoseconds[index] as number,
        data: batch.memory.slice(at, at + (batch.captured[index] as number)),
      });
    }
  };
  await pump(opened.source, { packets, notice: () => undefined }, stop.signal);
  opened.source.close();
  return frames;
}

type AnalyserOptions = ConstructorParameters<typeof Analyser>[0];

/** What was learned, section by section. */
export type Knowledge = readonly (readonly [string, Section])[];

/** The whole of detection, told of frames or of packets that never had bytes. */
export class AnalyserStand {
  readonly tracker: Tracker;
  readonly analyser: Analyser;
  /** Of every packet told so far. */
  readonly oddness: number[] = [];
  readonly packet = new Packet();
  number = 0;
  /** Seconds added to the times of frames. */
  shift = 0;
  latest = 0;

  constructor(options: Partial<AnalyserOptions> = {}) {
    const seed = options.seed ?? 1;
    this.tracker = new Tracker({ seed });
    this.analyser = new Analyser({ tracker: this.tracker, seed, waits: true, ...options });
  }

  get incidents(): string {
    return JSON.stringify(
      this.analyser.incidents.map(incident => incidentJson(incident)),
      undefined,
      1,
    );
  }

  get kinds(): string[] {
    return this.analyser.incidents.map(({ kind }) => kind);
  }

  frame({ seconds, nanoseconds = 0, data }: TestPacket): void {
    const p = this.packet;
    p.bytes = data;
    p.start = 0;
    p.end = data.length;
    p.wireEnd = data.length;
    p.length = data.length;
    p.linkType = 1;
    p.seconds = seconds + this.shift;
    p.nanoseconds = nanoseconds;
    decode(p);
    this.#add(p);
  }

  /** So many seconds after the latest packet, as where one file follows another. */
  frames(frames: readonly TestPacket[]): void {
    if (frames.length === 0) return;
    if (this.number > 0) this.shift = this.latest + 1 - (frames[0]?.seconds ?? 0);
    for (const frame of frames) this.frame(frame);
  }

  see(wanted: FlowPacket, change?: (p: Packet) => void): void {
    const p = flowPacket(wanted, this.packet);
    change?.(p);
    this.#add(p);
  }

  /** All that was told so far is normal. */
  trained(isLearning: boolean): void {
    this.analyser.trainNow();
    this.analyser.isTraining = false;
    this.analyser.isLearning = isLearning;
  }

  get knowledge(): Knowledge {
    return this.analyser.learned.map(part => [part.section, part.save()]);
  }

  know(knowledge: Knowledge): void {
    for (const part of this.analyser.learned) {
      const section = knowledge.find(([name]) => name === part.section)?.[1];
      const problem = section === undefined ? 'it is not there' : part.load(section);
      if (problem !== undefined) throw new Error(`${part.section}: ${problem}`);
    }
  }

  #add(p: Packet): void {
    const flow = this.tracker.add(p);
    this.number += 1;
    this.latest = p.seconds;
    this.analyser.add(p, flow, this.number);
    this.oddness.push(this.analyser.oddness);
  }
}
