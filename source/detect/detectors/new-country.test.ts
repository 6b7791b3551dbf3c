import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatIpv4 } from '../../decode/address.ts';
import { decode } from '../../decode/decode.ts';
import { Packet } from '../../decode/packet.ts';
import type { HostTable } from '../../flows/host-table.ts';
import { openDatabases } from '../../geo/databases.ts';
import { LocalFinder } from '../../geo/local-finder.ts';
import { framesOf } from '../../testing/analyser-stand.ts';
import type { TestPacket } from '../../testing/batches.ts';
import { recording, runDetectors } from '../../testing/detector-run.ts';
import { DetectorStand } from '../../testing/detector-stand.ts';
import { tcpFrame } from '../../testing/frames.ts';
import { between } from '../../testing/name-frames.ts';
import { LearnedNorms } from '../norms/learned-norms.ts';
import { NewCountry } from './new-country.ts';

const client = '192.168.7.2';
const syn = 2;
const synAck = 0x12;

function talk(stand: DetectorStand, to: string, port: number, time: number, isAnswered = true): void {
  stand.frame(between(client, to, tcpFrame(port, 443, new Uint8Array(0), syn)), time);
  if (isAnswered)
    stand.frame(between(to, client, tcpFrame(443, port, new Uint8Array(0), synAck)), time + 0.1);
}

/** The third part of an address says where it is; known after a while. */
function stand(): DetectorStand {
  let asked = 0;
  const made: DetectorStand = new DetectorStand(tools => [new NewCountry(tools)], {
    countryOf: host => {
      asked += 1;
      if (asked % 3 !== 0) return '';
      const address = made.tracker.hosts.address[host * 4 + 3] as number;
      return ['DE', 'US', 'local', 'BR'][(address >>> 8) & 3] as string;
    },
  });
  for (let index = 0; index < 100; index += 1)
    talk(made, `8.8.${index % 3}.${index}`, 2000 + index, 1000 + index * 6);
  return made;
}

describe('countries', () => {
  it('are news when somebody inside begins to talk with one that was never talked with', () => {
    const tried = stand();
    talk(tried, '8.8.3.1', 5000, 1700);
    for (let time = 1701; time < 1710; time += 1) tried.pass(time);
    expect(tried.kinds).toEqual(['new-country']);
    expect(tried.found[0]?.details).toEqual(['BR']);
    talk(tried, '8.8.3.2', 5001, 1800);
    for (let time = 1801; time < 1810; time += 1) tried.pass(time);
    expect(tried.found).toHaveLength(1);
  });

  it('are no news when nobody there answers', () => {
    const tried = stand();
    talk(tried, '8.8.3.1', 5000, 1700, false);
    for (let time = 1701; time < 1800; time += 1) tried.pass(time);
    expect(tried.kinds).toEqual([]);
  });
});

type Label = { readonly kind: string; readonly start: number; readonly targetAddresses: readonly string[] };

const finder = new LocalFinder(openDatabases([], {}, { folders: [] }));

/** By the country database of the program; '' where it does not know. */
function countryOf(kind: number, a: number, b: number, c: number, d: number): string {
  return finder.places.country(finder.findNow(kind, a, b, c, d));
}

/** Where the theft went, and when it began. */
function theftOf(name: string): { readonly start: number; readonly address: string } {
  const lines = readFileSync(recording(name).replace('.pcapng.gz', '.labels.jsonl'), 'utf8').split('\n');
  const labels = lines.filter(line => line !== '').map(line => JSON.parse(line) as Label);
  const theft = labels.find(({ kind }) => kind === 'https-exfiltration');
  return { start: theft?.start ?? 0, address: theft?.targetAddresses[0] ?? '' };
}

/** Countries in the addresses of frames. */
function countriesIn(frames: readonly TestPacket[]): ReadonlySet<string> {
  const p = new Packet();
  const met = new Set<string>();
  for (const { data } of frames) {
    Object.assign(p, { bytes: data, start: 0, end: data.length, wireEnd: data.length, linkType: 1 });
    decode(p);
    met.add(countryOf(p.addressKind, p.src0, p.src1, p.src2, p.src3));
    met.add(countryOf(p.addressKind, p.dst0, p.dst1, p.dst2, p.dst3));
  }
  return met;
}

function countryOfHost({ kind, address }: HostTable, host: number): string {
  const [a = 0, b = 0, c = 0, d = 0] = address.subarray(host * 4);
  return countryOf(kind[host] as number, a, b, c, d);
}

describe('countries of a recording', () => {
  it('are news where a theft is the first to go to one, and not before enough was watched', async () => {
    const [found = []] = await runDetectors(
      [recording('drift')],
      tools => [new NewCountry({ ...tools, countryOf: host => countryOfHost(tools.tracker.hosts, host) })],
      { norms: new LearnedNorms() },
    );
    const { start, address } = theftOf('drift');
    const theft = found.find(({ target }) => target?.kind === 4 && formatIpv4(target.d) === address);
    expect(theft).toMatchObject({ kind: 'new-country', port: 443, actor: { kind: 4, d: 0x0a0a_010a } });
    expect((theft?.time ?? 0) - start).toBeGreaterThanOrEqual(0);
    expect((theft?.time ?? 0) - start).toBeLessThanOrEqual(3);

    const frames = await framesOf('drift');
    const met = countriesIn(frames.filter(({ seconds }) => seconds < Math.floor(start)));
    expect(met.size).toBeGreaterThan(10);
    expect(met).not.toContain(theft?.details[0]);
    expect(theft?.details).toEqual([countryOf(4, 0, 0, 0, theft?.target?.d ?? 0)]);
    // The harmless new favourites of the second day may be news as well; the first one is learned from.
    expect(found.length).toBeLessThanOrEqual(3);
    for (const { time } of found) expect(time - (frames[0]?.seconds ?? 0)).toBeGreaterThanOrEqual(300);
  });
});
