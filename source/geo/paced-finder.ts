import type { PlaceFinder } from './host-places.ts';

/** Others can wait in a file; those who are asked over a network answer so many at a time. */
const defaultMostAtOnce = 8192;
const wordsOfRequest = 6;

/**
 * Asks another finder for a bounded number of addresses at a time and keeps the others back, so that a file full of
 * new addresses is looked up whole: finders turn away what is too much at once.
 */
export class PacedFinder implements PlaceFinder {
  onPlace: (token: number, place: number) => void = () => undefined;
  readonly #finder: PlaceFinder;
  readonly #mostAtOnce: number;
  #asked = 0;
  /** Kind, address and token of each request kept back. */
  #queue: number[] = [];
  #next = 0;

  constructor(finder: PlaceFinder, mostAtOnce = defaultMostAtOnce) {
    this.#finder = finder;
    this.#mostAtOnce = mostAtOnce;
    finder.onPlace = (token, place) => this.#answered(token, place);
  }

  get places(): PlaceFinder['places'] {
    return this.#finder.places;
  }

  /** Kept back. */
  get waiting(): number {
    return (this.#queue.length - this.#next) / wordsOfRequest;
  }

  findNow(kind: number, a: number, b: number, c: number, d: number): number {
    return this.#finder.findNow(kind, a, b, c, d);
  }

  request(kind: number, a: number, b: number, c: number, d: number, token: number): void {
    if (this.#asked < this.#mostAtOnce) this.#ask(kind, a, b, c, d, token);
    else this.#queue.push(kind, a, b, c, d, token);
  }

  #ask(kind: number, a: number, b: number, c: number, d: number, token: number): void {
    this.#asked += 1;
    this.#finder.request(kind, a, b, c, d, token);
  }

  #answered(token: number, place: number): void {
    this.#asked -= 1;
    this.onPlace(token, place);
    if (this.#next >= this.#queue.length) return;
    const at = this.#next;
    const [kind = 0, a = 0, b = 0, c = 0, d = 0, waiting = 0] = this.#queue.slice(at, at + wordsOfRequest);
    this.#next += wordsOfRequest;
    if (this.#next >= this.#queue.length) {
      this.#queue = [];
      this.#next = 0;
    }
    this.#ask(kind, a, b, c, d, waiting);
  }
}
