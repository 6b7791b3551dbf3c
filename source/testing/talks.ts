import { decode } from '../decode/decode.ts';
import { Packet } from '../decode/packet.ts';
import { MutablePacketContext } from '../detect/context.ts';
import type { Detector, DetectorTools, Finding } from '../detect/contracts.ts';
import { LearnedNorms } from '../detect/norms/learned-norms.ts';
import { parseAddress } from '../flows/address-words.ts';
import { Tracker } from '../flows/tracker.ts';
import { fromText, tcpFrame, udpFrame } from './frames.ts';

/** Conversations made by hand, told to detectors as real packets: who says what to whom, and when. */

const syn = 0x02;
const synAck = 0x12;
const data = 0x18;
const finAck = 0x11;
const firstClientPort = 20_000;

export type TalksOptions = Partial<DetectorTools>;

export class Talks {
  readonly found: Finding[] = [];
  readonly detectors: readonly Detector[];
  readonly tracker = new Tracker({ seed: 1, maxFlows: 8192, maxHosts: 4096 });
  /** Packet time in seconds; tests move it on. */
  now = 1_700_000_000;
  #number = 0;
  #second = 0;
  #nextPort = firstClientPort;
  readonly #packet = new Packet();
  readonly #context = new MutablePacketContext(this.#packet);

  constructor(make: (tools: DetectorTools) => readonly Detector[], options: TalksOptions = {}) {
    this.detectors = make({
      tracker: this.tracker,
      norms: new LearnedNorms(),
      report: finding => void this.found.push(finding),
      learning: () => true,
      isSuspect: () => false,
      countryOf: () => '',
      learnedSeconds: () => 86_400,
      ...options,
    });
  }

  /** A TCP connection; without `isOpened` its beginning was not seen. */
  tcp(client: string, server: string, port: number, isOpened = true): Talk {
    this.#nextPort += 1;
    const talk = new Talk(this, client, server, this.#nextPort, port);
    if (isOpened) talk.open();
    return talk;
  }

  datagram(from: string, to: string, fromPort: number, toPort: number, payload: Uint8Array): void {
    this.frame(addressed(udpFrame(fromPort, toPort, payload), from, to));
  }

  /** One frame, whatever it is; `captured` bytes of it. */
  frame(bytes: Uint8Array, captured = bytes.length): void {
    const p = this.#packet;
    p.bytes = bytes;
    p.start = 0;
    p.end = Math.min(captured, bytes.length);
    p.length = bytes.length;
    p.seconds = Math.floor(this.now);
    p.nanoseconds = Math.floor((this.now % 1) * 1e9);
    decode(p);
    const flow = this.tracker.add(p);
    this.#number += 1;
    const context = this.#context;
    context.fill(p, this.tracker, flow, this.#number);
    if (context.second !== this.#second) {
      this.#second = context.second;
      for (const detector of this.detectors) detector.second(this.#second);
    }
    for (const detector of this.detectors) {
      if ((detector.wants & context.traits) !== 0) detector.packet(context);
    }
  }

  kinds(): string[] {
    return this.found.map(finding => finding.kind);
  }
}

export class Talk {
  readonly #talks: Talks;
  readonly #sides: readonly [string, string];
  readonly #ports: readonly [number, number];
  readonly #sequence: [number, number] = [1000, 5000];

  constructor(talks: Talks, client: string, server: string, clientPort: number, serverPort: number) {
    this.#talks = talks;
    this.#sides = [client, server];
    this.#ports = [clientPort, serverPort];
  }

  open(): void {
    this.#send(0, new Uint8Array(0), syn, 1);
    this.#send(1, new Uint8Array(0), synAck, 1);
  }

  /** What the client says. */
  say(payload: string | Uint8Array, captured?: number): this {
    this.#send(0, bytesOf(payload), data, 0, captured);
    return this;
  }

  /** What the server says. */
  answer(payload: string | Uint8Array, captured?: number): this {
    this.#send(1, bytesOf(payload), data, 0, captured);
    return this;
  }

  close(): void {
    this.#send(1, new Uint8Array(0), finAck, 1);
    this.#send(0, new Uint8Array(0), finAck, 1);
  }

  #send(side: 0 | 1, payload: Uint8Array, flags: number, more: number, captured?: number): void {
    const other = side === 0 ? 1 : 0;
    const frame = tcpFrame(this.#ports[side], this.#ports[other], payload, flags);
    new DataView(frame.buffer, frame.byteOffset).setUint32(38, this.#sequence[side]);
    this.#sequence[side] += payload.length + more;
    const cut = captured === undefined ? frame.length : frame.length - payload.length + captured;
    this.#talks.frame(addressed(frame, this.#sides[side], this.#sides[other]), cut);
  }
}

function bytesOf(payload: string | Uint8Array): Uint8Array {
  return typeof payload === 'string' ? fromText(payload) : payload;
}

/** The frame from and to other IPv4 addresses. */
export function addressed(frame: Uint8Array, from: string, to: string): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset);
  view.setInt32(26, parseAddress(from)?.[4] ?? 0);
  view.setInt32(30, parseAddress(to)?.[4] ?? 0);
  return frame;
}
