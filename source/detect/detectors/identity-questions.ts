import { finishHash } from '../../flows/keyed-table.ts';

const slots = 1024;
/** An answer that comes later was not asked for. */
const answerSeconds = 3;

/** Who asked for whom a moment ago: what tells an answer from something said unasked. */
export class RecentQuestions {
  readonly #key = new Int32Array(slots);
  readonly #second = new Int32Array(slots).fill(-1000);

  /** `key` stands for who is asked for and who asks, in this order. */
  note(key: number, second: number): void {
    const at = finishHash(key) & (slots - 1);
    this.#key[at] = key;
    this.#second[at] = second;
  }

  wasAsked(key: number, second: number): boolean {
    const at = finishHash(key) & (slots - 1);
    return this.#key[at] === key && second - (this.#second[at] as number) <= answerSeconds;
  }
}
