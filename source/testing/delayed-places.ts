import type { PlaceFinder } from '../geo/host-places.ts';
import { PlaceTable } from '../geo/place-table.ts';
import type { Random } from './random.ts';

type Asked = { readonly token: number; readonly place: number };

/** A finder that knows a country for every address, at once or whenever the test lets it answer. */
export class DelayedPlaces implements PlaceFinder {
  readonly places = new PlaceTable();
  onPlace: (token: number, place: number) => void = () => {};
  /** Chance that an address is known at once. */
  readonly #atOnce: number;
  readonly #random: Random;
  readonly #countryOf: (kind: number, a: number, b: number, c: number, d: number) => string;
  #waiting: Asked[] = [];
  requests = 0;

  constructor(
    random: Random,
    atOnce: number,
    countryOf: (kind: number, a: number, b: number, c: number, d: number) => string,
  ) {
    this.#random = random;
    this.#atOnce = atOnce;
    this.#countryOf = countryOf;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  findNow(kind: number, a: number, b: number, c: number, d: number): number {
    return this.#random.chance(this.#atOnce) ? this.#place(kind, a, b, c, d) : 0;
  }

  request(kind: number, a: number, b: number, c: number, d: number, token: number): void {
    this.requests += 1;
    this.#waiting.push({ token, place: this.#place(kind, a, b, c, d) });
  }

  /** Answers up to `count` requests in any order, some of them twice. */
  answer(count: number): void {
    for (let index = 0; index < count && this.#waiting.length > 0; index += 1) {
      const at = this.#random.below(this.#waiting.length);
      const [asked] = this.#waiting.splice(at, 1);
      if (asked === undefined) return;
      this.onPlace(asked.token, asked.place);
      if (this.#random.chance(0.1)) this.onPlace(asked.token, asked.place);
    }
  }

  answerAll(): void {
    this.answer(this.#waiting.length);
  }

  #place(kind: number, a: number, b: number, c: number, d: number): number {
    return this.places.intern({
      country: this.#countryOf(kind, a, b, c, d),
      city: '',
      asn: 0,
      organisation: '',
    });
  }
}
