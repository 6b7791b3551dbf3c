import { describe, expect, it } from 'vitest';
import type { PlaceFinder } from './host-places.ts';
import { PacedFinder } from './paced-finder.ts';
import { PlaceTable } from './place-table.ts';

class SlowFinder implements PlaceFinder {
  readonly places = new PlaceTable();
  onPlace: (token: number, place: number) => void = () => undefined;
  readonly asked: { token: number; place: number }[] = [];
  most = 0;

  findNow(): number {
    return 0;
  }

  request(_kind: number, _a: number, _b: number, _c: number, d: number, token: number): void {
    this.asked.push({ token, place: d });
    this.most = Math.max(this.most, this.asked.length);
  }

  answer(): void {
    const one = this.asked.shift();
    if (one !== undefined) this.onPlace(one.token, one.place);
  }
}

describe('PacedFinder', () => {
  it('asks for all, so many at a time, in order', () => {
    const slow = new SlowFinder();
    const paced = new PacedFinder(slow, 3);
    const answers: [number, number][] = [];
    paced.onPlace = (token, place) => answers.push([token, place]);
    for (let index = 0; index < 20; index += 1) {
      paced.request(4, 0, 0, 0, 100 + index, index);
      if (index % 5 === 4) slow.answer();
    }
    expect(paced.waiting).toBeGreaterThan(0);
    while (slow.asked.length > 0) slow.answer();
    expect(answers).toEqual(Array.from({ length: 20 }, (_, index) => [index, 100 + index]));
    expect([slow.most, paced.waiting]).toEqual([3, 0]);
    paced.request(4, 0, 0, 0, 7, 99);
    slow.answer();
    expect(answers.at(-1)).toEqual([99, 7]);
  });
});
