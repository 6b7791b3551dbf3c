import { expect, it } from 'vitest';
import type { Finding } from './contracts.ts';
import { weighed } from './experience.ts';
import type { IncidentKind } from './kinds.ts';

const finding = (kind: IncidentKind, oddness: number): Finding => ({
  kind,
  time: 1,
  actor: undefined,
  target: undefined,
  port: -1,
  protocol: '',
  measures: [
    { of: 'things', value: 1, unit: 'count', windowSeconds: 0, usual: 0, usualOf: 'network', oddness },
  ],
  packet: 0,
  flow: 0,
  details: [],
  actors: 1,
  targets: 1,
});

it('what never happened is as rare as the time learned from is long', () => {
  expect(weighed(finding('dhcp-spoofing', 4), 1_000_000)?.measures[0]?.oddness).toBeCloseTo(60);
  expect(weighed(finding('dhcp-spoofing', 70), 1_000_000)?.measures[0]?.oddness).toBe(70);
  expect(weighed(finding('dhcp-spoofing', 4), 0)?.measures[0]?.oddness).toBeCloseTo(27.8, 1);
});

it('a notice that is not rare is none; what is bad stays', () => {
  expect(weighed(finding('new-service', 12), 600)).toBeUndefined();
  expect(weighed(finding('new-service', 25), 600)?.measures[0]?.oddness).toBe(25);
  expect(weighed(finding('port-scan', 5), 600)?.measures[0]?.oddness).toBe(5);
});
