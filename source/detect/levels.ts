/** The levels at which oddness is judged by models, and what their rows hold. */

export const levelNames = ['packet', 'flow', 'source', 'target'] as const;
export type LevelName = (typeof levelNames)[number];

/** How a value got into its row, so that an explanation can say the number a person would. */
export type FeatureForm =
  /** ln(1 + value) */
  | 'log'
  /** As it is. */
  | 'plain'
  /** −log2 of how often this was seen: 10 is one in 1,024. */
  | 'rarity';

export type FeatureColumn = {
  /** Unique in its level; part of the schema a baseline file must agree with. */
  readonly name: string;
  /** Words for a person, behind the value: 'packets a second from this host', 'destination port'. */
  readonly words: string;
  readonly form: FeatureForm;
  readonly unit: 'count' | 'bytes' | 'seconds' | 'share' | 'rate' | 'bits' | 'rarity';
  /** Columns of a group say nearly the same; an explanation names the best of each group. */
  readonly group: string;
};

export type LevelSchema = {
  readonly level: LevelName;
  readonly columns: readonly FeatureColumn[];
};

/** Why a row is odd: one group of columns. */
export type Reason = {
  /** Index in the schema's columns. */
  readonly column: number;
  /** As a person would say it: bytes, packets, seconds. */
  readonly value: number;
  /** The middle and the 99th percentile of what is normal, as a person would say them. */
  readonly median: number;
  readonly high: number;
  readonly low: number;
  /** 10·log10(N): one in N rows is as far out in this column. */
  readonly oddness: number;
  /** 0 … 1 of the whole. */
  readonly share: number;
};

/**
 * The model of one level. A row is written into `row`, judged, and perhaps learned. Judging allocates nothing.
 */
export type LevelModel = {
  readonly schema: LevelSchema;
  /** The row about to be judged, `schema.columns.length` values. */
  readonly row: Float32Array;
  /** 10·log10(N) for the row, 0 before anything was learned. */
  judge(): number;
  /**
   * Offers the row just judged to what is learned from. Rows beyond the alarm line are taken one in ten (so that a lasting
   * change becomes normal, and an attack does not); `suspect` ones, of an open incident, never.
   */
  offer(second: number, oddness: number, suspect: boolean): void;
  /** Why the row just judged is odd, best reason first. For candidates: takes tens of microseconds. */
  explain(): readonly Reason[];
  /** The column that speaks most against the row, −1 for none; cheaper than `explain`, allocates nothing. */
  topColumn(): number;
};
