import { u16 } from '../../decode/bytes.ts';
import type { Packet } from '../../decode/packet.ts';
import { mix } from '../../flows/keyed-table.ts';
import { type Detector, type DetectorTools, interest, type PacketContext } from '../contracts.ts';
import { FailingTable } from './failing-table.ts';
import { partyOf } from './party-of.ts';
import type { ScanMemory } from './scan-memory.ts';
import { Threshold } from './threshold.ts';
import { WithoutMemory } from './without-memory.ts';

const seed = 0x6e656967;
const askers = 256;
const windowSeconds = 10;
const longWindowSeconds = 120;
/** A sweep that has ended is not told of for two minutes more. */
const fewestLately = 3;
const solicitation = 135;
const advertisement = 136;
const addressBytes = 16;
const causedSeconds = 6;

/** One machine looks for many IPv6 neighbours that are not there. Sweeps by ping are seen by ping-sweep.ts. */
export class NeighbourSweep extends WithoutMemory implements Detector {
  readonly section = 'neighbour-sweep';
  readonly wants = interest.icmpv6;
  readonly #tools: DetectorTools;
  readonly #memory: ScanMemory;
  readonly #asked = new FailingTable(askers, 256, seed);
  readonly #fast: Threshold;
  readonly #slow: Threshold;

  constructor(tools: DetectorTools, memory: ScanMemory) {
    super();
    this.#tools = tools;
    this.#memory = memory;
    const usual = { network: 3, own: 2 };
    this.#fast = new Threshold(tools, 'neighbours looked for in vain, 10 s', {
      ...usual,
      floor: 10,
      ceiling: 60,
    });
    this.#slow = new Threshold(tools, 'neighbours looked for in vain, 120 s', {
      ...usual,
      floor: 20,
      ceiling: 120,
      probationSeconds: 300,
    });
  }

  get memoryBytes(): number {
    return this.#asked.memoryBytes;
  }

  packet(context: PacketContext): void {
    const { packet: p, source, destination, second } = context;
    if (context.flow < 0 || (p.icmpType !== solicitation && p.icmpType !== advertisement)) return;
    const at = p.start + p.payloadStart;
    if (p.payloadStart < 0 || at + addressBytes > p.end) return;
    const thing = soughtAddress(p, at);
    const { hosts } = this.#tools.tracker;
    if (p.icmpType === advertisement) {
      const slot = this.#asked.find(hosts.number[destination] as number, 0);
      if (slot >= 0) this.#asked.succeeded(slot, thing);
      return;
    }
    // Who has no address yet asks whether it may have one.
    if ((p.src0 | p.src1 | p.src2 | p.src3) === 0) return;
    const slot = this.#asked.take(hosts.number[source] as number, 0, second);
    this.#asked.tried(slot, thing, second);
    this.#asked.actor[slot] = source;
    this.#asked.actorNumber[slot] = hosts.number[source] as number;
    this.#asked.packet[slot] = context.number;
    this.#asked.flow[slot] = this.#tools.tracker.flows.number[context.flow] as number;
  }

  second(now: number): void {
    const asked = this.#asked;
    const { hosts } = this.#tools.tracker;
    asked.turn();
    for (let index = 0; index < asked.readyCount; index += 1) {
      const slot = asked.ready(index);
      const actor = asked.actor[slot] as number;
      const number = asked.actorNumber[slot] as number;
      if (hosts.slotOf(actor, number) < 0) continue;
      const fast = asked.count(slot, now, windowSeconds);
      const slow = asked.count(slot, now, longWindowSeconds);
      const isFast = this.#fast.isPassed(fast, actor, now);
      const isSlow = fast >= fewestLately && this.#slow.isPassed(slow, actor, now);
      if (!isFast && !isSlow) continue;
      if (this.#memory.sweeps.isAnyOtherRecent(number, now, causedSeconds)) continue;
      this.#memory.fast.note(number, now);
      const of = 'addresses looked for that nobody has';
      this.#tools.report({
        kind: 'neighbour-sweep',
        time: now,
        actor: partyOf(hosts, actor, number),
        target: undefined,
        port: -1,
        protocol: 'ICMPv6',
        measures: [
          ...(isFast ? [this.#fast.measure(of, fast, 'count', windowSeconds, actor)] : []),
          ...(isSlow ? [this.#slow.measure(of, slow, 'count', longWindowSeconds, actor)] : []),
        ],
        packet: asked.packet[slot] as number,
        flow: asked.flow[slot] as number,
        details: [],
        actors: 1,
        targets: isFast ? fast : slow,
      });
    }
  }
}

function soughtAddress(p: Packet, at: number): number {
  let hash = seed;
  for (let offset = 0; offset < addressBytes; offset += 4) {
    hash = mix(hash, (u16(p.bytes, at + offset) << 16) | u16(p.bytes, at + offset + 2));
  }
  return hash;
}
