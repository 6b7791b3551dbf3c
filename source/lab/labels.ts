/**
 * Which packet belongs to which incident: from who sent what to whom and when, never from what the packets
 * look like.
 */
import { openCapture } from '../capture/file.ts';
import { pump } from '../capture/pump.ts';
import type { PacketBatch } from '../capture/source.ts';
import { ipv4At } from '../decode/address.ts';
import { decode } from '../decode/decode.ts';
import { Packet } from '../decode/packet.ts';
import { destinationAddress, ethernetDestination, ethernetSource, sourceAddress } from '../decode/row.ts';
import { loadFromBatch } from '../packets/batch.ts';
import type { Claim, Incident } from './contracts.ts';

/** An incident before its packets were counted; times are when its tool was started and had ended. */
export type Ran = Omit<Incident, 'packets'>;

export type Labels = {
  /** One per packet of the recording, in its order: 0 or the incident's number. */
  readonly numbers: Uint16Array;
  readonly incidents: readonly Incident[];
  /** What does not fit together; none in a good recording. */
  readonly problems: readonly string[];
};

/** Answers and resets still arrive when a tool has ended. */
const graceSeconds = 2;
/** The clocks of process and kernel are read one after the other. */
const slackSeconds = 0.05;

const protocolNumbers: Readonly<Record<string, number>> = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58 };
const etherTypeArp = 0x0806;
/** Where ARP behind an Ethernet header has the addresses it speaks of. */
const arpSender = 28;
const arpTarget = 38;
const arpEnd = 42;

export async function labelCapture(path: string, ran: readonly Ran[]): Promise<Labels> {
  const claims = ran.flatMap(incident => incident.claims.map(claim => new Claimed(incident, claim)));
  const numbers: number[] = [];
  const spans = new Map<number, { start: number; end: number; packets: number }>();
  const shared = new Map<string, number>();
  const p = new Packet();
  const label = (time: number): number => {
    const found = claims.filter(claim => claim.owns(p, time)).map(({ incident }) => incident.number);
    const different = [...new Set(found)];
    if (different.length > 1) {
      const key = different.join(' and ');
      shared.set(key, (shared.get(key) ?? 0) + 1);
    }
    return different[0] ?? 0;
  };
  const packets = (batch: PacketBatch): void => {
    for (let index = 0; index < batch.count; index += 1) {
      loadFromBatch(p, batch, index);
      decode(p);
      const time = p.seconds + p.nanoseconds / 1e9;
      const number = label(time);
      numbers.push(number);
      if (number === 0) continue;
      const span = spans.get(number);
      if (span === undefined) spans.set(number, { start: time, end: time, packets: 1 });
      else
        spans.set(number, {
          start: Math.min(span.start, time),
          end: Math.max(span.end, time),
          packets: span.packets + 1,
        });
    }
  };
  const opened = await openCapture(path);
  if (!opened.ok) throw new Error(opened.message);
  await pump(opened.source, { packets, notice: () => undefined }, new AbortController().signal);
  opened.source.close();
  const problems = [...shared].map(([key, count]) => `${count} packets belong to incidents ${key}`);
  const incidents = ran.map(incident => {
    const span = spans.get(incident.number);
    if (span === undefined) problems.push(`incident ${incident.number} (${incident.kind}) has no packet`);
    return { ...incident, ...(span ?? { packets: 0 }) };
  });
  return { numbers: Uint16Array.from(numbers), incidents, problems };
}

class Claimed {
  readonly incident: Ran;
  readonly #claim: Claim;
  readonly #actors: ReadonlySet<string>;
  readonly #targets: ReadonlySet<string> | undefined;

  constructor(incident: Ran, claim: Claim) {
    this.incident = incident;
    this.#claim = claim;
    this.#actors = new Set(claim.actors.map(text => text.toLowerCase()));
    this.#targets =
      claim.targets === undefined ? undefined : new Set(claim.targets.map(text => text.toLowerCase()));
  }

  owns(p: Packet, time: number): boolean {
    const { start, end } = this.incident;
    if (time < start - slackSeconds || time > end + graceSeconds || !this.#isProtocol(p)) return false;
    if (this.#claim.sentBy?.includes(ethernetSource(p)) === false) return false;
    const isArp = p.etherType === etherTypeArp && p.end - p.start >= arpEnd;
    const from = [isArp ? ipv4At(p.bytes, p.start + arpSender) : sourceAddress(p), ethernetSource(p)];
    const to = [isArp ? ipv4At(p.bytes, p.start + arpTarget) : destinationAddress(p), ethernetDestination(p)];
    return (
      (this.#fits(from, to) && this.#portsFit(p.srcPort, p.dstPort)) ||
      (this.#fits(to, from) && this.#portsFit(p.dstPort, p.srcPort))
    );
  }

  #fits(actor: readonly string[], target: readonly string[]): boolean {
    if (!actor.some(text => this.#actors.has(text))) return false;
    const targets = this.#targets;
    return targets === undefined || target.some(text => targets.has(text));
  }

  #portsFit(actorPort: number, targetPort: number): boolean {
    const { actorPorts, targetPorts } = this.#claim;
    if (actorPorts !== undefined && !actorPorts.includes(actorPort)) return false;
    return targetPorts === undefined || targetPorts.includes(targetPort);
  }

  #isProtocol(p: Packet): boolean {
    const { protocol } = this.#claim;
    if (protocol === undefined) return true;
    if (protocol === 'arp') return p.etherType === etherTypeArp;
    return p.ipProtocol === protocolNumbers[protocol];
  }
}
