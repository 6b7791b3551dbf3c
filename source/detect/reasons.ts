/** Why a packet is odd: a number small enough to be kept beside every packet, and the words it stands for. */
import type { Incident } from './incidents/incident.ts';
import { incidentKinds } from './kinds.ts';
import { type FeatureColumn, type LevelName, type LevelSchema, levelNames } from './levels.ts';

/** Whether the value is above or below what is normal, where that is known. */
export const direction = { unknown: 0, high: 1, low: 2 } as const;
export type Direction = (typeof direction)[keyof typeof direction];

const columnBits = 10;
const levelBits = 3;
const maxColumn = (1 << columnBits) - 2;

/** Never 0 for a column there is; 0 for none. Allocates nothing. */
export function packCause(level: LevelName, column: number, towards: Direction = direction.unknown): number {
  if (column < 0 || column > maxColumn) return 0;
  // `indexOf` of four words; a Map would be slower.
  const at = levelNames.indexOf(level) + 1;
  return (column + 1) | (at << columnBits) | (towards << (columnBits + levelBits));
}

/** The schemas of all levels, which know what columns are called. */
export type Schemas = Readonly<Partial<Record<LevelName, LevelSchema>>>;

export type Cause = {
  readonly level: LevelName;
  readonly column: number;
  readonly towards: Direction;
};

export function unpackCause(cause: number): Cause | undefined {
  const column = (cause & ((1 << columnBits) - 1)) - 1;
  const level = levelNames[((cause >> columnBits) & ((1 << levelBits) - 1)) - 1];
  const towards = (cause >> (columnBits + levelBits)) & 3;
  if (cause <= 0 || column < 0 || level === undefined || towards === 3) return undefined;
  return { level, column, towards: towards as Direction };
}

const whose: Readonly<Record<LevelName, string>> = {
  packet: '',
  flow: 'its conversation: ',
  source: 'its sender: ',
  target: 'its receiver: ',
};

/** Words for exports and the inspect pane, best first; none where the packet is not odd. */
export function reasonsOf(
  cause: number,
  incident: Pick<Incident, 'id' | 'kind' | 'isNormal'> | undefined,
  schemas: Schemas,
): string[] {
  const reasons: string[] = [];
  if (incident !== undefined) {
    const { words } = incidentKinds[incident.kind];
    reasons.push(
      `part of incident ${incident.id}: ${words}${incident.isNormal ? ' (marked as normal)' : ''}`,
    );
  }
  const unpacked = unpackCause(cause);
  const column = unpacked && schemas[unpacked.level]?.columns[unpacked.column];
  if (unpacked !== undefined && column !== undefined) reasons.push(columnWords(unpacked, column));
  return reasons;
}

function columnWords({ level, towards }: Cause, column: FeatureColumn): string {
  return whose[level] + howOdd(column, towards) + column.words;
}

function howOdd({ form }: FeatureColumn, towards: Direction): string {
  if (form === 'rarity') return towards === direction.low ? 'unusually common ' : 'rare ';
  if (towards === direction.high) return 'unusually high: ';
  if (towards === direction.low) return 'unusually low: ';
  return 'unusual: ';
}
