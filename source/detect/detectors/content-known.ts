import { finishHash } from '../../flows/keyed-table.ts';
import type { DetectorTools } from '../contracts.ts';
import type { Section } from '../learned.ts';

const format = 1;
/** A thing stands within so many places of where its hash points. */
const probes = 8;

/** A set of numbers (hashes of things) of fixed size: the one not met for longest gives way. */
export class NumberSet {
  readonly #mask: number;
  readonly #things: Int32Array;
  /** Second it was last met in. */
  readonly #met: Uint32Array;

  /** `places` is a power of two. */
  constructor(places: number) {
    this.#mask = places - 1;
    this.#things = new Int32Array(places);
    this.#met = new Uint32Array(places);
  }

  /** The second it was last met in, -1 for never. `thing` is not 0. */
  metAt(thing: number): number {
    const at = this.#find(thing);
    return at < 0 ? -1 : (this.#met[at] as number);
  }

  add(thing: number, second: number): void {
    let at = this.#find(thing);
    if (at < 0) {
      const first = finishHash(thing);
      at = first & this.#mask;
      for (let step = 0; step < probes; step += 1) {
        const place = (first + step) & this.#mask;
        if (this.#things[place] === 0) {
          at = place;
          break;
        }
        if ((this.#met[place] as number) < (this.#met[at] as number)) at = place;
      }
      this.#things[at] = thing;
    }
    this.#met[at] = second;
  }

  clear(): void {
    this.#things.fill(0);
    this.#met.fill(0);
  }

  get things(): Int32Array {
    return this.#things;
  }

  get met(): Uint32Array {
    return this.#met;
  }

  #find(thing: number): number {
    const first = finishHash(thing);
    for (let step = 0; step < probes; step += 1) {
      const place = (first + step) & this.#mask;
      if (this.#things[place] === thing) return place;
    }
    return -1;
  }
}

/** What was told of is not told of again for so long, where nothing may be learned. */
const silenceSeconds = 3600;
const places = 4096;
const toldPlaces = 512;
/** The guess before anything was met weighs as much as so many things, one of them new. */
const priorThings = 100;

/**
 * What is known here, so that only what is new is told of, and once. What is met may be learned unless its
 * host is in an open incident. How often something new comes up says how odd it is.
 */
export class ContentKnown {
  /** Things met and how many of them were new, learned. */
  met = 0;
  fresh = 0;
  readonly #tools: DetectorTools;
  readonly #known = new NumberSet(places);
  readonly #told = new NumberSet(toldPlaces);

  constructor(tools: DetectorTools) {
    this.#tools = tools;
  }

  /** Whether it was learned; nothing changes. */
  has(thing: number): boolean {
    return this.#known.metAt(thing) >= 0;
  }

  /** Meets `thing` (not 0) of host `actor`: true when it is news, at most once. */
  isNews(thing: number, actor: number, second: number): boolean {
    const known = this.#known.metAt(thing) >= 0;
    const mayLearn = this.#tools.learning() && !this.#tools.isSuspect(actor);
    if (mayLearn) this.learn(thing, second);
    if (known) return false;
    const toldAt = this.#told.metAt(thing);
    if (toldAt >= 0 && second - toldAt < silenceSeconds) return false;
    this.#told.add(thing, second);
    return true;
  }

  learn(thing: number, second: number): void {
    this.met += 1;
    if (this.#known.metAt(thing) < 0) this.fresh += 1;
    this.#known.add(thing, second);
  }

  /** 10·log10(N): one in N things met was as new as this; before much was met, one in a hundred. */
  get oddness(): number {
    return 10 * Math.log10((this.met + priorThings) / (this.fresh + 1));
  }

  save(): Section {
    return {
      facts: { format, met: this.met, fresh: this.fresh },
      arrays: { things: this.#known.things.slice(), seconds: this.#known.met.slice() },
    };
  }

  load(section: Section): string | undefined {
    const { facts, arrays } = section;
    if (facts['format'] !== format) return 'known things were written in a form this version does not read';
    const { met, fresh } = facts;
    const { things, seconds } = arrays;
    const damaged = 'known things are damaged';
    if (!isCount(met) || !isCount(fresh) || fresh > met) return damaged;
    if (!(things instanceof Int32Array) || things.length > places) return damaged;
    if (!(seconds instanceof Uint32Array) || seconds.length !== things.length) return damaged;
    this.#known.clear();
    this.#told.clear();
    things.forEach((thing, index) => {
      if (thing !== 0) this.#known.add(thing, seconds[index] as number);
    });
    this.met = met;
    this.fresh = fresh;
    return undefined;
  }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
