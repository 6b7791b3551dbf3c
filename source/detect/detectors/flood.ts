import type { DetectorTools, Measure } from '../contracts.ts';
import type { IncidentKind } from '../kinds.ts';
import type { FloodState } from './flood-state.ts';
import { partyOf } from './party-of.ts';
import { longWindowSeconds, type TargetCounts } from './target-counts.ts';
import type { Threshold } from './threshold.ts';

/** One source is named where it sends at least this share, and one port where it gets so much. */
const singleShare = 0.5;

export type FloodWords = {
  readonly kind: IncidentKind;
  readonly protocol: string;
  readonly of: string;
  /** What is counted by port is the senders', not the target's. */
  readonly isAnswer?: boolean;
};

/** Reports one record of `counts`: from one source, which is then the actor, or from many. */
export function reportFlood(
  tools: DetectorTools,
  floods: FloodState,
  counts: TargetCounts,
  record: number,
  now: number,
  words: FloodWords,
  measures: readonly Measure[],
): void {
  const { hosts } = tools.tracker;
  const target = counts.target[record] as number;
  const victim = partyOf(hosts, target, counts.targetNumber[record] as number);
  if (victim === undefined) return;
  floods.note(target, now);
  const isSingle = counts.sourceShare(record) >= singleShare;
  const actor = isSingle
    ? partyOf(hosts, counts.source[record] as number, counts.sourceNumber[record] as number)
    : undefined;
  const actors = actor === undefined ? counts.distinctSources(record) : 1;
  const port = counts.portShare(record) >= singleShare ? (counts.port[record] as number) : -1;
  if (actor !== undefined) floods.note(counts.source[record] as number, now);
  tools.report({
    kind: words.kind,
    time: now,
    actor,
    target: victim,
    port: words.isAnswer === true ? -1 : port,
    fromPort: words.isAnswer === true ? port : -1,
    protocol: words.protocol,
    measures,
    packet: counts.packet[record] as number,
    flow: counts.flow[record] as number,
    details: [],
    actors,
    targets: 1,
  });
}

/** The shorter of the two windows whose line is passed, in words; undefined when none is. */
export function floodMeasures(
  counts: TargetCounts,
  record: number,
  now: number,
  words: FloodWords,
  second: Threshold,
  value: number,
  longer: Threshold,
  longerValue: number,
): readonly Measure[] | undefined {
  const target = counts.target[record] as number;
  const isFast = second.isPassed(value, target, now);
  const isSlow = longer.isPassed(longerValue, target, now);
  if (!isFast && !isSlow) return undefined;
  const bytes: Measure = {
    of: 'bytes sent to it',
    value: counts.bytes(record, longWindowSeconds),
    unit: 'bytes',
    windowSeconds: longWindowSeconds,
    usual: undefined,
    usualOf: 'network',
    oddness: 0,
  };
  const fast = second.measure(words.of, value, 'count', 1, target);
  const slow = longer.measure(words.of, longerValue, 'count', longWindowSeconds, target);
  if (isFast) return isSlow ? [fast, slow, bytes] : [fast, bytes];
  return [slow, bytes];
}

/** Spread over many ports by one sender it is a scan, and told of as that. */
export function looksLikeScan(counts: TargetCounts, record: number): boolean {
  return counts.portShare(record) < singleShare && counts.sourceShare(record) >= singleShare;
}
