import { decode } from '../decode/decode.ts';
import { Packet } from '../decode/packet.ts';
import { MutablePacketContext } from '../detect/context.ts';
import type { Detector, DetectorTools, Finding } from '../detect/contracts.ts';
import { LearnedNorms } from '../detect/norms/learned-norms.ts';
import { Tracker } from '../flows/tracker.ts';

/** Detectors fed with frames one by one, and what they find. */
export class DetectorStand {
  readonly tracker = new Tracker({ maxFlows: 4096, maxHosts: 1024, seed: 7 });
  readonly found: Finding[] = [];
  readonly detectors: readonly Detector[];
  readonly #context = new MutablePacketContext(new Packet());
  #number = 0;
  #second = 0;

  constructor(make: (tools: DetectorTools) => readonly Detector[], tools: Partial<DetectorTools> = {}) {
    this.detectors = make({
      tracker: this.tracker,
      norms: new LearnedNorms(),
      report: finding => void this.found.push(finding),
      learning: () => true,
      isSuspect: () => false,
      countryOf: () => '',
      learnedSeconds: () => 86_400,
      ...tools,
    });
  }

  /** Kinds found so far, each once. */
  get kinds(): string[] {
    return [...new Set(this.found.map(({ kind }) => kind))];
  }

  /** `time` in seconds, with their fraction. */
  frame(bytes: Uint8Array, time: number, length = bytes.length, linkType = 1): void {
    const p = new Packet();
    p.bytes = bytes;
    p.end = bytes.length;
    p.length = length;
    p.linkType = linkType;
    p.seconds = Math.floor(time);
    p.nanoseconds = Math.round((time - p.seconds) * 1e9);
    decode(p);
    const flow = this.tracker.add(p);
    this.#number += 1;
    const context = this.#context;
    context.fill(p, this.tracker, flow, this.#number);
    if (context.second !== this.#second) this.pass(context.second);
    for (const detector of this.detectors)
      if ((detector.wants & context.traits) !== 0) detector.packet(context);
  }

  /** Time goes on to `second`. */
  pass(second: number): void {
    this.#second = second;
    for (const detector of this.detectors) detector.second(second);
  }
}
