import type { Packet } from '../decode/packet.ts';
import type { Analysis, AnalysisFacts, LearningState } from '../detect/analysis.ts';
import type { Measure, Party } from '../detect/contracts.ts';
import { ipv4Party } from '../detect/host-key.ts';
import type { Incident } from '../detect/incidents/incident.ts';
import { direction, packCause, type Schemas } from '../detect/reasons.ts';

/** An analysis that finds what it was told to find, in whatever it is given. */

export type FakeFind = Omit<Incident, 'first' | 'openedAt' | 'last' | 'isOpen' | 'packets' | 'bytes'> & {
  /** Every packet from the first of its evidence up to this one belongs to it. */
  readonly until: number;
};

const learned: LearningState = {
  source: 'own',
  progress: 1,
  isLearning: true,
  flows: 41_204,
  packets: 1_204_113,
  trainedAt: 1000,
  isProvisional: false,
  shiftedAt: 0,
};

const facts: AnalysisFacts = {
  learning: learned,
  budget: 6,
  expectedPerHour: 5.1,
  realisedPerHour: 14,
  models: [
    {
      level: 'packet',
      rows: 8192,
      trainedAt: 1000,
      trainingMilliseconds: 412,
      isProvisional: false,
      isStandIn: false,
    },
    {
      level: 'flow',
      rows: 512,
      trainedAt: 1000,
      trainingMilliseconds: 38,
      isProvisional: true,
      isStandIn: false,
    },
    {
      level: 'source',
      rows: 90,
      trainedAt: 0,
      trainingMilliseconds: 0,
      isProvisional: true,
      isStandIn: false,
    },
    {
      level: 'target',
      rows: 95,
      trainedAt: 900,
      trainingMilliseconds: 30,
      isProvisional: true,
      isStandIn: true,
    },
  ],
  retrainings: 3,
  lateModels: 1,
  kernel: 'wasm',
};

const incidentOddness = 50;
const commonOddness = [0, 3, 7, 12, 31, 2, 0.4] as const;
const historySeconds = 600;
const schemas: Schemas = {
  packet: {
    level: 'packet',
    columns: [{ name: 'length', words: 'bytes of a packet', form: 'log', unit: 'bytes', group: 'size' }],
  },
};
const fakeCause = packCause('packet', 0, direction.high);

export class FakeAnalysis implements Analysis {
  readonly alarmLine: number;
  readonly marked: (readonly [id: number, isNormal: boolean])[] = [];
  facts: AnalysisFacts;
  readonly schemas = schemas;
  oddness = 0;
  incident = 0;
  cause = 0;
  hasEnded = false;
  readonly #finds: readonly FakeFind[];
  readonly #incidents: { -readonly [Key in keyof Incident]: Incident[Key] }[] = [];
  readonly #seconds = new Map<number, number>();
  #second = 0;

  constructor(finds: readonly FakeFind[] = fakeFinds, learning: Partial<LearningState> = {}, alarmLine = 33) {
    this.#finds = finds;
    this.facts = { ...facts, learning: { ...learned, ...learning } };
    this.alarmLine = alarmLine;
  }

  get incidents(): readonly Incident[] {
    return this.#incidents;
  }

  get openIncidents(): number {
    return this.#incidents.filter(one => one.isOpen && !one.isNormal).length;
  }

  get totalIncidents(): number {
    return this.#incidents.length;
  }

  add(packet: Packet, _flow: number, number: number): void {
    this.#second = packet.seconds;
    this.oddness = commonOddness[number % commonOddness.length] ?? 0;
    this.incident = 0;
    this.cause = this.oddness > 30 ? fakeCause : 0;
    for (const find of this.#finds) this.#follow(find, packet, number);
    this.#seconds.set(packet.seconds, Math.max(this.oddness, this.#seconds.get(packet.seconds) ?? 0));
  }

  #follow({ until, ...find }: FakeFind, packet: Packet, number: number): void {
    const begins = find.evidence[0] ?? 0;
    if (number === begins) {
      const time = packet.seconds;
      const times = { first: time, openedAt: time, last: time };
      this.#incidents.push({ ...find, ...times, isOpen: true, packets: 0, bytes: 0 });
    }
    const incident = this.#incidents.find(({ id }) => id === find.id);
    if (incident === undefined || number < begins) return;
    if (number > until) {
      incident.isOpen = false;
      return;
    }
    incident.last = packet.seconds;
    incident.packets += 1;
    incident.bytes += packet.length;
    this.incident = find.id;
    this.oddness = incidentOddness;
    this.cause = fakeCause;
  }

  advanceTo(second: number): void {
    this.#second = Math.max(this.#second, second);
  }

  end(): void {
    this.hasEnded = true;
    for (const incident of this.#incidents) incident.isOpen = false;
  }

  incidentOf(id: number): Incident | undefined {
    return this.#incidents.find(one => one.id === id);
  }

  markNormal(id: number, isNormal: boolean): void {
    this.marked.push([id, isNormal]);
    const incident = this.#incidents.find(one => one.id === id);
    if (incident !== undefined) incident.isNormal = isNormal;
  }

  flowOddness(slot: number): number {
    return slot % 40;
  }

  hostOddness(slot: number): number {
    return slot % 40;
  }

  recentOddness(seconds: number): readonly number[] {
    const known = Math.min(seconds, historySeconds, this.#seconds.size === 0 ? 0 : seconds);
    return Array.from(
      { length: known },
      (_, index) => this.#seconds.get(this.#second - known + 1 + index) ?? Number.NaN,
    );
  }
}

const measure = (
  of: string,
  value: number,
  usual: number | undefined,
  more: Partial<Measure> = {},
): Measure => ({
  of,
  value,
  unit: 'count',
  windowSeconds: 10,
  usual,
  usualOf: 'host',
  oddness: incidentOddness,
  ...more,
});

const ipv6 = (a: number, b: number, c: number, d: number): Party => ({ kind: 6, a, b, c, d });

const common = {
  port: -1,
  protocol: '',
  details: [],
  actors: 1,
  targets: 1,
  announcements: 1,
  flows: [],
  timeline: [1, 4, 9, 16, 25, 16, 9, 4, 1, 0, 0, 3],
  timelineSeconds: 1,
  oddness: incidentOddness,
  isNormal: false,
} as const;

/** A port scan, a spoofed neighbour with long addresses, a flood from many, a tunnel, and what a device calls itself. */
export const fakeFinds: readonly FakeFind[] = [
  {
    ...common,
    id: 1,
    kind: 'port-scan',
    actor: ipv4Party(0x0a000005),
    target: ipv4Party(0x0a000009),
    protocol: 'TCP',
    oddness: 49.5,
    measures: [
      measure('ports tried', 412, 9),
      measure('attempts refused', 0.96, 0.02, { unit: 'share', usualOf: 'network' }),
    ],
    details: ['most tried first: 22, 80, 443, 3389, 8080'],
    evidence: [5, 6, 7, 9, 12],
    until: 12,
  },
  {
    ...common,
    id: 2,
    kind: 'neighbour-spoofing',
    actor: ipv6(0x20010db8, 0x85a308d3, 0x13198a2e, 0x03707334),
    target: ipv6(0x20010db8, 0x85a308d3, ~0, ~0),
    protocol: 'ICMPv6',
    oddness: 60,
    measures: [measure('advertisements nobody asked for', 61, 0, { windowSeconds: 60 })],
    details: [],
    evidence: [14, 15],
    until: 15,
  },
  {
    ...common,
    id: 3,
    kind: 'syn-flood',
    actor: undefined,
    target: ipv4Party(0x0a000001),
    port: 80,
    protocol: 'TCP',
    actors: 61_204,
    announcements: 3,
    measures: [measure('half-open connections a second', 81_204, 12, { unit: 'rate', windowSeconds: 1 })],
    evidence: [16, 17, 18],
    until: 18,
  },
  {
    ...common,
    id: 4,
    kind: 'dns-tunnel',
    actor: ipv4Party(0x0a00001f),
    target: ipv4Party(0x0a000001),
    port: 53,
    protocol: 'DNS',
    measures: [measure('names asked', 840, undefined, { windowSeconds: 60 })],
    details: ['under \\x1b[2J\\u{202e}evil.日本語.example'],
    evidence: [19],
    until: 1000,
  },
];
