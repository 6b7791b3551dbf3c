import { mix } from '../../flows/keyed-table.ts';

/** A power of two. */
const places = 4096;
/** An answer that comes later than this is not one. */
const patienceSeconds = 5;

/** Who asked for whose card a moment ago, so that answers nobody asked for are known. */
export class ArpQuestions {
  readonly #seed: number;
  readonly #pair = new Int32Array(places);
  readonly #second = new Int32Array(places).fill(-1_000_000);

  constructor(seed: number) {
    this.#seed = seed;
  }

  get memoryBytes(): number {
    return this.#pair.byteLength + this.#second.byteLength;
  }

  ask(asker: number, target: number, second: number): void {
    const pair = mix(mix(this.#seed, asker), target);
    this.#pair[pair & (places - 1)] = pair;
    this.#second[pair & (places - 1)] = second;
  }

  wasAsked(asker: number, target: number, second: number): boolean {
    const pair = mix(mix(this.#seed, asker), target);
    const place = pair & (places - 1);
    return this.#pair[place] === pair && second - (this.#second[place] as number) <= patienceSeconds;
  }
}
