import { describe, expect, it } from 'vitest';
import { findingOf, host, IncidentStand } from '../../testing/incident-stand.ts';
import type { Incident } from './incident.ts';
import { relatedIncidents } from './related.ts';

describe('others of the same actor', () => {
  it('are named, a bounded number of them', () => {
    const { book } = new IncidentStand();
    book.report(findingOf('port-scan'));
    book.report(findingOf('mining', { actor: host(77), target: host(78) }));
    book.report(findingOf('brute-force', { port: 22 }));
    book.report(findingOf('exfiltration', { actor: host(9), target: host(5), port: 443 }));
    const said = (): string[] =>
      book.incidents.map(incident => relatedIncidents(incident as Incident, book.incidents));
    expect(said()).toEqual([
      '10.0.0.5 is also in incidents 3, 4',
      '',
      '10.0.0.5 is also in incidents 1, 4',
      '10.0.0.9 is also in incidents 1, 3',
    ]);
    for (let at = 1; at < 9; at += 1) {
      book.second(1000 + at * 100);
      book.report(findingOf('port-scan', { time: 1000 + at * 100 }));
    }
    expect(said()[0]).toBe('10.0.0.5 is also in incidents 7, 8, 9, 10, 11, 12 and 4 older');
    book.end();
    expect(relatedIncidents(book.incidents[1] as Incident, book.incidents)).toBe('');
  });
});
