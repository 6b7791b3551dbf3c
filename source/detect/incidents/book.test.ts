import { describe, expect, it } from 'vitest';
import { findingOf, host, IncidentStand, measure } from '../../testing/incident-stand.ts';
import { Random } from '../../testing/random.ts';
import { incidentKindNames } from '../kinds.ts';
import { bookLimits } from './book.ts';
import { evidenceLimits, type Incident } from './incident.ts';

function only(stand: IncidentStand): Incident {
  expect(stand.book.incidents).toHaveLength(1);
  return stand.book.incidents[0] as Incident;
}

describe('one incident', () => {
  it('is opened once, goes on, keeps its worst, and is closed after a minute of quiet', () => {
    const { book } = new IncidentStand();
    book.second(1000);
    book.report(findingOf('port-scan'));
    book.report(findingOf('port-scan', { time: 1001, measures: [measure('ports tried', 900)] }));
    book.report(
      findingOf('port-scan', { time: 1002, measures: [measure('ports tried', 20, { oddness: 30 })] }),
    );
    expect(book.incidents).toHaveLength(1);
    const incident = book.incidents[0] as Incident;
    expect(incident).toMatchObject({ id: 1, isOpen: true, first: 1000, openedAt: 1000, last: 1002 });
    expect(incident.measures[0]?.value).toBe(900);
    expect(book.openIncidents).toBe(1);
    book.second(1062);
    expect(incident.isOpen).toBe(true);
    book.second(1063);
    expect(incident.isOpen).toBe(false);
    expect(book.openIncidents).toBe(0);
    book.report(findingOf('port-scan', { time: 1070 }));
    expect(book.incidents.map(one => one.id)).toEqual([1, 2]);
    expect(book.incidentOf(1)).toBe(incident);
  });

  it('begins with the first packet that speaks for it, and ends with the last', () => {
    const stand = new IncidentStand();
    for (let at = 960; at < 1000; at += 5) stand.packet({ from: 0x0a00_0005, to: 0x0a00_0009, at: at + 0.5 });
    stand.book.report(findingOf('syn-flood', { packet: 7, measures: [measure('SYNs', 50)] }));
    const { openedAt, first: begun } = only(stand);
    expect([begun, openedAt]).toEqual([990.5, 1000]);
    stand.packet({ from: 0x0a00_0005, to: 0x0a00_0009, at: 1001.25 });
    stand.book.report(findingOf('syn-flood', { time: 1003, packet: 9, measures: [measure('SYNs', 50)] }));
    const { first, last, timeline } = only(stand);
    expect([first, last]).toEqual([990.5, 1001.25]);
    expect(timeline).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    // From before all that was counted.
    stand.book.report(findingOf('syn-flood', { time: 1004, packet: 1, measures: [measure('SYNs', 50)] }));
    expect(only(stand).first).toBe(990.5);
  });

  it('is announced again only when it has grown tenfold', () => {
    const stand = new IncidentStand();
    const { book } = stand;
    const report = (time: number, value: number): void =>
      book.report(findingOf('port-scan', { time, measures: [measure('ports tried', value)] }));
    report(1000, 40);
    report(1001, 400);
    expect(only(stand).announcements).toBe(1);
    report(1020, 2000);
    expect(only(stand).announcements).toBe(1);
    report(1021, 4000);
    expect(only(stand).announcements).toBe(2);
    expect(book.announcements).toBe(2);
    expect(book.newestAnnounced).toBe(1);
  });

  it('has ports of their own, until they are many', () => {
    const { book } = new IncidentStand();
    for (const port of [21, 22, 25]) book.report(findingOf('brute-force', { port }));
    expect(book.incidents.map(one => one.port)).toEqual([21, 22, 25]);
    book.report(findingOf('brute-force', { port: 110 }));
    expect(book.incidents).toHaveLength(3);
    expect(book.incidents[0]?.port).toBe(-1);
  });
});

describe('aspects of one thing', () => {
  it.each(['failed-connections', 'unusual-source', 'packet-burst'] as const)(
    'takes %s into a scan, whichever came first',
    general => {
      for (const order of [
        ['port-scan', general],
        [general, 'port-scan'],
      ] as const) {
        const stand = new IncidentStand();
        for (const kind of order) {
          stand.book.report(findingOf(kind, { measures: [measure(`things of ${kind}`, 50)] }));
        }
        const incident = only(stand);
        expect(incident).toMatchObject({ id: 1, kind: 'port-scan', aspects: [general] });
        const said = general === 'unusual-source' ? [] : [`things of ${general}`];
        expect(incident.measures.map(one => one.of)).toEqual(['things of port-scan', ...said]);
      }
    },
  );

  it('takes what the victim of a flood shows into the flood', () => {
    const stand = new IncidentStand();
    stand.book.report(findingOf('unusual-target', { actor: undefined, target: host(9) }));
    stand.book.report(findingOf('syn-flood', { port: 80 }));
    stand.book.report(findingOf('heavy-traffic', { actor: host(9), target: undefined }));
    stand.book.report(findingOf('packet-burst', { actor: host(9), target: host(5) }));
    expect(only(stand)).toMatchObject({ id: 1, kind: 'syn-flood', port: 80 });
  });

  it('announces anew what turns out to be bad', () => {
    const stand = new IncidentStand();
    stand.book.report(findingOf('packet-burst'));
    stand.book.report(findingOf('port-scan'));
    expect(only(stand).announcements).toBe(2);
  });

  it('leaves others alone', () => {
    const { book } = new IncidentStand();
    book.report(findingOf('port-scan'));
    book.report(findingOf('packet-burst', { actor: host(77), target: host(78) }));
    book.report(findingOf('tls-expired', { target: host(80) }));
    book.report(findingOf('heavy-traffic', { actor: host(12), target: host(9) }));
    expect(book.incidents).toHaveLength(4);
  });

  it('finds the survivor by the id of what it took in', () => {
    const { book } = new IncidentStand();
    book.report(findingOf('packet-burst'));
    book.report(findingOf('failing-names'));
    book.report(findingOf('dns-tunnel'));
    expect(book.incidentOf(2)).toBe(book.incidentOf(1));
    expect(book.totalIncidents).toBe(1);
  });
});

describe('many that do the same', () => {
  it('collapses an attack of many on one victim', () => {
    const stand = new IncidentStand();
    for (let last = 10; last < 40; last += 1)
      stand.book.report(findingOf('syn-flood', { actor: host(last), port: 80, time: 1000 + last / 10 }));
    const incident = only(stand);
    expect(incident).toMatchObject({ id: 1, actor: undefined, target: host(9), port: 80, actors: 30 });
    expect(stand.book.totalIncidents).toBe(1);
    expect(stand.book.incidentOf(4)).toBe(incident);
  });

  it('collapses what one does to many', () => {
    const stand = new IncidentStand();
    for (let last = 10; last < 40; last += 1)
      stand.book.report(findingOf('brute-force', { target: host(last), port: 22 }));
    expect(only(stand)).toMatchObject({ actor: host(5), target: undefined, port: 22, targets: 30 });
  });

  it('collapses the same harmless thing done by many at once, but not the same attack', () => {
    const stand = new IncidentStand();
    for (let last = 10; last < 20; last += 1)
      stand.book.report(findingOf('new-country', { actor: host(last), target: host(last + 100) }));
    expect(only(stand)).toMatchObject({ actor: undefined, target: undefined, actors: 10 });
    const bad = new IncidentStand();
    for (let last = 10; last < 20; last += 1)
      bad.book.report(findingOf('host-sweep', { actor: host(last), target: undefined }));
    expect(bad.book.incidents).toHaveLength(10);
  });
});

describe('one that lies about many addresses', () => {
  it('is one incident', () => {
    const stand = new IncidentStand();
    for (const last of [9, 10, 11]) stand.book.report(findingOf('arp-spoofing', { target: host(last) }));
    expect(only(stand)).toMatchObject({ actor: host(5), target: undefined, targets: 3 });
  });
});

describe('names', () => {
  it('are below the longest domain that all of them are below', () => {
    const stand = new IncidentStand();
    for (const domain of ['a.tunnel.example.net', 'tunnel.example.net', 'b.tunnel.example.net'])
      stand.book.report(findingOf('dns-tunnel', { details: [`names below ${domain}`] }));
    expect(only(stand).details).toEqual(['names below tunnel.example.net']);
  });
});

describe('marked as normal', () => {
  it('is remembered, up to three times as much, also in another life', () => {
    const first = new IncidentStand().book;
    first.report(findingOf('heavy-traffic', { measures: [measure('bytes', 1000)] }));
    first.markNormal(1, true);
    expect(first.openIncidents).toBe(0);
    const stand = new IncidentStand();
    const { book } = stand;
    expect(book.load(first.save())).toBeUndefined();
    book.report(findingOf('heavy-traffic', { measures: [measure('bytes', 2900)] }));
    expect(only(stand)).toMatchObject({ isNormal: true, announcements: 0 });
    expect(book.openIncidents).toBe(0);
    expect(book.newestAnnounced).toBe(0);
    book.report(findingOf('heavy-traffic', { time: 1001, measures: [measure('bytes', 3100)] }));
    expect(only(stand)).toMatchObject({ isNormal: false, announcements: 1 });
    book.markNormal(1, true);
    book.markNormal(1, false);
    book.second(2000);
    book.report(findingOf('heavy-traffic', { time: 2000, measures: [measure('bytes', 3100)] }));
    expect(book.openIncidents).toBe(1);
  });

  it('hides nothing else', () => {
    const { book } = new IncidentStand();
    book.report(findingOf('heavy-traffic'));
    book.markNormal(1, true);
    book.report(findingOf('exfiltration'));
    book.report(findingOf('heavy-traffic', { actor: host(6), target: host(200) }));
    expect(book.openIncidents).toBe(2);
  });

  it('refuses hostile sections and keeps what it had', () => {
    const { book } = new IncidentStand();
    book.report(findingOf('port-scan'));
    book.markNormal(1, true);
    const good = book.save();
    const column = new Int32Array(1);
    for (const bad of [
      { facts: {}, arrays: {} },
      { facts: { kinds: [7] }, arrays: good.arrays },
      { facts: { kinds: [] }, arrays: good.arrays },
      { facts: good.facts, arrays: { ...good.arrays, actor: new Int32Array(2) } },
      { facts: good.facts, arrays: { ...good.arrays, port: new Int32Array([70_000]) } },
      { facts: good.facts, arrays: { ...good.arrays, value: new Float64Array([Number.NaN]) } },
      { facts: good.facts, arrays: { ...good.arrays, value: column } },
    ]) {
      expect(book.load(bad)).toMatch(/\w/);
      expect(book.save()).toEqual(good);
    }
  });
});

describe('any stream of findings', () => {
  function play(seed: number): { readonly text: string; readonly stand: IncidentStand } {
    const stand = new IncidentStand();
    const { book } = stand;
    const random = new Random(seed);
    let newest = 0;
    let time = 1000;
    for (let step = 0; step < 3000; step += 1) {
      if (random.chance(0.3)) {
        time += random.pick([1, 1, 1, 5, 70, 1e8]);
        book.second(time);
      }
      if (random.chance(0.5)) {
        stand.packet({
          from: 0x0a00_0000 + random.below(20),
          to: 0x0a00_0000 + random.below(20),
          at: time,
          toPort: random.below(100),
        });
      }
      book.report(
        findingOf(random.pick(incidentKindNames), {
          time: random.chance(0.01) ? Number.NaN : time,
          actor: random.chance(0.2) ? undefined : host(random.below(2000)),
          target: random.chance(0.2) ? undefined : host(random.below(2000)),
          port: random.below(90_000) - 1,
          packet: random.below(10_000),
          flow: random.below(1000),
          actors: random.below(5),
          measures: [
            measure('things', random.fraction() * 1e6, {
              oddness: random.chance(0.1) ? Number.NaN : random.fraction() * 90,
            }),
          ],
        }),
      );
      if (random.chance(0.01)) book.markNormal(random.below(step + 1), random.chance(0.7));
      expect(book.openIncidents).toBeLessThanOrEqual(bookLimits.open);
      const last = book.incidents.at(-1)?.id ?? 0;
      expect(last >= newest || book.incidentOf(newest) !== undefined || last > 0).toBe(true);
      newest = Math.max(newest, last);
    }
    const text = JSON.stringify(
      book.incidents.map(one => [
        one.id,
        one.kind,
        one.actor,
        one.target,
        one.port,
        one.oddness,
        one.packets,
      ]),
    );
    return { text, stand };
  }

  it('keeps the bounds, rises in ids, and is the same each time', () => {
    for (const seed of [1, 2, 3]) {
      const { text, stand } = play(seed);
      const { incidents } = stand.book;
      const ids = incidents.map(one => one.id);
      expect(ids).toEqual(ids.toSorted((one, other) => one - other));
      expect(new Set(ids).size).toBe(ids.length);
      const closed = incidents.filter(one => !one.isOpen);
      expect(closed.length).toBeLessThanOrEqual(bookLimits.closed);
      for (const one of incidents) {
        expect(one.evidence.length).toBeLessThanOrEqual(evidenceLimits.packets);
        expect(one.evidence).toEqual(one.evidence.toSorted((a, b) => a - b));
        expect(one.flows.length).toBeLessThanOrEqual(evidenceLimits.flows);
        expect(one.timeline.length).toBeLessThanOrEqual(evidenceLimits.timelineSteps);
        expect(one.measures.length).toBeLessThanOrEqual(evidenceLimits.measures);
        expect(one.measures.length).toBeGreaterThan(0);
        expect(one.oddness).toBeGreaterThanOrEqual(0);
      }
      expect(play(seed).text).toBe(text);
      stand.book.end();
      expect(stand.book.openIncidents).toBe(0);
    }
  });
});
