import { describe, expect, it } from 'vitest';
import { findingOf, host, IncidentStand, incidentOf, measure } from '../../testing/incident-stand.ts';
import { Random } from '../../testing/random.ts';
import type { Measure } from '../contracts.ts';
import { incidentKindNames, incidentKinds } from '../kinds.ts';
import { amountWords, byteWords, countWords, rarityWords, secondsWords, usualWords } from './amount-words.ts';
import type { Incident } from './incident.ts';
import { incidentFilter } from './incident-filter.ts';
import { incidentJson } from './incident-object.ts';
import { incidentReasons, incidentSentence, incidentTitle, maxSentenceCharacters } from './sentences.ts';

describe('amounts', () => {
  it('are as people say them', () => {
    expect([0, 1, 412, 9999, 41_234, 3_240_000, 12_345_678, 7e9].map(countWords)).toEqual([
      '0',
      '1',
      '412',
      '9,999',
      '41,200',
      '3.2 million',
      '12 million',
      '7 billion',
    ]);
    expect([0, 640, 3_240_000, 41e9].map(byteWords)).toEqual(['0 B', '640 B', '3.2 MB', '41 GB']);
    expect([0.2, 1.42, 10, 90, 600, 7200].map(secondsWords)).toEqual([
      '200 ms',
      '1.4 s',
      '10 s',
      '90 s',
      '10 min',
      '2 h',
    ]);
    expect([5, 30, 49.5, 66, 500].map(rarityWords)).toEqual([
      '',
      'one in 1,000',
      'one in 89,000',
      'less than one in a million',
      'less than one in a million',
    ]);
  });

  it('know one from many', () => {
    const said = (of: string, value: number, unit: Measure['unit'] = 'count'): string =>
      amountWords(measure(of, value, { unit }));
    expect(said('ports tried', 1)).toBe('1 port tried');
    expect(said('ports tried', 2)).toBe('2 ports tried');
    expect(said('answers unlike their questions', 1)).toBe('1 answer unlike their questions');
    expect(said('addresses asked for', 1)).toBe('1 address asked for');
    expect(said('queries', 1)).toBe('1 query');
    expect(said('bytes sent', 3_200_000, 'bytes')).toBe('3.2 MB sent');
    expect(said('packets', 4100, 'rate')).toBe('4,100 packets a second');
    expect(said('packets a second', 4100, 'rate')).toBe('4,100 packets a second');
    expect(said('of answers', 0.834, 'share')).toBe('83 % of answers');
    expect(said('seconds between calls', 30, 'seconds')).toBe('30 s between calls');
  });

  it('say what is usual', () => {
    expect(usualWords(measure('x', 1))).toBe("this host's usual maximum is 9");
    expect(usualWords(measure('x', 1, { usualOf: 'network' }))).toBe('the usual maximum is 9');
    expect(usualWords(measure('x', 1, { usual: 0, usualOf: 'network' }))).toBe('none is usual');
    expect(usualWords(measure('x', 1, { usual: undefined }))).toBe('');
  });
});

describe('sentences', () => {
  it('say what, who, how far from normal, how rare, and what to do', () => {
    expect(incidentSentence(incidentOf('port-scan'))).toBe(
      "10.0.0.5 tried 412 ports on 10.0.0.9 in 10 s; this host's usual maximum is 9; one in 89,000. " +
        'If this is not your own scanner, look at 10.0.0.5.',
    );
    expect(
      incidentSentence(
        incidentOf('exfiltration', {
          port: 443,
          measures: [measure('bytes sent', 3.21e9, { unit: 'bytes', windowSeconds: 60, usual: 4e7 })],
        }),
      ),
    ).toBe(
      "10.0.0.5 sent 3.2 GB to 10.0.0.9 port 443 in 60 s; this host's usual maximum is 40 MB; one in 89,000. " +
        'If this is no backup of yours, find out what 10.0.0.5 sent, and who 10.0.0.9 is.',
    );
    expect(
      incidentSentence(
        incidentOf('syn-flood', {
          actor: undefined,
          actors: 300,
          port: 80,
          measures: [measure('half-open connections', 9000, { usual: undefined, oddness: 0 })],
        }),
      ),
    ).toMatch(/^300 hosts flood/);
  });

  it('name hosts as they are called', () => {
    const names = { party: () => 'printer.local' };
    expect(incidentSentence(incidentOf('new-device', { target: undefined }), names)).toMatch(
      /^printer\.local is new on this network/,
    );
  });

  it('tell of marks', () => {
    const { book } = new IncidentStand();
    book.report(findingOf('heavy-traffic'));
    book.markNormal(1, true);
    const incident = book.incidents[0] as Incident;
    expect(incidentTitle(incident)).toBe('Heavy traffic, marked as normal');
    expect(incidentSentence(incident)).toMatch(/It is marked as normal and does not alarm\.$/);
  });

  it('say how steady a beacon is, and no more than that', () => {
    const beacon = (spread: number): string =>
      incidentSentence(
        incidentOf('beacon', {
          port: 443,
          measures: [
            measure('times in a row', 41, { windowSeconds: 0, usual: undefined, oddness: 80 }),
            measure('from one to the next', 1.1, { unit: 'seconds', oddness: 0 }),
            measure('off that pace', spread, { unit: 'share', oddness: 0 }),
          ],
        }),
      );
    expect(beacon(0.24)).toMatch(
      /^10\.0\.0\.5 calls 10\.0\.0\.9 port 443 every 1\.1 s, give or take 24 %: 41 times in a row; less than one in a million\./,
    );
    expect(beacon(0.01)).toContain('every 1.1 s, like clockwork:');
  });

  it('say where answers come from, and whose addresses are claimed', () => {
    const answers = { actor: undefined, actors: 12, fromPort: 53, protocol: 'DNS' };
    expect(incidentSentence(incidentOf('amplification', answers))).toMatch(
      /^12 hosts send 10\.0\.0\.9 large answers that it never asked for, from port 53 \(DNS\)/,
    );
    const claims = { target: undefined, targets: 4, details: ['10.0.0.1 was at a', '10.0.0.2 was at b'] };
    const spoofing = incidentOf('arp-spoofing', claims);
    expect(incidentSentence(spoofing)).toMatch(/^10\.0\.0\.5 claims to be 4 hosts \(ARP\); one in 89,000\./);
    expect(incidentReasons(spoofing)).toEqual(claims.details);
  });

  it('list the next best reasons', () => {
    const { book } = new IncidentStand();
    book.report(
      findingOf('port-scan', {
        measures: [measure('ports tried', 412), measure('connections refused', 400, { oddness: 33 })],
        details: ['ports 1 to 1024'],
      }),
    );
    book.report(findingOf('packet-burst', { measures: [measure('packets', 900, { unit: 'rate' })] }));
    expect(incidentReasons(book.incidents[0] as Incident)).toEqual([
      "900 packets a second in 10 s, this host's usual maximum is 9/s, one in 89,000",
      'ports 1 to 1024',
    ]);
  });

  it('are their own for every kind, short, and safe whatever they are given', () => {
    const random = new Random(11);
    const hostile = ['\u001b[2J\u0007', '\u202egnp.exe', 'x'.repeat(4000), '', 'a\r\nb', '\u200b', '=cmd()'];
    const seen = new Set<string>();
    for (const kind of incidentKindNames) {
      const plain = incidentSentence(incidentOf(kind));
      expect(plain).not.toContain('is odd');
      expect(plain.length).toBeLessThanOrEqual(2 * maxSentenceCharacters + 1);
      seen.add(plain.replace(/.*?\. /, ''));
      expect(incidentTitle(incidentOf(kind)).toLowerCase()).toBe(incidentKinds[kind].words.toLowerCase());
      for (let round = 0; round < 40; round += 1) {
        const incident = incidentOf(kind, {
          actor: random.chance(0.3)
            ? undefined
            : random.pick([host(5), { kind: 48, a: 0, b: 0, c: 1, d: 2 }]),
          target: random.chance(0.3) ? undefined : host(9),
          port: random.pick([-1, 0, 65_535]),
          protocol: random.pick(['TCP', 'SSH', ...hostile]),
          details: [random.pick(hostile), random.pick(hostile)],
          actors: random.pick([1, 2, 1e9]),
          targets: random.pick([1, 2, 1e9]),
          measures: [
            measure(
              random.pick(['things', 'bytes sent', ...hostile]),
              random.pick([0, 1, 0.5, 1e300, Number.NaN]),
              {
                unit: random.pick(['count', 'bytes', 'seconds', 'share', 'rate', 'bits']),
                usual: random.chance(0.2) ? undefined : random.pick([0, 1, Number.NaN, 1e300]),
                oddness: random.pick([0, 30, 1e9, Number.NaN]),
                windowSeconds: random.pick([0, 10, 1e12, -1]),
              },
            ),
          ],
        });
        const names = { party: () => random.pick([...hostile, 'host.example']) };
        const texts = [
          incidentSentence(incident, names),
          ...incidentReasons(incident),
          incidentFilter(incident),
        ];
        for (const text of texts) {
          expect(text).not.toMatch(/[\p{Cc}\p{Cf}]|NaN|undefined|Infinity/u);
          expect(text.length).toBeLessThanOrEqual(2 * maxSentenceCharacters + 1);
          expect(text).not.toMatch(/ {2}/);
        }
        expect(texts[0]).toMatch(/^\S.*[.…]$/);
        expect(() => JSON.stringify(incidentJson(incident, names))).not.toThrow();
      }
    }
    expect(seen.size).toBeGreaterThan(incidentKindNames.length * 0.8);
  });
});
