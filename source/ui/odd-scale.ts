/** Where oddness stands on a chart of few rows, so that only what reaches the alarm line touches it. */
export type OddScale = {
  /** Rows above the lowest one. */
  readonly height: number;
  /** Row of the alarm line, counted from below; undefined where there is none. */
  readonly alarmRow: number | undefined;
  /** In rows from below, not rounded. */
  readonly at: (oddness: number) => number;
  /** What a row stands for. */
  readonly valueAt: (row: number) => number;
};

/** One in a thousand: what a chart without an alarm line reaches up to at least. */
const leastTop = 30;
/** A row is drawn from half a row below it on. */
const justBelow = 0.51;

export function oddScale(
  values: readonly (number | null)[],
  alarmLine: number | undefined,
  height: number,
): OddScale {
  const most = values.reduce<number>((sum, value) => Math.max(sum, value ?? 0), 0);
  if (alarmLine === undefined) {
    const top = Math.max(leastTop, most);
    return {
      height,
      alarmRow: undefined,
      at: oddness => (Math.max(0, oddness) / top) * height,
      valueAt: row => (row / height) * top,
    };
  }
  const isCrossed = most > alarmLine;
  // Above the line there is room for what crosses it, below it for everything else.
  const alarmRow = isCrossed
    ? Math.max(1, Math.min(height - 1, Math.round((alarmLine / most) * height)))
    : height;
  const top = Math.max(most, alarmLine + 1);
  const above = height - alarmRow;
  return {
    height,
    alarmRow,
    at: oddness =>
      oddness < alarmLine
        ? Math.min(alarmRow - justBelow, (Math.max(0, oddness) / alarmLine) * alarmRow)
        : alarmRow + Math.min(1, (oddness - alarmLine) / (top - alarmLine)) * above,
    valueAt: row =>
      row <= alarmRow
        ? (row / alarmRow) * alarmLine
        : alarmLine + ((row - alarmRow) / above) * (top - alarmLine),
  };
}
