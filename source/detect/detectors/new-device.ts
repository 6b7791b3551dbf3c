import { formatMac } from '../../decode/address.ts';
import { whose } from '../../flows/host-table.ts';
import { type Detector, type DetectorTools, interest, type PacketContext } from '../contracts.ts';
import type { Section } from '../learned.ts';
import type { AddressClaims } from './identity-claims.ts';
import { KnownThings } from './identity-known.ts';
import { finding, measure, rarity } from './identity-words.ts';

const capacity = 4096;
/** New cards wait so long before they are spoken of: by then they have an address, and those that come together are one finding. */
const gatherSeconds = 5;
/** And then no other new device is spoken of for so long, but counted. */
const restSeconds = 60;
const mostWaiting = 32;
const warmUpSeconds = 300;
const localBit = 0x0200;
const groupBit = 0x0100;

/** A network card in one's own network that was never there. */
export class NewDevice implements Detector {
  readonly section = 'devices';
  readonly wants = interest.arp | interest.newFlow;
  readonly #tools: DetectorTools;
  readonly #claims: AddressClaims;
  readonly #known = new KnownThings(capacity);
  readonly #high = new Uint16Array(mostWaiting);
  readonly #low = new Int32Array(mostWaiting);
  readonly #packet = new Float64Array(mostWaiting);
  #waiting = 0;
  /** All that came since the last finding, those beyond the waiting ones too. */
  #came = 0;
  #since = 0;
  #restsUntil = 0;
  #met = 0;
  /** The card met last: most packets are of few cards. */
  #latestHigh = -1;
  #latestLow = 0;

  constructor(tools: DetectorTools, claims: AddressClaims) {
    this.#tools = tools;
    this.#claims = claims;
  }

  packet(context: PacketContext): void {
    const { packet: p, source } = context;
    const high = p.ethSrcHigh;
    const low = p.ethSrcLow;
    if (p.hasEthernet !== 1 || (high === this.#latestHigh && low === this.#latestLow)) return;
    if (source >= 0 && this.#tools.tracker.hosts.whose[source] === whose.elsewhere) return;
    if ((high & groupBit) !== 0 || (high === 0 && low === 0)) return;
    this.#latestHigh = high;
    this.#latestLow = low;
    const wasSettled = this.#known.isSettled();
    const isNew = this.#tools.learning() ? this.#known.meet(high, low) : !this.#known.has(high, low);
    if (!isNew) return;
    this.#met += 1;
    if (!wasSettled || this.#tools.learnedSeconds() < warmUpSeconds) return;
    for (let index = 0; index < this.#waiting; index += 1)
      if (this.#high[index] === high && this.#low[index] === low) return;
    if (this.#came === 0) this.#since = context.second;
    this.#came += 1;
    if (this.#waiting === mostWaiting) return;
    this.#high[this.#waiting] = high;
    this.#low[this.#waiting] = low;
    this.#packet[this.#waiting] = context.number;
    this.#waiting += 1;
  }

  second(now: number): void {
    this.#known.second(now, this.#tools.learning());
    this.#latestHigh = -1;
    if (this.#came === 0 || now < this.#restsUntil || now - this.#since < gatherSeconds) return;
    this.#report(now);
    this.#came = 0;
    this.#waiting = 0;
    this.#restsUntil = now + restSeconds;
  }

  save(): Section {
    return this.#known.save();
  }

  load(section: Section): string | undefined {
    return this.#known.load(section);
  }

  #report(now: number): void {
    const high = this.#high[0] as number;
    const low = this.#low[0] as number;
    const isRandom = (high & localBit) !== 0;
    const details = [`network card ${formatMac(high, low)}`];
    if (isRandom)
      details.push('its card number is made up, as telephones do: it may have been here under another one');
    const hours = Math.max(1, this.#known.watchedSeconds / 3600);
    this.#tools.report(
      finding('new-device', now, {
        // Of several, the first stands for all.
        actor: this.#claims.partyOf(high, low),
        target: undefined,
        packet: this.#packet[0] as number,
        measures: [
          measure('devices that were not here before', this.#came, rarity(this.#met, hours * 3600), {
            windowSeconds: restSeconds,
            usual: 0,
          }),
        ],
        details,
        actors: this.#came,
      }),
    );
  }
}
