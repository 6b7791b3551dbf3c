import { protocolName } from '../../decode/protocol.ts';
import { whose } from '../../flows/host-table.ts';
import { mix } from '../../flows/keyed-table.ts';
import { type Detector, type DetectorTools, interest, type PacketContext } from '../contracts.ts';
import { hostKey, hostParty } from '../host-key.ts';
import type { Section } from '../learned.ts';
import { KnownThings } from './identity-known.ts';
import { finding, measure, partyText, rarity } from './identity-words.ts';

const capacity = 8192;
const mostWaiting = 128;
/** A service is one when both sides said something; else it was only looked for. */
const patienceSeconds = 30;
const leastPackets = 3;
/** So long it takes to find out that whoever used it first is a scanner. */
const doubtSeconds = 10;
const warmUpSeconds = 300;
/** From here on systems give ports for a moment: to be a service it must be used again, some time later. */
const firstPassingPort = 32_768;
const passingConversations = 3;
const tcpNumber = 6;
/** Who uses one new service after the other may be moving from host to host. */
const mostRecent = 16;
const recentSeconds = 600;
/** The entry of a host itself. */
const anyPort = -1;
/** A device that has just come brings its services along. */
const newHostSeconds = 300;

/** A host of one's own begins to answer on a port it never answered on. */
export class NewService implements Detector {
  readonly section = 'services';
  readonly wants = interest.tcpSynAck;
  readonly #tools: DetectorTools;
  readonly #known = new KnownThings(capacity);
  readonly #passing = new KnownThings(capacity / 8);
  readonly #flow = new Int32Array(mostWaiting);
  readonly #number = new Float64Array(mostWaiting);
  readonly #until = new Int32Array(mostWaiting);
  readonly #packet = new Float64Array(mostWaiting);
  /** Both ends of the newest ones, by number, and when. */
  readonly #recent: { client: number; server: number; at: number }[] = [];
  #waiting = 0;
  #met = 0;

  constructor(tools: DetectorTools) {
    this.#tools = tools;
  }

  packet(context: PacketContext): void {
    const { flow, side, source } = context;
    const { hosts, flows } = this.#tools.tracker;
    if (flow < 0 || side !== 1 || hosts.whose[source] === whose.elsewhere) return;
    const key = hostKey(hosts, source);
    const port = flows.port[flow * 2 + 1] as number;
    if (this.#known.has(key, port)) {
      if (this.#tools.learning()) this.#known.meet(key, port);
      return;
    }
    if (this.#waiting === mostWaiting) return;
    const at = this.#waiting;
    this.#flow[at] = flow;
    this.#number[at] = flows.number[flow] as number;
    this.#until[at] = context.second + patienceSeconds;
    this.#packet[at] = context.number;
    this.#waiting += 1;
  }

  second(now: number): void {
    const learning = this.#tools.learning();
    this.#known.second(now, learning);
    this.#passing.second(now, learning);
    const { flows } = this.#tools.tracker;
    let kept = 0;
    for (let at = 0; at < this.#waiting; at += 1) {
      const flow = flows.slotOf(this.#flow[at] as number, this.#number[at] as number);
      if (flow < 0 || now > (this.#until[at] as number)) continue;
      const isOld = now >= (this.#until[at] as number) - patienceSeconds + doubtSeconds;
      const isUsed =
        isOld &&
        (flows.packets[flow * 2] as number) > leastPackets &&
        (flows.packets[flow * 2 + 1] as number) >= leastPackets;
      if (isUsed) {
        this.#use(flow, this.#packet[at] as number, now);
        continue;
      }
      this.#flow[kept] = this.#flow[at] as number;
      this.#number[kept] = this.#number[at] as number;
      this.#until[kept] = this.#until[at] as number;
      this.#packet[kept] = this.#packet[at] as number;
      kept += 1;
    }
    this.#waiting = kept;
  }

  save(): Section {
    return this.#known.save();
  }

  load(section: Section): string | undefined {
    return this.#known.load(section);
  }

  #use(flow: number, packet: number, now: number): void {
    const { tracker } = this.#tools;
    const { hosts, flows } = tracker;
    const client = tracker.hostOf(flow, 0);
    const server = tracker.hostOf(flow, 1);
    if (client < 0 || server < 0) return;
    const key = hostKey(hosts, server);
    const port = flows.port[flow * 2 + 1] as number;
    if (this.#known.has(key, port)) return;
    if (port >= firstPassingPort && !this.#isLasting(key, port)) return;
    const learning = this.#tools.learning();
    // What a host under suspicion found open was open before, and nobody used it.
    if (this.#tools.isSuspect(client)) return;
    const isSettled = this.#known.isSettled() && this.#tools.learnedSeconds() >= warmUpSeconds;
    const age = this.#known.ageOf(key, anyPort);
    if (learning) {
      this.#known.meet(key, anyPort);
      this.#known.meet(key, port);
    }
    this.#met += 1;
    if (!isSettled || age < newHostSeconds) return;
    this.#tools.report(
      finding('new-service', now, {
        actor: undefined,
        target: hostParty(hosts, server),
        port,
        protocol: flows.ipProtocol[flow] === tcpNumber ? 'TCP' : '',
        packet,
        flow: flows.number[flow] as number,
        measures: [
          measure('services that were not there before', 1, rarity(this.#met, this.#known.watchedSeconds), {
            usual: 0,
          }),
        ],
        details: [protocolName(flows.protocol[flow] as number), ...this.#movement(client, server, now)],
      }),
    );
  }

  /** What to say of a client that was at either end of another new service just before. */
  #movement(client: number, server: number, now: number): string[] {
    const { hosts } = this.#tools.tracker;
    const recent = this.#recent;
    const ends = { client: hosts.number[client] as number, server: hosts.number[server] as number, at: now };
    const before = recent.some(
      one =>
        now - one.at <= recentSeconds &&
        one.server !== ends.server &&
        (one.client === ends.client || one.server === ends.client),
    );
    recent.push(ends);
    if (recent.length > mostRecent) recent.shift();
    const party = hostParty(hosts, client);
    if (party === undefined) return [];
    const who = partyText(party);
    return before
      ? [
          `first used by ${who}, which had to do with another new service just before: it may go from host to host`,
        ]
      : [`first used by ${who}`];
  }

  #isLasting(key: number, port: number): boolean {
    let seen = 0;
    for (let part = 0; part < passingConversations; part += 1) {
      if (!this.#passing.has(mix(key, port), part)) {
        this.#passing.meet(mix(key, port), part);
        seen = part + 1;
        break;
      }
      seen = passingConversations + 1;
    }
    return seen > passingConversations || seen === passingConversations;
  }
}
