import { Packet } from '../decode/packet.ts';
import { MutablePacketContext } from '../detect/context.ts';
import type { DetectorTools, Finding } from '../detect/contracts.ts';
import { VolumeDetectors } from '../detect/detectors/volume.ts';
import { LearnedNorms } from '../detect/norms/learned-norms.ts';
import { Tracker } from '../flows/tracker.ts';
import { answerTo, type FlowPacket, flowPacket } from './flow-packets.ts';

const syn = 0x02;
const synAck = 0x12;
const ack = 0x10;
const pushAck = 0x18;
const resetAck = 0x14;

/** The detectors of volume fed with packets that never had bytes, and what they find. */
export class VolumeStand {
  readonly tracker = new Tracker({ maxFlows: 65_536, maxHosts: 16_384, seed: 7 });
  readonly found: Finding[] = [];
  readonly detectors: VolumeDetectors;
  readonly #context = new MutablePacketContext(new Packet());
  readonly #packet = new Packet();
  #number = 0;
  #second = 0;

  constructor(tools: Partial<DetectorTools> = {}) {
    this.detectors = new VolumeDetectors({
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

  get kinds(): string[] {
    return [...new Set(this.found.map(({ kind }) => kind))];
  }

  /** `change` may set what `FlowPacket` does not know. */
  see(wanted: FlowPacket, change?: (p: Packet) => void): void {
    const p = flowPacket(wanted, this.#packet);
    change?.(p);
    const flow = this.tracker.add(p);
    this.#number += 1;
    const context = this.#context;
    context.fill(p, this.tracker, flow, this.#number);
    if (context.second !== this.#second) this.pass(context.second);
    if ((this.detectors.wants & context.traits) !== 0) this.detectors.packet(context);
  }

  pass(second: number): void {
    this.#second = second;
    this.detectors.second(second);
  }

  /** A SYN, and what comes back: nothing, a reset, or a whole conversation with data. */
  connect(wanted: FlowPacket, outcome: 'silence' | 'refused' | 'answered'): void {
    this.see({ ...wanted, flags: syn });
    if (outcome === 'silence') return;
    if (outcome === 'refused') {
      this.see(answerTo(wanted, { flags: resetAck }));
      return;
    }
    this.see(answerTo(wanted, { flags: synAck }));
    this.see({ ...wanted, flags: ack });
    this.see({ ...wanted, flags: pushAck, payload: 200, length: 266, sequence: 1 });
    this.see(answerTo(wanted, { flags: pushAck, payload: 1000, length: 1066, sequence: 1 }));
  }
}
