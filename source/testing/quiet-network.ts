import { answerTo, type FlowPacket } from './flow-packets.ts';
import { Random } from './random.ts';

/** Whoever is told of packets that never had bytes: the detectors of volume, or the whole of detection. */
type Told = { see(wanted: FlowPacket): void };

export type Fetch = {
  /** The last number of the address inside that asks. */
  readonly by: number;
  readonly at: number;
  readonly seconds: number;
  /** Of those that carry something: how many, and how long each is. Cards that put segments together show 64 kB. */
  readonly packets: number;
  readonly length: number;
};

export const networkBegin = 1_700_000_000;
/** Long enough to know what is much there. */
export const learnedSeconds = 720;
const syn = 0x02;
const synAck = 0x12;
const ack = 0x10;
const data = 0x18;
const headers = 54;
const outside = 0x5db8_d800;
const pageHosts = 4;
/** Of the seconds that begin, in so many a host loads a page. */
const busyShare = 0.8;

/** 10.0.0.`last`. */
export function insideAddress(last: number): number {
  return 0x0a00_0000 + last;
}

/** A small network in which nobody moves much: hosts 1 to 4 load pages. */
export class QuietNetwork {
  readonly #told: Told;
  readonly #random = new Random(5);
  #port = 20_000;

  constructor(told: Told) {
    this.#told = told;
  }

  /** `also` is called in every second, for those who do more; what they do must be over within half of it. */
  live(from: number, seconds: number, also?: (second: number) => void): void {
    const random = this.#random;
    for (let second = from; second < from + seconds; second += 1) {
      also?.(second);
      for (let by = 1; by <= pageHosts; by += 1) {
        if (!random.chance(busyShare)) continue;
        const length = random.between(300, 1500);
        const packets = random.between(2, 8);
        this.fetch({ by, at: second + 0.5 + by / 10, seconds: 0.05, packets, length });
      }
    }
  }

  /** Somebody outside is asked once, and sends so much evenly over time; every other packet is acknowledged. */
  fetch({ by, at, seconds, packets, length }: Fetch): void {
    const told = this.#told;
    this.#port = this.#port >= 60_000 ? 20_000 : this.#port + 1;
    const to = outside + 1 + (this.#port % 20);
    const asked: FlowPacket = { from: insideAddress(by), to, fromPort: this.#port, toPort: 443 };
    told.see({ ...asked, at, flags: syn, length: 60 });
    told.see(answerTo(asked, { at, flags: synAck, length: 60 }));
    told.see({ ...asked, at, flags: ack, length: headers });
    told.see({ ...asked, at, flags: data, payload: 300, length: headers + 300 });
    for (let count = 1; count <= packets; count += 1) {
      const then = at + (seconds * count) / packets;
      told.see(answerTo(asked, { at: then, flags: data, payload: length - headers, length }));
      if (count % 2 === 0) told.see({ ...asked, at: then, flags: ack, length: headers });
    }
  }
}
