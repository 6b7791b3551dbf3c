import { describe, expect, it } from 'vitest';
import type { PlaceFinder } from '../geo/host-places.ts';
import { PlaceTable } from '../geo/place-table.ts';
import { addressedFrame } from '../testing/addressed-frames.ts';
import { batchOf } from '../testing/batches.ts';
import { TextOutput } from './read-consumers.ts';
import { CountriesConsumer } from './read-countries.ts';

type Row = { readonly code: string | null; readonly packets: number };

describe('answers that come after the packets', () => {
  class LateFinder implements PlaceFinder {
    readonly places = new PlaceTable();
    onPlace: (token: number, place: number) => void = () => undefined;
    readonly asked: number[] = [];

    findNow(): number {
      return 0;
    }

    request(_kind: number, _a: number, _b: number, _c: number, _d: number, token: number): void {
      this.asked.push(token);
    }

    answer(country: string): void {
      const place = this.places.intern({ country, city: '', asn: 0, organisation: '' });
      for (const token of this.asked.splice(0)) this.onPlace(token, place);
    }
  }

  function consumerOf(finder: LateFinder, json: boolean) {
    let output = '';
    const text = new TextOutput(more => {
      output += more;
    }, undefined);
    const lookups = { finder, facts: () => [], close: async () => undefined };
    const { signal } = new AbortController();
    const consumer = new CountriesConsumer(lookups, text, { json, isLive: false, signal, waitSeconds: 0.3 });
    consumer.batch(
      batchOf(
        [
          ['10.0.0.1', '8.8.8.8'],
          ['8.8.8.8', '10.0.0.1'],
          ['10.0.0.1', '10.0.0.2'],
        ].map(([from = '', to = ''], index) => ({
          seconds: 1000,
          data: addressedFrame(from, to, 2000 + index),
        })),
      ),
    );
    return { consumer, output: () => output };
  }

  it('are waited for', async () => {
    const finder = new LateFinder();
    const { consumer, output } = consumerOf(finder, true);
    setTimeout(() => finder.answer('CH'), 50);
    await consumer.finish();
    const document = JSON.parse(output());
    expect(document.addresses_unanswered).toBe(0);
    expect(document.countries.map((row: Row) => [row.code, row.packets])).toEqual([
      ['CH', 2],
      [null, 1],
    ]);
  });

  it('are not waited for without end, and it is said that they are missing', async () => {
    const { consumer, output } = consumerOf(new LateFinder(), false);
    await consumer.finish();
    expect(output()).toContain('1 got no answer within 1 s, so 2 packets of theirs are not in the table');
    expect(output()).toContain('nobody knew any');
  });
});
