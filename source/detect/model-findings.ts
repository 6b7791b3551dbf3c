import type { Finding, Measure, Party } from './contracts.ts';
import type { IncidentKind } from './kinds.ts';
import type { FeatureColumn, LevelName, LevelSchema, Reason } from './levels.ts';

const kindOf: Readonly<Record<Exclude<LevelName, 'packet'>, IncidentKind>> = {
  flow: 'unusual-flow',
  source: 'unusual-source',
  target: 'unusual-target',
};

const mostMeasures = 4;

export type Oddity = {
  readonly level: Exclude<LevelName, 'packet'>;
  readonly schema: LevelSchema;
  readonly reasons: readonly Reason[];
  /** Of the whole row. */
  readonly oddness: number;
  readonly time: number;
  readonly actor: Party | undefined;
  readonly target: Party | undefined;
  readonly port: number;
  readonly protocol: string;
  readonly packet: number;
  readonly flow: number;
};

/** What a model has to say as a finding: the columns that speak most against the row, in a person's numbers. */
export function modelFinding(oddity: Oddity): Finding {
  const { level, schema, reasons, oddness, time, actor, target, port, protocol, packet, flow } = oddity;
  const measures = reasons
    .slice(0, mostMeasures)
    .map((reason, index) =>
      measureOf(
        schema.columns[reason.column],
        reason,
        index === 0 ? oddness : Math.min(oddness, reason.oddness),
      ),
    );
  return {
    kind: kindOf[level],
    time,
    actor,
    target,
    port,
    protocol,
    measures: measures.length > 0 ? measures : [measureOf(undefined, undefined, oddness)],
    packet,
    flow,
    details: [],
    actors: 1,
    targets: 1,
  };
}

/** Where nothing stands out, the whole does. */
function measureOf(column: FeatureColumn | undefined, reason: Reason | undefined, oddness: number): Measure {
  if (column === undefined || reason === undefined) {
    return {
      of: 'all of it together',
      value: 0,
      unit: 'count',
      windowSeconds: 0,
      usual: undefined,
      usualOf: 'network',
      oddness,
    };
  }
  const isLow = reason.value < reason.median;
  return {
    of: column.words,
    value: reason.value,
    unit: column.unit === 'rarity' ? 'bits' : column.unit,
    windowSeconds: 0,
    usual: isLow ? reason.low : reason.high,
    usualOf: 'network',
    oddness,
  };
}
