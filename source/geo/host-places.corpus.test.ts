/** Countries of real captures, counted from what tshark read out of them. */
import { BlockList, isIPv6 } from 'node:net';
import { describe, expect, it } from 'vitest';
import { readCapture } from '../capture/read-capture.ts';
import type { PacketBatch } from '../capture/source.ts';
import { decode } from '../decode/decode.ts';
import { Packet } from '../decode/packet.ts';
import { formatAddress } from '../flows/address-words.ts';
import { Tracker } from '../flows/tracker.ts';
import { loadFromBatch } from '../packets/batch.ts';
import { DelayedPlaces } from '../testing/delayed-places.ts';
import {
  corpusAbsent,
  corpusBytes,
  corpusFiles,
  corpusIsPresent,
  type Expectation,
  readExpectations,
} from '../testing/expectations.ts';
import { Random } from '../testing/random.ts';
import { countryCode, countryLocal } from './countries.ts';
import { HostPlaces } from './host-places.ts';

if (!corpusIsPresent) console.log(corpusAbsent);

/** As in IANA's registries, written down a second time. */
const special = new BlockList();
for (const range of (
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 ' +
  '192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/3'
).split(' ')) {
  const [network = '', bits] = range.split('/');
  special.addSubnet(network, Number(bits));
}
const allocated = new BlockList();
allocated.addSubnet('2000::', 3, 'ipv6');
special.addSubnet('2001:db8::', 32, 'ipv6');
special.addSubnet('3fff::', 20, 'ipv6');
special.addSubnet('2001:2::', 48, 'ipv6');

/** Addresses that stand for others, which this count does not look into. */
const standsForAnother = /^(2002:|2001:0?:|2001:[01]?[0-9a-f]{1,2}:|::ffff:|64:ff9b:)/;

function isPublic(address: string): boolean {
  if (!isIPv6(address)) return !special.check(address);
  return allocated.check(address, 'ipv6') && !special.check(address, 'ipv6');
}

const countries = ['DE', 'US', 'NL', 'FR', 'JP', 'BR', 'ZA'];

function countryOfText(address: string): string {
  let sum = 0;
  for (const character of address) sum = (sum * 31 + character.charCodeAt(0)) % 65_521;
  return countries[sum % countries.length] ?? '';
}

function sidesOf(row: Expectation): string[] {
  // IPv6 in IPv4: columns of tshark are the first of each kind, ours the outermost. IPv6 outside is rarer.
  return row.ipSrc === '' ? [row.ipv6Src, row.ipv6Dst] : [row.ipSrc, row.ipDst];
}

function expectedCounts(rows: readonly Expectation[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const row of rows) {
    const found = new Set(
      sidesOf(row)
        .filter(side => side !== '' && isPublic(side))
        .map(countryOfText),
    );
    if (found.size === 0) found.add('local');
    for (const country of found) counts[country] = (counts[country] ?? 0) + 1;
  }
  return counts;
}

function ourCounts(bytes: Uint8Array, seed: number): Record<string, number> {
  const random = new Random(seed);
  const tracker = new Tracker({ maxHosts: 16, maxFlows: 16, seed });
  const finder = new DelayedPlaces(random, 0.1, (...words) => countryOfText(formatAddress(...words)));
  const places = new HostPlaces(tracker, finder, { maxPending: 4096, maxGroups: 8192, seed });
  const p = new Packet();
  readCapture(bytes, {
    packets(batch: PacketBatch) {
      places.beginBatch();
      for (let index = 0; index < batch.count; index += 1) {
        loadFromBatch(p, batch, index);
        decode(p);
        places.add(p, tracker.add(p));
        if (random.chance(0.05)) finder.answer(random.between(1, 5));
      }
    },
    notice: () => undefined,
  });
  finder.answerAll();
  return Object.fromEntries(
    places.counts
      .rows('start')
      .map(({ country, packets }) => [country === countryLocal ? 'local' : countryCode(country), packets]),
  );
}

describe.runIf(corpusIsPresent)('countries of captures', () => {
  const files = corpusIsPresent ? corpusFiles().filter(({ path }) => path.startsWith('nDPI/')) : [];

  it('are those of the addresses tshark reads', () => {
    const wrong: string[] = [];
    let compared = 0;
    for (const [index, { path }] of files.entries()) {
      const rows = readExpectations(path);
      if (rows === undefined) continue;
      // Tunnels, in which tshark's columns come from several layers.
      if (rows.some(row => row.ipSrc !== '' && row.ipv6Src !== '')) continue;
      if (rows.some(row => sidesOf(row).some(side => standsForAnother.test(side)))) continue;
      compared += 1;
      const ours = ourCounts(corpusBytes(path), index + 1);
      const theirs = expectedCounts(rows);
      const text = (counts: Record<string, number>): string =>
        JSON.stringify(Object.entries(counts).toSorted());
      if (text(ours) !== text(theirs)) wrong.push(`${path}: ${text(ours)} instead of ${text(theirs)}`);
    }
    expect(wrong).toEqual([]);
    expect(compared).toBeGreaterThan(400);
  }, 120_000);
});
