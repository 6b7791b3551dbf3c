import { formatIpv4, formatMac } from '../../decode/address.ts';
import { i32, u8 } from '../../decode/bytes.ts';
import { whose } from '../../flows/host-table.ts';
import { type Detector, type DetectorTools, interest, type PacketContext } from '../contracts.ts';
import { ipv4Party } from '../host-key.ts';
import type { Section } from '../learned.ts';
import { finding, measure, rarity } from './identity-words.ts';

const reply = 2;
const fixedBytes = 236;
const cookieBytes = 4;
const offer = 2;
const acknowledgement = 5;
const messageTypeOption = 53;
const serverOption = 54;
const routerOption = 3;
const endOption = 255;
const mostOptions = 64;
const serverPort = 67;
const capacity = 16;
/** By then every server there is had somebody to answer. */
const learnedEnoughSeconds = 1800;
const acceptedSeconds = 86_400;
const mostSightings = 1_000_000;
/** The way out is known once so many conversations took it more than took others. */
const knownWayOut = 4;

/** Addresses handed out by a server that was not here, beside the one that was. */
export class DhcpSpoofing implements Detector {
  readonly section = 'dhcp-servers';
  readonly wants = interest.dhcp | interest.newFlow;
  readonly #tools: DetectorTools;
  readonly #server = new Int32Array(capacity);
  readonly #cardHigh = new Uint16Array(capacity);
  readonly #cardLow = new Int32Array(capacity);
  readonly #router = new Int32Array(capacity);
  readonly #first = new Int32Array(capacity);
  readonly #last = new Int32Array(capacity);
  readonly #sightings = new Int32Array(capacity);
  readonly #lies = new Int32Array(capacity);
  readonly #packet = new Float64Array(capacity);
  readonly #isFresh = new Uint8Array(capacity);
  /** The card that most of what goes outside is sent to, by a vote that costs nothing. */
  #outHigh = 0;
  #outLow = 0;
  #outVotes = 0;
  #heard = 0;
  /** Of the message last read. */
  #type = 0;
  #serverName = 0;
  #routerName = 0;

  constructor(tools: DetectorTools) {
    this.#tools = tools;
  }

  packet(context: PacketContext): void {
    const { packet: p } = context;
    if ((context.traits & interest.dhcp) === 0) {
      this.#vote(context);
      return;
    }
    if (p.srcPort !== serverPort || p.hasEthernet !== 1 || !this.#read(context)) return;
    if (this.#type !== offer && this.#type !== acknowledgement) return;
    const { second } = context;
    this.#heard += 1;
    const server = this.#serverName === 0 ? p.src3 : this.#serverName;
    let entry = this.#search(server, p.ethSrcHigh, p.ethSrcLow);
    if (entry < 0) {
      entry = this.#take();
      this.#server[entry] = server;
      this.#cardHigh[entry] = p.ethSrcHigh;
      this.#cardLow[entry] = p.ethSrcLow;
      this.#first[entry] = second;
      this.#sightings[entry] = 0;
      this.#lies[entry] = 0;
      this.#last[entry] = second;
      this.#router[entry] = this.#routerName;
      if (this.#isRogue(entry)) this.#lies[entry] = 1;
    } else if ((this.#lies[entry] as number) > 0) {
      if (second - (this.#first[entry] as number) > acceptedSeconds) this.#lies[entry] = 0;
      else this.#lies[entry] = (this.#lies[entry] as number) + 1;
    }
    this.#sightings[entry] = Math.min(mostSightings, (this.#sightings[entry] as number) + 1);
    this.#last[entry] = second;
    if (this.#routerName !== 0) this.#router[entry] = this.#routerName;
    this.#packet[entry] = context.number;
    if ((this.#lies[entry] as number) > 0) this.#isFresh[entry] = 1;
    else if (this.#isAtWayOut(entry)) this.#unmask(entry);
  }

  second(now: number): void {
    for (let entry = 0; entry < capacity; entry += 1) {
      if (this.#isFresh[entry] === 0) continue;
      this.#isFresh[entry] = 0;
      this.#report(entry, now);
    }
  }

  save(): Section {
    const entries = [...this.#sightings.keys()].filter(
      entry => (this.#sightings[entry] as number) > 0 && this.#lies[entry] === 0,
    );
    return {
      facts: {},
      arrays: {
        server: Int32Array.from(entries, entry => this.#server[entry] as number),
        cardHigh: Uint16Array.from(entries, entry => this.#cardHigh[entry] as number),
        cardLow: Int32Array.from(entries, entry => this.#cardLow[entry] as number),
        router: Int32Array.from(entries, entry => this.#router[entry] as number),
      },
    };
  }

  load(section: Section): string | undefined {
    const { server, cardHigh, cardLow, router } = section.arrays;
    if (!(server instanceof Int32Array) || !(cardHigh instanceof Uint16Array))
      return 'the servers are incomplete';
    if (!(cardLow instanceof Int32Array) || !(router instanceof Int32Array))
      return 'the servers are incomplete';
    const entries = server.length;
    if (entries > capacity || cardHigh.length !== entries || cardLow.length !== entries)
      return 'the servers do not add up';
    if (router.length !== entries) return 'the servers do not add up';
    this.#sightings.fill(0).fill(1, 0, entries);
    this.#lies.fill(0);
    this.#isFresh.fill(0);
    this.#first.fill(0);
    this.#last.fill(0);
    this.#server.set(server);
    this.#cardHigh.set(cardHigh);
    this.#cardLow.set(cardLow);
    this.#router.set(router);
    return undefined;
  }

  #vote({ packet: p, source, destination }: PacketContext): void {
    const { hosts } = this.#tools.tracker;
    if (p.hasEthernet !== 1 || source < 0 || (p.ethDstHigh & 0x100) !== 0) return;
    if (hosts.whose[source] === whose.elsewhere || hosts.whose[destination] !== whose.elsewhere) return;
    if (p.ethDstHigh === this.#outHigh && p.ethDstLow === this.#outLow) {
      this.#outVotes = Math.min(mostSightings, this.#outVotes + 1);
      return;
    }
    this.#outVotes -= 1;
    if (this.#outVotes > 0) return;
    this.#outHigh = p.ethDstHigh;
    this.#outLow = p.ethDstLow;
    this.#outVotes = 1;
  }

  #read({ packet: p }: PacketContext): boolean {
    const { bytes, end } = p;
    const message = p.start + p.payloadStart;
    let at = message + fixedBytes + cookieBytes;
    if (p.payloadStart < 0 || at > end || u8(bytes, message) !== reply) return false;
    this.#type = 0;
    this.#serverName = 0;
    this.#routerName = 0;
    for (let count = 0; count < mostOptions && at + 2 <= end; count += 1) {
      const option = u8(bytes, at);
      if (option === endOption) break;
      if (option === 0) {
        at += 1;
        continue;
      }
      const length = u8(bytes, at + 1);
      const value = at + 2;
      if (value + length > end) break;
      if (option === messageTypeOption && length === 1) this.#type = u8(bytes, value);
      else if (option === serverOption && length === 4) this.#serverName = i32(bytes, value);
      else if (option === routerOption && length >= 4) this.#routerName = i32(bytes, value);
      at = value + length;
    }
    return this.#type !== 0;
  }

  #search(server: number, high: number, low: number): number {
    for (let at = 0; at < capacity; at += 1) {
      if (this.#sightings[at] === 0 || this.#server[at] !== server) continue;
      if (this.#cardHigh[at] === high && this.#cardLow[at] === low) return at;
    }
    return -1;
  }

  #take(): number {
    let best = 0;
    let bestValue = Number.POSITIVE_INFINITY;
    for (let at = 0; at < capacity; at += 1) {
      const isServer = this.#lies[at] === 0 ? 1e10 : 0;
      const value = this.#sightings[at] === 0 ? -1 : isServer + (this.#last[at] as number);
      if (value < bestValue) {
        best = at;
        bestValue = value;
      }
    }
    return best;
  }

  /** Beside a server that was here before; not the router itself, which also brings what is relayed. */
  #isRogue(entry: number): boolean {
    if (this.#isAtWayOut(entry)) return false;
    const before = this.#ours(entry);
    if (before < 0) return false;
    const isSameMachine =
      this.#cardHigh[before] === this.#cardHigh[entry] && this.#cardLow[before] === this.#cardLow[entry];
    if (isSameMachine) return false;
    if (this.#tools.learnedSeconds() >= learnedEnoughSeconds) return true;
    return this.#isAtWayOut(before) && this.#router[entry] !== this.#router[before];
  }

  #ours(entry: number): number {
    let best = -1;
    for (let at = 0; at < capacity; at += 1) {
      if (at === entry || this.#sightings[at] === 0 || this.#lies[at] !== 0) continue;
      if (best < 0 || (this.#sightings[at] as number) > (this.#sightings[best] as number)) best = at;
    }
    return best;
  }

  /** The server of the way out has spoken: who came before it in this life and names another way lies. */
  #unmask(entry: number): void {
    for (let at = 0; at < capacity; at += 1) {
      if (at === entry || this.#sightings[at] === 0 || this.#lies[at] !== 0) continue;
      if (this.#first[at] === 0 || this.#router[at] === 0 || this.#router[at] === this.#router[entry])
        continue;
      if (this.#isAtWayOut(at) || (this.#sightings[at] as number) > (this.#sightings[entry] as number))
        continue;
      this.#lies[at] = this.#sightings[at] as number;
      this.#isFresh[at] = 1;
    }
  }

  #isAtWayOut(entry: number): boolean {
    return (
      this.#outVotes >= knownWayOut &&
      this.#cardHigh[entry] === this.#outHigh &&
      this.#cardLow[entry] === this.#outLow
    );
  }

  #report(entry: number, now: number): void {
    const ours = this.#ours(entry);
    const lies = this.#lies[entry] as number;
    const card = formatMac(this.#cardHigh[entry] as number, this.#cardLow[entry] as number);
    const details = [`${card} hands out addresses as ${formatIpv4(this.#server[entry] as number)}`];
    const router = this.#router[entry] as number;
    if (router !== 0) details.push(`it says that the way out is ${formatIpv4(router)}`);
    if (ours >= 0) details.push(`the server here is ${formatIpv4(this.#server[ours] as number)}`);
    this.#tools.report(
      finding('dhcp-spoofing', now, {
        actor: ipv4Party(this.#server[entry] as number),
        target: undefined,
        protocol: 'DHCP',
        packet: this.#packet[entry] as number,
        measures: [
          measure('answers of a server that was not here', lies, rarity(lies, this.#heard), { usual: 0 }),
        ],
        details,
      }),
    );
  }
}
