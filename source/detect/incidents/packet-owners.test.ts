import { describe, expect, it } from 'vitest';
import { answerTo } from '../../testing/flow-packets.ts';
import { findingOf, host, IncidentStand } from '../../testing/incident-stand.ts';
import { evidenceLimits } from './incident.ts';

const actor = 0x0a00_0005;
const target = 0x0a00_0009;

describe('packets of incidents', () => {
  it('has none where nothing is open', () => {
    const stand = new IncidentStand();
    expect(stand.packet({ from: actor, to: target })).toBe(0);
  });

  it('assigns what goes between the two, both ways, and nothing else', () => {
    const stand = new IncidentStand();
    stand.packet({ from: actor, to: target, toPort: 80 });
    stand.book.report(findingOf('syn-flood', { port: 80 }));
    const syn = { from: actor, to: target, fromPort: 5000, toPort: 80, flags: 2 };
    expect(stand.packet(syn)).toBe(1);
    expect(stand.packet(answerTo(syn, { fromPort: 80, toPort: 5000, flags: 0x12 }))).toBe(1);
    expect(stand.packet({ ...syn, toPort: 443 })).toBe(0);
    expect(stand.packet({ ...syn, ipProtocol: 17 })).toBe(0);
    expect(stand.packet({ ...syn, from: actor + 1 })).toBe(0);
    expect(stand.packet({ ...syn, to: target + 1 })).toBe(0);
    expect(stand.book.incidentOf(1)).toMatchObject({ packets: 2, bytes: 200 });
  });

  it('takes short conversations for probes, long ones not', () => {
    const stand = new IncidentStand();
    stand.packet({ from: actor, to: target, fromPort: 1, toPort: 22, at: 900 });
    stand.book.report(findingOf('port-scan'));
    expect(stand.packet({ from: actor, to: target, fromPort: 2, toPort: 23, flags: 2 })).toBe(1);
    // A session from before.
    expect(stand.packet({ from: actor, to: target, fromPort: 1, toPort: 22 })).toBe(0);
    // The other one calls back.
    expect(stand.packet({ from: target, to: actor, fromPort: 7000, toPort: 22, flags: 2 })).toBe(0);
    let last = 1;
    for (let count = 0; count < 40; count += 1)
      last = stand.packet({ from: actor, to: target, fromPort: 2, toPort: 23 });
    expect(last).toBe(0);
  });

  it('gives the victim of many what is sent to it', () => {
    const stand = new IncidentStand();
    stand.packet({ from: actor, to: target, toPort: 80 });
    stand.book.report(findingOf('syn-flood', { actor: undefined, port: 80, actors: 300 }));
    expect(stand.packet({ from: 0x0102_0304, to: target, toPort: 80, flags: 2 })).toBe(1);
    expect(stand.packet({ from: target, to: 0x0102_0304, fromPort: 80, toPort: 40_000 })).toBe(0);
  });

  it('takes none after it has ended, though it may go on', () => {
    const stand = new IncidentStand();
    const dns = { from: actor, to: target, fromPort: 5000, toPort: 53, ipProtocol: 17 };
    stand.packet(dns);
    const found = { port: 53, protocol: 'UDP' };
    stand.book.report(findingOf('exfiltration', found));
    expect(stand.packet({ ...dns, at: 1004 })).toBeGreaterThan(0);
    expect(stand.packet({ ...dns, at: 1020 })).toBe(0);
    expect(stand.book.openIncidents).toBeGreaterThan(0);
    stand.book.report(findingOf('exfiltration', { ...found, time: 1021 }));
    expect(stand.packet({ ...dns, at: 1022 })).toBeGreaterThan(0);
    // Where findings come slowly there is more between them.
    stand.book.report(findingOf('exfiltration', { ...found, time: 1040 }));
    expect(stand.packet({ ...dns, at: 1055 })).toBeGreaterThan(0);
    expect(stand.packet({ ...dns, at: 1090 })).toBe(0);
    expect(stand.book.openIncidents).toBeGreaterThan(0);
  });

  it('takes of answers only what was not asked for, from the port it comes from', () => {
    const stand = new IncidentStand();
    const other = 0x0102_0304;
    const answer = { from: other, to: target, fromPort: 53, toPort: 7000, ipProtocol: 17 };
    stand.packet(answer);
    stand.book.report(
      findingOf('amplification', { actor: undefined, actors: 12, fromPort: 53, protocol: 'DNS' }),
    );
    expect(stand.packet(answer)).toBe(1);
    expect(stand.packet({ ...answer, from: other + 1 })).toBe(1);
    expect(stand.packet({ ...answer, from: other + 2, fromPort: 443 })).toBe(0);
    const asked = { from: target, to: other + 3, fromPort: 7000, toPort: 53, ipProtocol: 17 };
    expect(stand.packet(asked)).toBe(0);
    expect(stand.packet(answerTo(asked, { fromPort: 53, toPort: 7000, ipProtocol: 17 }))).toBe(0);
  });

  it('finds hosts that first show up after the finding', () => {
    const stand = new IncidentStand();
    stand.book.report(findingOf('syn-flood', { port: 80 }));
    stand.packet({ from: actor, to: target, toPort: 80, at: 1001 });
    expect(stand.packet({ from: actor, to: target, toPort: 80, at: 1002 })).toBe(1);
  });

  it('knows whom to learn nothing from', () => {
    const stand = new IncidentStand();
    stand.packet({ from: actor, to: target });
    const { book, tracker } = stand;
    const slot = tracker.hosts.find(4, 0, 0, 0, actor);
    expect(book.isSuspect(slot)).toBe(false);
    book.report(findingOf('new-country', { target: host(200) }));
    expect(book.isSuspect(slot)).toBe(false);
    book.report(findingOf('port-scan'));
    expect(book.isSuspect(slot)).toBe(true);
    expect(book.isSuspect(tracker.hosts.find(4, 0, 0, 0, target))).toBe(false);
    expect(book.isSuspect(-1)).toBe(false);
    book.markNormal(2, true);
    book.second(1003);
    expect(book.isSuspect(slot)).toBe(false);
  });

  it('keeps evidence spread over all of it', () => {
    const stand = new IncidentStand();
    stand.packet({ from: actor, to: target, toPort: 80 });
    stand.book.report(findingOf('syn-flood', { port: 80 }));
    for (let count = 0; count < 20_000; count += 1)
      stand.packet({ from: actor, to: target, toPort: 80, fromPort: count % 60_000, at: 1000 + count / 100 });
    const incident = stand.book.incidentOf(1);
    const evidence = incident?.evidence ?? [];
    expect(evidence.length).toBeGreaterThan(evidenceLimits.packets / 2);
    expect(evidence.slice(0, 16)).toEqual(Array.from({ length: 16 }, (_, index) => index + 2));
    expect(evidence.at(-1)).toBeGreaterThan(18_000);
    expect(incident?.timeline.reduce((sum, one) => sum + one, 0)).toBe(20_000);
    expect(incident?.flows).toHaveLength(evidenceLimits.flows);
    expect(incident?.isOpen).toBe(true);
  });
});
