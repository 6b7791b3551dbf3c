import { protocolName } from '../../decode/protocol.ts';
import { whose } from '../../flows/host-table.ts';
import { mix } from '../../flows/keyed-table.ts';
import { type Detector, type DetectorTools, interest, type PacketContext } from '../contracts.ts';
import { hostKey, hostParty } from '../host-key.ts';
import type { Section } from '../learned.ts';
import { BeaconSeries } from './beacon-series.ts';
import { KnownThings } from './identity-known.ts';
import { finding, isFarHost, measure } from './identity-words.ts';

const knownCapacity = 8192;
/** A place that the network met in so many different minutes before is not news. */
const knownMinutes = 3;
/** What speaks that early was under way before anybody looked. */
const warmUpSeconds = 300;
/** Of it only what comes as fast as this is odd by itself. */
const fastSeconds = 10;
/** One place that several talk with is a service, not a master. */
const usualVisitors = 2;
const visitorSlots = 4096;
const leastAnswer = 200;
const tcpNumber = 6;
const udpNumber = 17;
const dnsPort = 53;
const timePort = 123;

/** One host that reports to one place outside again and again, at a steady pace and with much the same words. */
export class Beacon implements Detector {
  readonly section = 'beacon-places';
  readonly wants = interest.newFlow | interest.tcpData | interest.udp;
  readonly #tools: DetectorTools;
  readonly #known = new KnownThings(knownCapacity);
  readonly #series: BeaconSeries;
  /** Token of the series of each flow slot, −1 for none; set when the flow begins. */
  readonly #seriesOf: Int32Array;
  /** For a place outside (by hash), the first host that visited it and whether others did. */
  readonly #visitor = new Int32Array(visitorSlots);
  readonly #place = new Int32Array(visitorSlots);
  readonly #visitors = new Uint8Array(visitorSlots);

  constructor(tools: DetectorTools) {
    this.#tools = tools;
    this.#series = new BeaconSeries();
    this.#seriesOf = new Int32Array(tools.tracker.flows.slots.capacity).fill(-1);
  }

  packet(context: PacketContext): void {
    const { flow } = context;
    if (flow < 0) return;
    if (context.isNewFlow) this.#begin(context);
    const bytes = context.packet.payloadLength;
    // Small answers make no difference.
    if (context.side === 1 && bytes < leastAnswer) return;
    const at = this.#series.of(this.#seriesOf[flow] as number);
    if (at < 0) return;
    if (context.side === 0) this.#series.send(at, flow, context.clock[0] as number, bytes, context.number);
    else this.#series.got(at, bytes);
  }

  second(now: number): void {
    const learning = this.#tools.learning();
    this.#known.second(now, learning);
    const series = this.#series;
    for (let index = 0; index < series.freshCount; index += 1) {
      const at = series.fresh[index] as number;
      series.isFresh[at] = 0;
      if (series.isRegular(at)) this.#judge(at, now);
    }
    series.freshCount = 0;
  }

  save(): Section {
    return this.#known.save();
  }

  load(section: Section): string | undefined {
    return this.#known.load(section);
  }

  #begin({ packet: p, flow, side, source, destination }: PacketContext): void {
    this.#seriesOf[flow] = -1;
    const { hosts, flows } = this.#tools.tracker;
    if (side !== 0 || (p.ipProtocol !== tcpNumber && p.ipProtocol !== udpNumber)) return;
    if (hosts.whose[source] === whose.elsewhere || !isFarHost(hosts, destination)) return;
    const port = flows.port[flow * 2 + 1] as number;
    // Asking for names and for the time is regular by design, and looked at elsewhere.
    if (port < 0 || port === dnsPort || port === timePort) return;
    const key = hostKey(hosts, destination);
    this.#visit(mix(key, port), hostKey(hosts, source));
    const minutes = this.#known.minutesOf(key, port);
    if (this.#tools.learning() && !this.#tools.isSuspect(source)) this.#known.meet(key, port);
    this.#seriesOf[flow] = this.#series.find(
      source,
      hosts.number[source] as number,
      key,
      port,
      minutes,
      Math.min(this.#tools.learnedSeconds(), this.#known.watchedSeconds),
    );
  }

  #visit(place: number, visitor: number): void {
    const at = place & (visitorSlots - 1);
    const before = this.#visitors[at] as number;
    if (this.#place[at] !== place && before > usualVisitors) {
      // What many visit stays for a while against what one does.
      this.#visitors[at] = before - 1;
    } else if (this.#place[at] !== place) {
      this.#place[at] = place;
      this.#visitor[at] = visitor;
      this.#visitors[at] = 1;
    } else if (this.#visitor[at] !== visitor && (this.#visitors[at] as number) < 255) {
      this.#visitor[at] = visitor;
      this.#visitors[at] = (this.#visitors[at] as number) + 1;
    }
  }

  #judge(at: number, now: number): void {
    const series = this.#series;
    const { tracker } = this.#tools;
    const { flows, hosts } = tracker;
    if ((series.minutes[at] as number) >= knownMinutes) return;
    const period = series.period();
    if ((series.learned[at] as number) < warmUpSeconds && period > fastSeconds) return;
    const flow = series.flow[at] as number;
    if (series.of(this.#seriesOf[flow] as number) !== at) return;
    const near = tracker.hostOf(flow, 0);
    const far = tracker.hostOf(flow, 1);
    if (near < 0 || far < 0) return;
    const port = series.port[at] as number;
    const place = mix(hostKey(hosts, far), port);
    const slot = place & (visitorSlots - 1);
    if (this.#place[slot] === place && (this.#visitors[slot] as number) > usualVisitors) return;
    // Under way since the training, or regular in it.
    const farKey = hostKey(hosts, far);
    if (this.#known.isAccepted(farKey, port)) return;
    if (this.#tools.training?.() === true) {
      this.#known.accept(farKey, port);
      return;
    }
    const protocol = protocolName(flows.protocol[flow] as number);
    this.#tools.report(
      finding('beacon', now, {
        actor: hostParty(hosts, near),
        target: hostParty(hosts, far),
        port,
        protocol,
        packet: series.packet[at] as number,
        flow: flows.number[flow] as number,
        measures: [
          measure('times in a row', series.count(at), series.oddness()),
          measure('from one to the next', period, 0, { unit: 'seconds' }),
          measure('off that pace', series.spread(), 0, { unit: 'share' }),
          measure('bytes each time', series.size(), 0, { unit: 'bytes' }),
          measure('bytes answered each time', series.answer(at), 0, { unit: 'bytes' }),
        ],
      }),
    );
  }
}
