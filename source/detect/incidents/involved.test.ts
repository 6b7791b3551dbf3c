import { expect, it } from 'vitest';
import { findingOf, host, IncidentStand } from '../../testing/incident-stand.ts';

const unusual = { actor: undefined, port: -1, protocol: '' } as const;

/** A slow scan of many hosts that has just tried 10.0.0.9. */
function scanned(): IncidentStand {
  const stand = new IncidentStand();
  stand.packet({ from: 0x0a000005, to: 0x0a000009, toPort: 22, at: 1000 });
  stand.book.report(findingOf('slow-scan', { target: undefined, targets: 9 }));
  stand.packet({ from: 0x0a000005, to: 0x0a000009, fromPort: 2, toPort: 23, at: 1001 });
  return stand;
}

it('takes what is odd of a victim for part of the attack', () => {
  const { book } = scanned();
  book.report(findingOf('unusual-target', { ...unusual, time: 1002 }));
  book.report(findingOf('unusual-source', { actor: host(9), target: undefined, time: 1002 }));
  expect(book.incidents).toMatchObject([
    { kind: 'slow-scan', actor: host(5), aspects: ['unusual-target', 'unusual-source'] },
  ]);
});

it('leaves alone who had nothing to do with it', () => {
  const { book } = scanned();
  book.report(findingOf('unusual-target', { ...unusual, target: host(12), time: 1002 }));
  expect(book.incidents.map(({ kind }) => kind)).toEqual(['slow-scan', 'unusual-target']);
});

it('understands a second later, and leaves its ordinary packets out of it', () => {
  const stand = new IncidentStand();
  stand.book.report(findingOf('unusual-target', { ...unusual, target: host(9) }));
  const own = stand.packet({ from: 0x0a000007, to: 0x0a000009, toPort: 443, at: 1000 });
  expect(own).toBe(1);
  stand.book.report(findingOf('slow-scan', { target: undefined, targets: 9 }));
  stand.packet({ from: 0x0a000005, to: 0x0a000009, fromPort: 2, toPort: 23, at: 1001 });
  stand.book.second(1002);
  expect(stand.book.incidents).toMatchObject([
    { kind: 'slow-scan', packets: 1, aspects: ['unusual-target'] },
  ]);
  expect(stand.book.incidentOf(1)).toBe(stand.book.incidents[0]);
  expect(stand.book.totalIncidents).toBe(1);
});

it('takes the addresses a router asks for for the sweep of somebody beyond it', () => {
  const { book } = new IncidentStand();
  book.report(findingOf('arp-sweep', { actor: undefined, target: host(1) }));
  book.report(findingOf('ping-sweep', { actor: host(200), target: undefined, targets: 20, time: 1003 }));
  expect(book.incidents).toMatchObject([{ kind: 'ping-sweep', actor: host(200), aspects: ['arp-sweep'] }]);
});

it('tells a new service that is guessed at only as the guessing, and not another one', () => {
  for (const [port, kinds] of [
    [22, ['brute-force']],
    [8080, ['new-service', 'brute-force']],
  ] as const) {
    const { book } = new IncidentStand();
    book.report(findingOf('new-service', { actor: undefined, port }));
    book.report(findingOf('brute-force', { port: 22 }));
    expect(book.incidents.map(({ kind }) => kind)).toEqual(kinds);
  }
});
