import { whose } from '../../flows/host-table.ts';
import { type Detector, type DetectorTools, interest, type PacketContext } from '../contracts.ts';
import { hostParty } from '../host-key.ts';
import type { Section } from '../learned.ts';
import { KnownThings } from './identity-known.ts';
import { finding, isFarHost, measure, rarity } from './identity-words.ts';

/** Two letters: 676 countries at most. */
const capacity = 1024;
const mostWaiting = 256;
/** Nobody knows after so long: forget it. */
const patienceSeconds = 30;
const restSeconds = 60;
const warmUpSeconds = 300;
const none = -1;

/** One's own network begins to talk with a country it never talked with. */
export class NewCountry implements Detector {
  readonly section = 'countries';
  readonly wants = interest.newFlow;
  readonly #tools: DetectorTools;
  readonly #known = new KnownThings(capacity);
  /** Number of the host in each slot that was asked for already. */
  readonly #asked: Int32Array;
  readonly #flow = new Int32Array(mostWaiting).fill(none);
  readonly #number = new Float64Array(mostWaiting);
  readonly #until = new Int32Array(mostWaiting);
  readonly #packet = new Float64Array(mostWaiting);
  #waiting = 0;
  #restsUntil = 0;
  /** Countries that came while it rested. */
  #kept = 0;
  #met = 0;

  constructor(tools: DetectorTools) {
    this.#tools = tools;
    this.#asked = new Int32Array(tools.tracker.hosts.slots.capacity);
  }

  packet(context: PacketContext): void {
    const { flow, side, source, destination } = context;
    const { hosts, flows } = this.#tools.tracker;
    if (flow < 0 || side !== 0 || hosts.whose[source] === whose.elsewhere) return;
    if (!isFarHost(hosts, destination)) return;
    const number = hosts.number[destination] as number;
    if (this.#asked[destination] === number || this.#waiting === mostWaiting) return;
    this.#asked[destination] = number;
    const at = this.#waiting;
    this.#flow[at] = flow;
    this.#number[at] = flows.number[flow] as number;
    this.#until[at] = context.second + patienceSeconds;
    this.#packet[at] = context.number;
    this.#waiting += 1;
  }

  second(now: number): void {
    this.#known.second(now, this.#tools.learning());
    const { tracker } = this.#tools;
    let kept = 0;
    for (let at = 0; at < this.#waiting; at += 1) {
      const flow = tracker.flows.slotOf(this.#flow[at] as number, this.#number[at] as number);
      if (flow < 0 || this.#isSettled(flow, at, now)) continue;
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

  /** True when there is nothing left to ask. */
  #isSettled(flow: number, at: number, now: number): boolean {
    const { tracker } = this.#tools;
    const far = tracker.hostOf(flow, 1);
    const near = tracker.hostOf(flow, 0);
    const isLate = now > (this.#until[at] as number);
    if (far < 0 || near < 0) return true;
    // Who never answers was not talked with: another conversation may ask again.
    const isAnswered = (tracker.flows.packets[flow * 2 + 1] as number) > 0;
    const country = isAnswered ? this.#tools.countryOf(far) : '';
    if (country === '') {
      if (isLate) this.#asked[far] = 0;
      return isLate;
    }
    if (!/^[A-Z]{2}$/.test(country)) return true;
    const wasSettled = this.#known.isSettled() && this.#tools.learnedSeconds() >= warmUpSeconds;
    const code = country.charCodeAt(0) * 256 + country.charCodeAt(1);
    const isSuspect = this.#tools.isSuspect(near);
    const isNew =
      this.#tools.learning() && !isSuspect ? this.#known.meet(code, 0) : !this.#known.has(code, 0);
    if (!isNew) return true;
    this.#met += 1;
    if (wasSettled) this.#report(flow, near, far, country, at, now);
    return true;
  }

  #report(flow: number, near: number, far: number, country: string, at: number, now: number): void {
    this.#kept += 1;
    if (now < this.#restsUntil) return;
    const { hosts, flows } = this.#tools.tracker;
    const countries = this.#kept;
    this.#kept = 0;
    this.#restsUntil = now + restSeconds;
    this.#tools.report(
      finding('new-country', now, {
        actor: hostParty(hosts, near),
        target: hostParty(hosts, far),
        port: flows.port[flow * 2 + 1] as number,
        packet: this.#packet[at] as number,
        flow: flows.number[flow] as number,
        measures: [
          measure(
            'countries never talked with before',
            countries,
            rarity(this.#met, this.#known.watchedSeconds),
            {
              usual: 0,
            },
          ),
        ],
        details: [country],
        targets: countries,
      }),
    );
  }
}
