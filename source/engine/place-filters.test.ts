import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PlaceFinder } from '../geo/host-places.ts';
import { PlaceTable } from '../geo/place-table.ts';
import { batchOf, ListSource } from '../testing/batches.ts';
import { tcpFrame } from '../testing/frames.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import type { ExportProgress, View } from './protocol.ts';
import { Session } from './session.ts';

/** Waits until it is told to answer. */
class PatientFinder implements PlaceFinder {
  readonly places = new PlaceTable();
  onPlace: (token: number, place: number) => void = () => undefined;
  readonly #known = new Map<number, number>();
  readonly #asked = new Map<number, number>();

  findNow(_kind: number, _a: number, _b: number, _c: number, d: number): number {
    return this.#known.get(d >>> 0) ?? 0;
  }

  request(_kind: number, _a: number, _b: number, _c: number, d: number, token: number): void {
    this.#asked.set(d >>> 0, token);
  }

  answer(address: number, country: string, city: string, asn: number): void {
    const place = this.places.intern({ country, city, asn, organisation: '' });
    this.#known.set(address, place);
    const token = this.#asked.get(address);
    if (token !== undefined) this.onPlace(token, place);
  }
}

const german = 0x05090001;
const american = 0x08080808;
const home = 0x0a000001;

function frame(from: number, to: number, port: number): Uint8Array {
  const bytes = tcpFrame(port, 443, new Uint8Array(0));
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  view.setUint32(26, from);
  view.setUint32(30, to);
  return bytes;
}

const talks = [
  [home, german],
  [home, american],
  [german, home],
  [german, american],
  [home, home + 1],
] as const;

function view(changes: Partial<View>): View {
  return {
    id: 1,
    screen: 'packets',
    filter: '',
    frozenAt: undefined,
    rows: 20,
    cursor: { at: 'newest', offset: 0, screenRow: 4 },
    sort: undefined,
    open: undefined,
    conversation: undefined,
    span: 'start',
    chartWidth: 20,
    find: undefined,
    ...changes,
  };
}

describe('filters by country', () => {
  let session: Session;
  let finder: PatientFinder;

  beforeEach(() => {
    finder = new PatientFinder();
    session = new Session(
      { maxPackets: 30, finder },
      { source: new ListSource([]), name: 'test', live: false, captureFilter: '', speed: 'max' },
    );
    session.core.packets(
      batchOf(talks.map(([from, to], index) => ({ seconds: 1000, data: frame(from, to, 2000 + index) }))),
    );
  });
  afterEach(() => session.close());

  function rows(screen: 'packets' | 'flows' | 'hosts', filter: string): number[] {
    const snapshot = session.snapshot(view({ screen, filter }));
    expect(snapshot.filter.error).toBe('');
    if (!('rows' in snapshot.body)) throw new Error('no rows');
    if ('filterNote' in snapshot.body) expect(snapshot.body.filterNote).toBe('');
    return snapshot.body.rows.map(row => row.id).toSorted((one, other) => one - other);
  }

  it('find packets whose country comes after them', async () => {
    expect(rows('packets', 'country de')).toEqual([]);
    finder.answer(german, 'DE', 'Köln', 3320);
    await vi.waitFor(() => expect(rows('packets', 'country de')).toEqual([1, 3, 4]));
    expect(rows('packets', 'not country germany')).toEqual([2, 5]);
    finder.answer(american, 'US', '', 15_169);
    await vi.waitFor(() => expect(rows('packets', 'country != de')).toEqual([2]));
    expect(rows('packets', 'country de and country us')).toEqual([4]);
    expect(rows('packets', 'country local')).toEqual([5]);
    expect(rows('packets', 'asn 15169')).toEqual([2, 4]);
    expect(rows('packets', 'city köln and dst country us')).toEqual([4]);
  });

  it('find flows and hosts', () => {
    finder.answer(german, 'DE', 'Köln', 3320);
    finder.answer(american, 'US', '', 0);
    expect(rows('flows', 'country de')).toEqual([1, 3, 4]);
    expect(rows('flows', 'src country de')).toEqual([3, 4]);
    expect(rows('flows', 'country local')).toEqual([5]);
    expect(rows('hosts', 'country de')).toHaveLength(1);
    expect(rows('hosts', 'country in {de, us}')).toHaveLength(2);
    expect(rows('hosts', 'asn 3320')).toHaveLength(1);
  });

  it('export what is known', async () => {
    using folder = temporaryFolder();
    finder.answer(german, 'DE', 'Köln', 3320);
    const path = join(folder.path, 'some.jsonl');
    let last: ExportProgress | undefined;
    rows('packets', 'country de');
    session.export(1, { path, format: 'jsonl', what: 'shown', overwrite: false }, progress => {
      last = progress;
    });
    await vi.waitFor(() => expect(last?.done).toBe(true));
    const records = readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(records.map(record => [record.country_src, record.country_dst, record.city_dst])).toEqual([
      [null, 'DE', 'Köln'],
      ['DE', null, null],
      ['DE', null, null],
    ]);
  });
});
