import { type Detector, type DetectorTools, interest, type PacketContext } from '../contracts.ts';
import { addressKey, ipv4Party } from '../host-key.ts';
import { FailingTable } from './failing-table.ts';
import { partyText } from './identity-words.ts';
import type { RelayCards } from './relay-cards.ts';
import type { ScanMemory } from './scan-memory.ts';
import { Threshold } from './threshold.ts';
import { WithoutMemory } from './without-memory.ts';

const seed = 0x61727073;
const askers = 256;
const windowSeconds = 10;
const longWindowSeconds = 120;
/** A sweep that has ended is not told of for two minutes more. */
const fewestLately = 3;
const request = 1;
const reply = 2;
/** Routers look for everybody somebody else sweeps: that is told of him. */
const causedSeconds = 6;
/** Without having seen one answer lately this is no place to see them, and what goes unanswered says less. */
const answerMemorySeconds = 300;
const unseenAnswersFactor = 3;

/** One machine asks who has this address, and that one, and all the others, and few answer. */
export class ArpSweep extends WithoutMemory implements Detector {
  readonly section = 'arp-sweep';
  readonly wants = interest.arp;
  readonly #tools: DetectorTools;
  readonly #memory: ScanMemory;
  readonly #relays: RelayCards;
  readonly #asked = new FailingTable(askers, 256, seed);
  /** The card that asked, of each. */
  readonly #cardHigh = new Uint16Array(askers);
  readonly #cardLow = new Int32Array(askers);
  readonly #fast: Threshold;
  readonly #slow: Threshold;
  #answerAt = Number.NEGATIVE_INFINITY;

  constructor(tools: DetectorTools, memory: ScanMemory, relays: RelayCards) {
    super();
    this.#tools = tools;
    this.#relays = relays;
    this.#memory = memory;
    this.#fast = new Threshold(tools, 'addresses asked for by ARP in vain, 10 s', {
      floor: 12,
      network: 3,
      ceiling: 80,
      own: 2,
    });
    this.#slow = new Threshold(tools, 'addresses asked for by ARP in vain, 120 s', {
      floor: 18,
      network: 3,
      ceiling: 150,
      own: 2,
      probationSeconds: 300,
    });
  }

  get memoryBytes(): number {
    return this.#asked.memoryBytes;
  }

  packet(context: PacketContext): void {
    const { packet: p, arpSender, arpTarget, second } = context;
    // Announcements and probes for one's own address ask for nobody.
    if (arpSender === 0 || arpSender === arpTarget || arpTarget === 0) return;
    if (p.arpOpcode === reply) {
      this.#answerAt = second;
      const slot = this.#asked.find(arpTarget, 0);
      if (slot >= 0) this.#asked.succeeded(slot, arpSender);
      return;
    }
    if (p.arpOpcode !== request) return;
    const slot = this.#asked.take(arpSender, 0, second);
    this.#asked.tried(slot, arpTarget, second);
    this.#asked.packet[slot] = context.number;
    this.#cardHigh[slot] = p.ethSrcHigh;
    this.#cardLow[slot] = p.ethSrcLow;
  }

  second(now: number): void {
    const asked = this.#asked;
    asked.turn();
    const factor = now - this.#answerAt > answerMemorySeconds ? 1 / unseenAnswersFactor : 1;
    for (let index = 0; index < asked.readyCount; index += 1) {
      const slot = asked.ready(index);
      const sender = asked.keyA[slot] as number;
      const fast = asked.count(slot, now, windowSeconds);
      const slow = asked.count(slot, now, longWindowSeconds);
      const host = this.#tools.tracker.hosts.find(4, 0, 0, 0, sender);
      const key = addressKey(4, 0, 0, 0, sender);
      const isFast = this.#fast.isPassedBy(Math.floor(fast * factor), key, host, now);
      const isSlow = fast >= fewestLately && this.#slow.isPassedBy(Math.floor(slow * factor), key, host, now);
      if ((!isFast && !isSlow) || this.#isCaused(host, now)) continue;
      if (host >= 0) this.#memory.fast.note(this.#tools.tracker.hosts.number[host] as number, now);
      const measures = [
        ...(isFast
          ? [this.#fast.measureBy('addresses asked for that nobody has', fast, 'count', windowSeconds, key)]
          : []),
        ...(isSlow
          ? [
              this.#slow.measureBy(
                'addresses asked for that nobody has',
                slow,
                'count',
                longWindowSeconds,
                key,
              ),
            ]
          : []),
      ];
      const party = ipv4Party(sender);
      const isRelay = this.#relays.has(this.#cardHigh[slot] as number, this.#cardLow[slot] as number);
      this.#tools.report({
        kind: 'arp-sweep',
        time: now,
        actor: isRelay ? undefined : party,
        target: isRelay ? party : undefined,
        port: -1,
        protocol: 'ARP',
        measures,
        packet: asked.packet[slot] as number,
        flow: 0,
        details: isRelay ? [`${partyText(party)} is a router: it asks for those beyond it`] : [],
        actors: 1,
        targets: isFast ? fast : slow,
      });
    }
  }

  /** Somebody else sweeps by IP, and so this one, who passes it on, has to ask. */
  #isCaused(host: number, now: number): boolean {
    const number = host < 0 ? 0 : (this.#tools.tracker.hosts.number[host] as number);
    return this.#memory.sweeps.isAnyOtherRecent(number, now, causedSeconds);
  }
}
