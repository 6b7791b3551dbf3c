import {
  type CountrySpan,
  type TablePosition,
  type WorldBody,
  type WorldRow,
  worldTrendValues,
} from '../engine/protocol.ts';
import { fakeClock } from './fake-rows.ts';

/** Made-up countries, odd names and such as are new among them. */

// biome-ignore format: a table
const countries: readonly (readonly [code: string, name: string, packets: number, isNew?: boolean])[] = [
  ['DE', 'Germany', 41_200], ['US', 'United States', 21_004], ['', 'local', 18_700], ['NL', 'Netherlands', 3211],
  ['JP', '日本 (Japan)', 2870], ['BR', 'Brazil', 911, true], ['GB', 'United Kingdom', 640], ['IN', 'India', 412],
  ['GS', 'South Georgia & South Sandwich Islands', 388, true], ['', 'unknown', 210], ['SG', 'Singapore', 120],
  ['CI', 'Côte d\u2019Ivoire', 96], ['ZZ', '\\x1b[2J\\u{202e}evil', 64], ['AU', 'Australia', 33], ['ZA', 'South Africa', 20],
  ['FR', 'France', 18], ['CN', 'China', 17], ['SE', 'Sweden', 9], ['FI', 'Finland', 7], ['AR', 'Argentina', 5],
  ['NZ', 'New Zealand', 4], ['IS', 'Iceland', 3], ['MT', 'Malta', 2], ['TV', 'Tuvalu', 1],
];

export const fakeWorldCountries = countries.length;
const busiest = 41_200;
const all = 90_311;
const home = 'DE';

export function fakeWorld(span: CountrySpan): (number: number) => WorldRow {
  return number => {
    const [code, name, total, isNew = false] = countries[number - 1] as (typeof countries)[number];
    const packets = span === 'start' ? total : Math.ceil(total / 3);
    const cells = [
      code,
      name,
      packets.toLocaleString('en-US'),
      `${((packets / all) * 100).toFixed(1)} %`,
      `${number}.2 MB`,
      `${number * 7} kB`,
      `${number}.9 MB`,
      String(number * 4),
      (packets / 4).toFixed(0),
      fakeClock(number * 11),
    ];
    return {
      id: number,
      code,
      filter: code === '' ? `country == ${name}` : code === 'ZZ' ? '' : `country == ${code}`,
      cells,
      tone: code === '' ? 'quiet' : 'plain',
      marked: false,
      trend: Array.from({ length: worldTrendValues }, (_, step) =>
        Math.max(0, Math.round(packets / 20 + (packets / 25) * Math.sin(step / 2 + number))),
      ),
      isNew,
    };
  };
}

export function worldBody(rows: readonly WorldRow[], position: TablePosition): WorldBody {
  const selected = rows[position.selected];
  return {
    screen: 'world',
    rows,
    position,
    lights: countries
      .filter(([code]) => code !== '')
      .map(([code, , packets]) => ({ code, weight: packets / busiest })),
    selected: selected?.code ?? '',
    home,
    filter: selected?.filter ?? '',
    pending: 0,
    sources: 'bundled countries of 2026-06-17',
  };
}
